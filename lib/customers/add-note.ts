// A note that staff write on a customer.
import { notFound } from '@/lib/shared/errors'
import { type CustomerNote, noteContentSchema } from './customer'
import { parseInput } from './parse-input'
import type { UseCase } from './use-case'
import { z } from 'zod'

/** Throws `not_found` or `invalid` (field `content`). `createdBy` defaults to the caller's name. */
export async function addNote(
  { store, actor, clock }: UseCase,
  id: string,
  text: string,
  createdBy?: string,
): Promise<CustomerNote> {
  const { content } = parseInput(z.object({ content: noteContentSchema }), { content: text })
  return store.write(async (tx) => {
    if ((await tx.lock(id)) === null) throw notFound('customer')
    const note = await tx.insertNote(id, content, createdBy ?? actor.name, clock())
    await tx.insertActivity({
      customerId: id,
      type: 'note_added',
      channel: null,
      description: content.slice(0, 280),
      timestamp: note.createdAt,
      metadata: { noteId: note.id, by: note.createdBy },
    })
    await tx.audit('note.create', 'note', note.id, { customerId: id })
    await tx.announce({ kind: 'note', customerId: id })
    return note
  })
}
