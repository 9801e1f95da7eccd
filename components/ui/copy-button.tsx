'use client'
// Puts a text on the clipboard and says so.
import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from './button'

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
  return (
    <Button
      variant={iconOnly ? 'ghost' : 'secondary'}
      className={iconOnly ? 'w-touch px-0' : undefined}
      icon={
        copied ? <Check aria-hidden className="size-4 text-ok" /> : <Copy aria-hidden className="size-4" />
      }
      title={words}
      onClick={() => {
        navigator.clipboard.writeText(value).then(
          () => {
            setCopied(true)
          },
          () => undefined,
        )
      }}
    >
      <span aria-live="polite" className={iconOnly ? 'sr-only' : undefined}>
        {words}
      </span>
    </Button>
  )
}
