'use server'
// What staff do with a note that is there. Its new state comes back: it may stand on a page of the Fil that is not read again.
import { refresh } from 'next/cache'
import { toLineNote } from '@/components/customers/timeline-line'
import { editNote, noteEditSchema } from '@/lib/customers/edit-note'
import { keepNote, keepNoteSchema } from '@/lib/customers/keep-note'
import { tenantAction } from '@/lib/server/action'

/** → saved, or what somebody else wrote meanwhile. */
export const rewriteNote = tenantAction('customers:write', noteEditSchema, async ({ useCase }, edit) => {
  const { status, note } = await editNote(useCase, edit)
  if (status === 'saved') refresh()
  return { status, note: toLineNote(note) }
})

/** Pins it, takes it away, or back. */
export const changeNote = tenantAction('customers:write', keepNoteSchema, async ({ useCase }, change) => {
  const note = await keepNote(useCase, change)
  refresh()
  return toLineNote(note)
})
