// How a bulk job ended, in words, with what it leaves and the way back.
import { useFormatter, useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/notice'
import { undoMinutes } from '@/lib/customers/bulk/bulk-limits'
import type { BulkView } from '@/lib/server/bulk/manage-bulk'
import { UndoJob } from './undo-job'

export function BulkOutcome({ view }: { view: BulkView }) {
  const t = useTranslations('bulk')
  const format = useFormatter()
  const { record, progress, mayUndo } = view
  const { status, done, restored, kept, total } = record
  const { undoUntil, undoLeft: left, looked } = progress
  if (status === 'undone')
    return (
      <Notice tone={kept > 0 ? 'warn' : 'ok'} title={t('undoneTitle', { count: restored })}>
        {kept > 0 ? t('undoneKept', { count: kept }) : undefined}
      </Notice>
    )
  const until = undoUntil === null || left <= 0 ? null : format.dateTime(new Date(undoUntil), { timeStyle: 'short' })
  const hint =
    done === 0
      ? undefined
      : until === null
        ? t('undoOver', { minutes: undoMinutes })
        : mayUndo
          ? t('undoUntil', { time: until })
          : t('undoForbidden')
  return (
    <Notice
      tone={status === 'stopped' ? 'warn' : 'ok'}
      title={
        status === 'stopped'
          ? t('stoppedTitle', { done: looked, total })
          : t(record.action.kind === 'ask-consent' ? 'requests.ready' : 'doneTitle', { count: done })
      }
      action={until !== null && mayUndo ? <UndoJob id={record.id} left={left} /> : undefined}
    >
      {hint}
    </Notice>
  )
}
