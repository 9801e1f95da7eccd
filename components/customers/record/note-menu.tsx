'use client'
// What can be done with a note. Its history is there for everybody who may read it.
import { Ellipsis, History, Pencil, Pin, PinOff, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { iconButtonClass } from '@/components/ui/button-class'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import type { LineNote } from '../timeline-line'

type NoteMenuProps = {
  note: LineNote
  mayEdit: boolean
  onEdit: () => void
  onHistory: () => void
  onChange: (what: 'pin' | 'unpin' | 'remove') => void
}

export function NoteMenu({ note, mayEdit, onEdit, onHistory, onChange }: NoteMenuProps) {
  const t = useTranslations('timeline.note')
  const history: MenuEntry = { label: t('history'), icon: <History aria-hidden />, onSelect: onHistory }
  const entries: MenuEntry[] = mayEdit
    ? [
        { label: t('edit'), icon: <Pencil aria-hidden />, onSelect: onEdit },
        note.isPinned
          ? { label: t('unpin'), icon: <PinOff aria-hidden />, onSelect: () => onChange('unpin') }
          : { label: t('pin'), icon: <Pin aria-hidden />, onSelect: () => onChange('pin') },
        history,
        { label: t('remove'), icon: <Trash2 aria-hidden />, danger: true, onSelect: () => onChange('remove') },
      ]
    : [history]
  return (
    <Menu
      label={t('menu', { beginning: note.content.slice(0, 40) })}
      triggerClass={iconButtonClass('ghost')}
      trigger={<Ellipsis aria-hidden className="size-4 text-muted" />}
      align="end"
      entries={entries}
    />
  )
}
