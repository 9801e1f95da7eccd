'use client'
// Puts a text on the clipboard and says so.
import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { buttonClass, iconButtonClass } from './button-class'

type CopyButtonProps = { value: string; label?: string | undefined; iconOnly?: boolean | undefined }

export function CopyButton({ value, label, iconOnly = false }: CopyButtonProps) {
  const t = useTranslations('common')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => {
      setCopied(false)
    }, 2000)
    return () => {
      clearTimeout(timer)
    }
  }, [copied])
  const words = copied ? t('copied') : (label ?? t('copy'))
  const Icon = copied ? Check : Copy
  return (
    <button
      type="button"
      title={words}
      className={iconOnly ? iconButtonClass() : buttonClass()}
      onClick={() => {
        // Where the clipboard is refused (no https), the text stays there to be selected by hand.
        navigator.clipboard.writeText(value).then(
          () => {
            setCopied(true)
          },
          () => undefined,
        )
      }}
    >
      <Icon aria-hidden className="size-4" />
      <span aria-live="polite" className={iconOnly ? 'sr-only' : undefined}>
        {words}
      </span>
    </button>
  )
}
