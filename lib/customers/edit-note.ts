// A note's text is changed; what it said before stays in its history, and nobody overwrites what they have not seen.
import { z } from 'zod'
import { notFound } from '@/lib/shared/errors'
import { noteContentSchema } from './customer'
import { parseInput } from './parse-input'
import type { StaffNote } from './staff-note'
import type { UseCase } from './use-case'

export const noteEditSchema = z
  .object({ id: z.string().min(1).max(100), noteId: z.string().min(1).max(100), version: z.int(), content: noteContentSchema })
  .strict()
export type NoteEdit = z.input<typeof noteEditSchema>

/** With a `conflict`, `note` is what somebody else wrote meanwhile. */
export type NoteEditOutcome = { status: 'saved' | 'conflict'; note: StaffNote }

/** `version` is the one that the person saw. Throws `not_found`, also for a note that was taken away, or `invalid`. */
export async function editNote({ store, clock }: UseCase, input: NoteEdit): Promise<NoteEditOutcome> {
  const { id, noteId, version, content } = parseInput(noteEditSchema, input)
  return store.write(async (tx) => {
    if ((await tx.lock(id)) === null) throw notFound('customer')
    const note = await tx.lockNote(id, noteId)
    if (note === null || note.isRemoved) throw notFound('note')
    if (note.content === content) return { status: 'saved', note }
    if (note.version !== version) return { status: 'conflict', note }
    await tx.rewriteNote(note, content, clock())
    await tx.audit('note.update', 'note', noteId, { customerId: id, version: version + 1 })
    await tx.announce({ kind: 'note', customerId: id })
    const saved = await tx.lockNote(id, noteId)
    if (saved === null) throw notFound('note')
    return { status: 'saved', note: saved }
  })
}
