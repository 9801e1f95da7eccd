'use client'
// One note: its text, who changed it, and what can be done with it. One that was taken away says so and comes back from here.
import { Undo2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { startTransition, useEffect, useRef, useState } from 'react'
import { changeNote } from '@/app/dashboard/customers/notes/actions'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import type { LineNote } from '../timeline-line'
import { Marked } from './marked'
import { useNoteChange } from './note-change'
import { NoteEditor } from './note-editor'
import { NoteHistory } from './note-history'
import { NoteMenu } from './note-menu'

type NoteCardProps = {
  customerId: string
  note: LineNote
  words: readonly string[]
  mayEdit: boolean
  timeZone: string
}

export function NoteCard({ customerId, note, words, mayEdit, timeZone }: NoteCardProps) {
  const t = useTranslations('timeline.note')
  const changed = useNoteChange()
  const [isEditing, setEditing] = useState(false)
  const [showsHistory, setShowsHistory] = useState(false)
  const card = useRef<HTMLDivElement>(null)
  // What was pressed is gone when the note looks another way: the hand goes on at the note's own button.
  const mustFocus = useRef(false)
  useEffect(() => {
    if (isEditing || !mustFocus.current) return
    mustFocus.current = false
    card.current?.querySelector('button')?.focus()
  }, [isEditing, note.isRemoved])
  const edit = (editing: boolean) => {
    mustFocus.current = !editing
    setEditing(editing)
  }

  const change = (what: 'pin' | 'unpin' | 'remove' | 'restore') => {
    startTransition(async () => {
      const result = await changeNote({ id: customerId, noteId: note.id, change: what }).catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      mustFocus.current = what === 'remove' || what === 'restore'
      changed(result.data)
      const undo = { remove: 'restore', pin: 'unpin', unpin: 'pin', restore: null } as const
      const back = undo[what]
      toast({
        tone: 'ok',
        title: t(`done.${what}`),
        action: back === null ? undefined : { label: t('undo'), onClick: () => change(back) },
      })
    })
  }

  if (note.isRemoved)
    return (
      <div
        ref={card}
        className="mt-1 flex flex-wrap items-center justify-between gap-2 rounded border border-dashed border-line px-3 py-1 text-muted"
      >
        <p>{note.removedBy === null ? t('removed') : t('removedBy', { name: note.removedBy })}</p>
        {mayEdit && (
          <Button variant="ghost" icon={<Undo2 aria-hidden className="size-4" />} onClick={() => change('restore')}>
            {t('restore')}
          </Button>
        )}
      </div>
    )
  if (isEditing) return <NoteEditor customerId={customerId} note={note} timeZone={timeZone} onClose={() => edit(false)} />
  return (
    <div ref={card} className="mt-1 flex items-start gap-1 rounded border-l-2 border-control bg-sunken pl-3">
      <div className="min-w-0 flex-1 py-2">
        <p dir="auto" className="break-words whitespace-pre-wrap">
          <Marked text={note.content} words={words} />
        </p>
        {note.editedBy !== null && <p className="mt-1 text-xs text-muted">{t('editedBy', { name: note.editedBy })}</p>}
      </div>
      <NoteMenu
        note={note}
        mayEdit={mayEdit}
        onEdit={() => edit(true)}
        onHistory={() => setShowsHistory(true)}
        onChange={change}
      />
      {showsHistory && (
        <NoteHistory customerId={customerId} noteId={note.id} timeZone={timeZone} onClose={() => setShowsHistory(false)} />
      )}
    </div>
  )
}
