'use client'
// The part of ToastHost that is loaded on demand: shows each message once.
import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { Toaster as Sonner, toast as show } from 'sonner'
import { buttonClass } from './button-class'
import type { ToastMessage } from './toast'

const icons = {
  ok: <CircleCheck aria-hidden className="size-5 text-ok" />,
  danger: <CircleAlert aria-hidden className="size-5 text-danger" />,
  info: <Info aria-hidden className="size-5 text-info" />,
}

export default function Toaster({ messages }: { messages: ToastMessage[] }) {
  const t = useTranslations('common')
  const shown = useRef(0)
  useEffect(() => {
    for (const { tone, title, description, action } of messages.slice(shown.current)) {
      show(title, {
        icon: icons[tone],
        ...(description === undefined ? {} : { description }),
        ...(action === undefined ? {} : { action, duration: 10_000 }),
      })
    }
    shown.current = messages.length
  }, [messages])
  return (
    <Sonner
      position="bottom-center"
      containerAriaLabel={t('toast.region')}
      style={{ fontFamily: 'inherit' }}
      mobileOffset={{ bottom: 72 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'flex w-full items-center gap-3 rounded border border-line bg-raised p-3 text-sm text-ink shadow-float',
          content: 'min-w-0 flex-1',
          title: 'font-medium',
          description: 'text-muted',
          actionButton: buttonClass('secondary'),
        },
      }}
    />
  )
}
