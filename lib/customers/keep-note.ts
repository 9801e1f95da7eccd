// Where a note stands: pinned on top of the timeline or not, taken away or put back. Its text is not touched.
import { z } from 'zod'
import { notFound } from '@/lib/shared/errors'
import { parseInput } from './parse-input'
import type { StaffNote } from './staff-note'
import type { UseCase } from './use-case'

export const noteChanges = ['pin', 'unpin', 'remove', 'restore'] as const
export const keepNoteSchema = z
  .object({ id: z.string().min(1).max(100), noteId: z.string().min(1).max(100), change: z.enum(noteChanges) })
  .strict()

/** The note as it is then; nothing happens when it is so already. Throws `not_found`, or `invalid`. */
export async function keepNote({ store }: UseCase, input: z.input<typeof keepNoteSchema>): Promise<StaffNote> {
  const { id, noteId, change } = parseInput(keepNoteSchema, input)
  return store.write(async (tx) => {
    if ((await tx.lock(id)) === null) throw notFound('customer')
    const note = await tx.lockNote(id, noteId)
    if (note === null) throw notFound('note')
    const isPin = change === 'pin' || change === 'unpin'
    if (isPin && note.isRemoved) throw notFound('note')
    if (isPin ? note.isPinned === (change === 'pin') : note.isRemoved === (change === 'remove')) return note
    if (isPin) await tx.setNotePinned(note, change === 'pin')
    else await tx.setNoteRemoved(note, change === 'remove')
    await tx.audit(`note.${change}`, 'note', noteId, { customerId: id })
    await tx.announce({ kind: 'note', customerId: id })
    const kept = await tx.lockNote(id, noteId)
    if (kept === null) throw notFound('note')
    return kept
  })
}
