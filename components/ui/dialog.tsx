'use client'
// A window for one decision; on a phone it rises from the bottom, within the thumb's reach.
import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import * as Radix from 'radix-ui/dialog'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { IconButton } from './icon-button'

type DialogProps = {
  title: string
  description?: ReactNode
  /** A single element that opens it; leave out and steer with `open`. */
  trigger?: ReactNode
  open?: boolean | undefined
  onOpenChange?: ((open: boolean) => void) | undefined
  /** Buttons, the main one last. */
  footer?: ReactNode
  /** Begins in the first field of its form instead of on the button that closes it. */
  startsInField?: boolean | undefined
  children?: ReactNode
}

function focusFirstField(event: Event) {
  const field = event.currentTarget instanceof Element ? event.currentTarget.querySelector('form input, form select') : null
  if (!(field instanceof HTMLElement)) return
  event.preventDefault()
  field.focus()
}

export function Dialog({
  title,
  description,
  trigger,
  open,
  onOpenChange,
  footer,
  startsInField = false,
  children,
}: DialogProps) {
  const t = useTranslations('common')
  const opener = useRef<Element | null>(null)
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      {trigger !== undefined && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-float animate-fade-in bg-[rgb(0_0_0/0.4)]" />
        <Radix.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement
            if (startsInField) focusFirstField(event)
          }}
          // The primitive gives the focus back to its own trigger only; one that is steered has none.
          onCloseAutoFocus={(event) => {
            if (trigger !== undefined || !(opener.current instanceof HTMLElement)) return
            event.preventDefault()
            opener.current.focus()
          }}
          className="fixed inset-x-0 bottom-0 z-float flex max-h-[90dvh] animate-rise flex-col rounded-t border border-line bg-raised shadow-float outline-none md:inset-x-auto md:top-1/2 md:bottom-auto md:left-1/2 md:w-full md:max-w-form md:-translate-1/2 md:animate-fade-in md:rounded"
        >
          <header className="flex items-start justify-between gap-3 py-2 pr-2 pl-4">
            <div className="min-w-0 py-2">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {description !== undefined && <Radix.Description className="text-muted">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label={t('close')} icon={<X aria-hidden className="size-4" />} />
            </Radix.Close>
          </header>
          <DialogBody>{children}</DialogBody>
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** What is longer than the window is also read with the arrow keys. */
function DialogBody({ children }: { children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    const element = body.current
    if (element === null) return
    const observer = new ResizeObserver(() => setScrolls(element.scrollHeight > element.clientHeight))
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => {
      observer.disconnect()
    }
  }, [])
  return (
    <div ref={body} tabIndex={scrolls ? 0 : undefined} className="min-h-0 flex-1 overflow-y-auto px-4 pb-4 -outline-offset-2">
      {children}
    </div>
  )
}
