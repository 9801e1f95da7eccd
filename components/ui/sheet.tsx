'use client'
// A panel from the right edge for looking at something without leaving the list; the whole screen on a phone.
import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import * as Radix from 'radix-ui/dialog'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button'

type SheetProps = {
  title: string
  trigger?: ReactNode
  open?: boolean | undefined
  onOpenChange?: ((open: boolean) => void) | undefined
  footer?: ReactNode
  children?: ReactNode
}

export function Sheet({ title, trigger, open, onOpenChange, footer, children }: SheetProps) {
  const t = useTranslations('common')
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      {trigger !== undefined && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-float animate-fade-in bg-[rgb(0_0_0/0.4)]" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 right-0 z-float flex w-full animate-slide-in flex-col bg-raised shadow-float outline-none md:max-w-form md:border-l md:border-line"
        >
          <header className="flex h-bar shrink-0 items-center justify-between gap-3 border-b border-line pr-2 pl-4">
            <Radix.Title className="truncate text-base font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={t('close')} icon={<X aria-hidden className="size-4" />} />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
