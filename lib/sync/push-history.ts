// One note or one line of the timeline goes to the other system, under its own key and with its own time.
import type { CustomerActivity, Metadata } from '@/lib/customers/customer'
import { CrmError } from '@/lib/shared/errors'
import { type Linked, withLink } from './push-customer'
import { nothingToSend, type PushContext, type Sent, sent } from './push-context'

/** The row belongs to somebody else by now. */
export interface HandOver {
  owner: string
}

/** Ids of our own rows mean nothing over there. */
const ownMetadata = new Set(['messageId', 'senderAlsoKnownAs', 'noteId'])

/** Built from what never changes about the line, so that a second go is the same call to the letter. */
function payloadOf({ metadata, description }: CustomerActivity): Metadata {
  const kept = Object.fromEntries(Object.entries(metadata).filter(([name]) => !ownMetadata.has(name)))
  return kept.message === undefined && description !== '' ? { ...kept, message: description } : kept
}

/** @param key the id of the outbox row */
export async function pushNote(context: PushContext, customerId: string, key: string, noteId: string): Promise<Sent | HandOver> {
  const note = await context.outbox.note(noteId)
  if (note === null) return nothingToSend('gone')
  if (note.customerId !== customerId) return { owner: note.customerId }
  return withLink(context, customerId, new Set(), (linked) =>
    once(linked, 'notes', (system, externalId) =>
      system.addNote(externalId, note.content, note.createdBy, { idempotencyKey: key, at: note.createdAt }),
    ),
  )
}

/** @param key the id of the outbox row */
export async function pushActivity(
  context: PushContext,
  customerId: string,
  key: string,
  activityId: string,
): Promise<Sent | HandOver> {
  const line = await context.outbox.activity(activityId)
  if (line === null) return nothingToSend('gone')
  if (line.customerId !== customerId) return { owner: line.customerId }
  return withLink(context, customerId, new Set(), (linked) =>
    once(linked, 'activities', (system, externalId) =>
      system.logInteraction(externalId, line.type, line.channel, payloadOf(line), { idempotencyKey: key, at: line.timestamp }),
    ),
  )
}

async function once(
  { system, link }: Linked,
  capability: 'notes' | 'activities',
  write: (system: Linked['system'], externalId: string) => Promise<{ id: string }>,
): Promise<Sent> {
  if (!system.capabilities[capability]) return nothingToSend('unsupported')
  try {
    return sent((await write(system, link.externalId)).id)
  } catch (error) {
    // The key is ours alone: an earlier go wrote it, for the record that the customer had then.
    if (error instanceof CrmError && error.reason === 'idempotency_key_reused') return nothingToSend('written_before')
    throw error
  }
}
