'use client'
// An import at work: how far it has come, that one may leave, and the button to stop it.
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { stopImport } from '@/app/dashboard/customers/import/actions'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ProgressBar } from '@/components/ui/progress-bar'
import { toast } from '@/components/ui/toast'

type WorkCardProps = { id: string; kind: 'running' | 'reverting'; done: number; total: number | null }

export function WorkCard({ id, kind, done, total }: WorkCardProps) {
  const t = useTranslations('imports')
  const [pending, start] = useTransition()
  const stop = () => {
    start(async () => {
      const result = await stopImport({ id }).catch(() => null)
      if (result?.ok !== true) toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
    })
  }
  return (
    <Card
      title={t(`work.${kind}`)}
      actions={
        kind === 'running' ? (
          <Button loading={pending} onClick={stop}>
            {t('work.stop')}
          </Button>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-2">
        <ProgressBar label={t(`work.${kind}`)} share={total === null ? null : done / Math.max(1, total)} />
        {total !== null && <p className="tabular-nums">{t('work.rows', { done, total })}</p>}
        <p className="text-muted">{t('work.stay')}</p>
      </div>
    </Card>
  )
}
