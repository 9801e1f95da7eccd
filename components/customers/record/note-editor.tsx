'use client'
// A note's text changed where it stands. ⌘Enter saves, Escape leaves; what somebody else wrote meanwhile is shown beside one's own.
import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { rewriteNote } from '@/app/dashboard/customers/notes/actions'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { RelativeTime } from '@/components/ui/relative-time'
import { Textarea } from '@/components/ui/textarea'
import type { LineNote } from '../timeline-line'
import { useNoteChange } from './note-change'

type NoteEditorProps = { customerId: string; note: LineNote; timeZone: string; onClose: () => void }

export function NoteEditor({ customerId, note, timeZone, onClose }: NoteEditorProps) {
  const t = useTranslations('timeline.note')
  const changed = useNoteChange()
  const [text, setText] = useState(note.content)
  // The one that was seen when editing began, whatever the page learns meanwhile.
  const [seen, setSeen] = useState(note)
  const [theirs, setTheirs] = useState<LineNote | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [pending, start] = useTransition()

  const save = (version: number) => {
    const content = text.trim()
    if (content === '' || pending) return
    if (content === seen.content && theirs === null) return onClose()
    start(async () => {
      const result = await rewriteNote({ id: customerId, noteId: note.id, version, content }).catch(() => null)
      if (result?.ok !== true) return setFailure(result?.issues[0]?.message ?? result?.message ?? t('unreachable'))
      setFailure(null)
      if (result.data.status === 'conflict') return setTheirs(result.data.note)
      changed(result.data.note)
      onClose()
    })
  }
  const takeTheirs = (note: LineNote) => {
    changed(note)
    setSeen(note)
    onClose()
  }
  return (
    <form
      aria-label={t('editing')}
      className="mt-1 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        save(theirs?.version ?? seen.version)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault()
          event.stopPropagation()
          onClose()
        } else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault()
          // Over what somebody else wrote only by the button that says so.
          if (theirs === null) save(seen.version)
        }
      }}
    >
      <Textarea
        aria-label={t('text')}
        aria-keyshortcuts="Meta+Enter Control+Enter"
        autoFocus
        rows={3}
        maxLength={20_000}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
        }}
      />
      {failure !== null && (
        <Notice tone="danger" title={t('failed')}>
          {failure}
        </Notice>
      )}
      {theirs === null ? (
        <div className="flex gap-2">
          <Button type="submit" loading={pending} disabled={text.trim() === ''}>
            {t('save')}
          </Button>
          <Button variant="ghost" onClick={onClose} disabled={pending}>
            {t('cancel')}
          </Button>
        </div>
      ) : (
        <Notice tone="warn" title={t('conflict.title', { name: theirs.editedBy ?? theirs.createdBy })}>
          <p className="text-xs text-muted">
            <RelativeTime value={theirs.updatedAt} timeZone={timeZone} />
          </p>
          <p dir="auto" className="my-2 max-h-60 overflow-y-auto break-words whitespace-pre-wrap">
            {theirs.content}
          </p>
          <div className="flex flex-wrap gap-2">
            <Button type="submit" loading={pending} disabled={text.trim() === ''}>
              {t('conflict.keepMine')}
            </Button>
            <Button onClick={() => takeTheirs(theirs)} disabled={pending}>
              {t('conflict.takeTheirs')}
            </Button>
          </div>
        </Notice>
      )}
    </form>
  )
}
