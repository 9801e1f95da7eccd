// The notes alone, in full, newest first.
import { NotebookPen } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { EmptyState } from '@/components/ui/empty-state'
import { RelativeTime } from '@/components/ui/relative-time'
import type { CustomerNote } from '@/lib/customers/customer'

export function NoteList({ notes, timeZone }: { notes: CustomerNote[]; timeZone: string }) {
  const t = useTranslations('timeline')
  if (notes.length === 0) return <EmptyState icon={<NotebookPen />} title={t('noNotes')} className="py-6" />
  return (
    <ul className="flex flex-col gap-3">
      {notes.map(({ id, content, createdBy, createdAt }) => (
        <li key={id} className="rounded border border-line bg-surface px-3 py-2">
          <p dir="auto" className="break-words whitespace-pre-wrap">
            {content}
          </p>
          <p className="mt-1 text-xs text-muted">
            {createdBy}, <RelativeTime value={createdAt} timeZone={timeZone} />
          </p>
        </li>
      ))}
    </ul>
  )
}
