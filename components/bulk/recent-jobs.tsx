// Bulk jobs, the newest first: what, for how many, by whom, how it went.
import { ListChecks } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { EmptyState } from '@/components/ui/empty-state'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status, type Tone } from '@/components/ui/status'
import type { BulkStatus } from '@/lib/customers/bulk/bulk-result'
import type { BulkRecord } from '@/lib/server/bulk/manage-bulk'
import { actionSentence } from './action-words'
import { bulkHref } from './bulk-path'

const tones: Record<BulkStatus, Tone> = { running: 'info', done: 'ok', stopped: 'warn', undoing: 'info', undone: 'neutral' }

export function RecentJobs({ jobs }: { jobs: readonly BulkRecord[] }) {
  const t = useTranslations('bulk')
  const words = useTranslations('customers')
  if (jobs.length === 0)
    return (
      <EmptyState icon={<ListChecks />} title={t('empty')}>
        {t('emptyHint')}
      </EmptyState>
    )
  return (
    <ul className="divide-y divide-line overflow-hidden rounded border border-line bg-surface">
      {jobs.map(({ id, action, status, total, refused, createdByName, createdAt }) => (
        <li
          key={id}
          className="relative flex min-h-row flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 focus-within:bg-sunken hover:bg-sunken"
        >
          <div className="min-w-0 flex-1 basis-60">
            <Link href={bulkHref(id)} className="font-medium break-words after:absolute after:inset-0 after:content-['']">
              {actionSentence(t, words, action)}
            </Link>
            <span className="block text-xs text-muted">{t('line', { total, refused })}</span>
          </div>
          <span className="text-xs text-muted">
            <RelativeTime value={createdAt} /> {t('by', { name: createdByName })}
          </span>
          <Status tone={tones[status]}>{t(`status.${status}`)}</Status>
        </li>
      ))}
    </ul>
  )
}
