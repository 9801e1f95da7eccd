// A stored delivery takes effect, once: its senders are found or become customers, its messages stand on the timeline.
import type { Shop } from '@/lib/customers/use-case'
import type { Clock } from '@/lib/shared/clock'
import { CrmError } from '@/lib/shared/errors'
import type { DeliveredEvent } from './channel'
import { inboundMessageSchema } from './inbound-message'
import type { MessageStore, MessageTx, StoredEvent } from './message-store'
import { recordMessage } from './record-message'

export interface ReceiveMessage {
  shop: Shop
  store: MessageStore
  /** Reads a stored delivery by its channel. Throws CrmError `invalid`. */
  parse(event: StoredEvent): DeliveredEvent
  clock: Clock
}

/** Two first messages at once: the loser's whole transaction is undone and finds the winner's customer on its next go. */
const mostGoes = 5

/**
 * Every message of the delivery has its effect in one transaction; a delivery or a message that came before has none.
 * On failure the reason is kept beside the event and thrown again, so that the job is tried again and never lost.
 */
export async function receiveMessage(context: ReceiveMessage, eventId: string): Promise<void> {
  try {
    for (let go = 1; ; go++) {
      try {
        return await context.store.write((tx) => receiveEvent(tx, context, eventId))
      } catch (error) {
        if (go === mostGoes || !(error instanceof CrmError) || error.code !== 'conflict') throw error
      }
    }
  } catch (error) {
    // With the database gone nothing can be noted; the job's own retry remains.
    if (!(error instanceof CrmError && error.code === 'unavailable')) await context.store.markFailed(eventId, reasonOf(error))
    throw error
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof CrmError
    ? [error.code, error.reason, ...error.issues.map(({ path, reason }) => `${path.join('.')}: ${reason}`)].join(', ')
    : `unexpected ${error instanceof Error ? error.name : typeof error}`

async function receiveEvent(tx: MessageTx, context: ReceiveMessage, eventId: string): Promise<void> {
  const event = await tx.lockEvent(eventId)
  if (event === null) throw new CrmError('not_found', 'No such inbound event', { reason: 'event_not_found' })
  if (event.processedAt !== null) return
  for (const message of context.parse(event).messages)
    await recordMessage(tx, context.shop, event, inboundMessageSchema.parse(message))
  await tx.markProcessed(eventId, context.clock())
}
