'use client'
// The live schema cannot be had: why, what is safe, and another try.
import { RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'

type UnreadableSchemaProps = { label: string; why: string | null; onRetry: () => void }

export function UnreadableSchema({ label, why, onRetry }: UnreadableSchemaProps) {
  const t = useTranslations('settings.crm.mapping')
  const [pending, start] = useTransition()
  return (
    <Notice
      tone="warn"
      title={t('unreachableTitle', { label })}
      action={
        <Button
          icon={<RotateCw aria-hidden className="size-4" />}
          loading={pending}
          onClick={() => {
            start(onRetry)
          }}
        >
          {t('tryAgain')}
        </Button>
      }
    >
      {why !== null && <p>{why}</p>}
      <p>{t('unreachableSafe', { label })}</p>
    </Notice>
  )
}
