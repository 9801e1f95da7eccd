'use client'
// The pinned notes, on top of the Fil whatever it shows.
import { Pin } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { RelativeTime } from '@/components/ui/relative-time'
import type { LineNote } from '../timeline-line'
import { NoteCard } from './note-card'

type PinnedNotesProps = { customerId: string; notes: LineNote[]; mayEdit: boolean; timeZone: string }

export function PinnedNotes({ customerId, notes, mayEdit, timeZone }: PinnedNotesProps) {
  const t = useTranslations('timeline.note')
  if (notes.length === 0) return null
  return (
    <section aria-label={t('pinned')} className="mb-3 rounded border border-line bg-surface p-3">
      <h3 className="flex items-center gap-1 text-xs font-medium text-muted">
        <Pin aria-hidden className="size-3" />
        {t('pinned')}
      </h3>
      <ul className="flex flex-col gap-2">
        {notes.map((note) => (
          <li key={note.id}>
            <NoteCard customerId={customerId} note={note} words={[]} mayEdit={mayEdit} timeZone={timeZone} />
            <p className="mt-1 text-xs text-muted">
              {note.createdBy}, <RelativeTime value={note.createdAt} timeZone={timeZone} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
