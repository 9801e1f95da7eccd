'use client'
// A bulk job at work: how far it has come, that one may leave, and the button to stop it.
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { stopMany } from '@/app/dashboard/customers/bulk/actions'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ProgressBar } from '@/components/ui/progress-bar'
import { toast } from '@/components/ui/toast'

type BulkWorkProps = { id: string; kind: 'running' | 'undoing'; looked: number; total: number; mayStop: boolean }

export function BulkWork({ id, kind, looked, total, mayStop }: BulkWorkProps) {
  const t = useTranslations('bulk')
  const [pending, start] = useTransition()
  const stop = () => {
    start(async () => {
      const result = await stopMany({ id }).catch(() => null)
      if (result?.ok !== true) toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
    })
  }
  return (
    <Card
      title={t(`status.${kind}`)}
      actions={
        kind === 'running' && mayStop ? (
          <Button loading={pending} onClick={stop}>
            {t('stop')}
          </Button>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-2">
        <ProgressBar label={t(`status.${kind}`)} share={looked / Math.max(1, total)} />
        <p className="tabular-nums">{t('progress', { done: looked, total })}</p>
        <p className="text-muted">{t('stay')}</p>
      </div>
    </Card>
  )
}
