'use client'
// "Réessayer": sends again whatever the system did not take.
import { RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { retryChanges } from '@/app/dashboard/settings/crm/actions'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'

export function RetryChanges({ connectionId, label }: { connectionId: string; label: string }) {
  const t = useTranslations('settings.crm')
  const [pending, start] = useTransition()
  const retry = () => {
    start(async () => {
      const result = await retryChanges({ connectionId }).catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      toast({
        tone: 'ok',
        title: t('refusedChanges.retried', { count: result.data.changes, label }),
        description: result.data.changes === 0 ? undefined : t('refusedChanges.retriedHint'),
      })
    })
  }
  return (
    <Button icon={<RotateCw aria-hidden className="size-4" />} loading={pending} onClick={retry}>
      {t('refusedChanges.retry')}
      <span className="sr-only">, {label}</span>
    </Button>
  )
}
