'use client'
// What a page shows when it could not be made: what is safe, what to do, and a reference that finds the log line.
import { RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'

export type FailureProps = { error: Error & { digest?: string | undefined }; retry: () => void }

export function FailureState({ error, retry }: FailureProps) {
  const t = useTranslations('common')
  return (
    <ErrorState
      level={1}
      title={t('failure.title')}
      action={
        <Button icon={<RotateCw aria-hidden className="size-4" />} onClick={retry}>
          {t('retry')}
        </Button>
      }
    >
      <p>{t('failure.body')}</p>
      {error.digest !== undefined && <p className="mt-2 text-xs">{t('failure.reference', { digest: error.digest })}</p>}
    </ErrorState>
  )
}
