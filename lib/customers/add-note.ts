// A note that staff write on a customer.
import { notFound } from '@/lib/shared/errors'
import { type CustomerNote, noteContentSchema } from './customer'
import type { WriteOnce } from './customer-system'
import { parseInput } from './parse-input'
import { noteBeginning } from './staff-note'
import type { UseCase } from './use-case'
import { writeRowOnce } from './write-row-once'
import { z } from 'zod'

/**
 * Throws `not_found`, `invalid` (field `content`) or `conflict` (`idempotency_key_reused`). `createdBy` defaults to the
 * caller's name; the same `idempotencyKey` gives the same note.
 */
export async function addNote(
  { store, actor, clock }: UseCase,
  id: string,
  text: string,
  createdBy = actor.name,
  options: WriteOnce = {},
): Promise<CustomerNote> {
  const { content } = parseInput(z.object({ content: noteContentSchema }), { content: text })
  const read = (cursor: string | null) => store.notes(id, { cursor, limit: 200 })
  return writeRowOnce(store, options, ['add-note', id, content, createdBy], read, async (tx) => {
    if ((await tx.lock(id)) === null) throw notFound('customer')
    const note = await tx.insertNote(id, content, createdBy, options.at ?? clock())
    await tx.insertActivity({
      customerId: id,
      type: 'note_added',
      channel: null,
      description: noteBeginning(content),
      timestamp: note.createdAt,
      metadata: { noteId: note.id, by: note.createdBy },
    })
    await tx.audit('note.create', 'note', note.id, { customerId: id })
    await tx.announce({ kind: 'note', customerId: id })
    return note
  })
}
