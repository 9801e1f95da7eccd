// One message: whose it is, and all that follows from it in the same transaction.
import type { Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { findSender, linkHandles } from './find-sender'
import { earlierFirstContact, firstContactFields, firstContactTags } from './first-contact'
import type { InboundMessage } from './inbound-message'
import type { MessageTx, StoredEvent } from './message-store'
import { senderHandles } from './sender-handles'

/**
 * Finds the sender or makes the customer (tags `premier-contact` and the channel), links identities that are new, writes
 * the message, the activity, the last contact and the audit line, and tells open screens. Nothing when the door's id of
 * the message came before. Writing is no consent: the ledger is not touched.
 */
export async function recordMessage(tx: MessageTx, shop: Shop, event: StoredEvent, message: InboundMessage): Promise<void> {
  if (!(await tx.claimMessage(event.channelId, message.externalId))) return
  // A sender's clock may be ahead; nothing was written after it arrived.
  const occurredAt = message.occurredAt !== null && message.occurredAt < event.receivedAt ? message.occurredAt : event.receivedAt
  const { customerId, others } = await attribute(tx, shop, message, occurredAt)
  const id = newId()
  await tx.insertMessage({ id, customerId, channelId: event.channelId, inboundEventId: event.id, message, occurredAt })
  await tx.insertActivity({
    customerId,
    type: 'message_received',
    channel: message.channel,
    description: message.text,
    timestamp: occurredAt,
    metadata: {
      message: message.text,
      from: message.from,
      messageId: id,
      ...(message.media.length > 0 ? { media: message.media.length } : {}),
      ...(others.length > 0 ? { senderAlsoKnownAs: others } : {}),
    },
    messageId: id,
  })
  for (const otherId of others) await tx.noteOneSender(customerId, otherId)
  await tx.touchContact(customerId, message.channel, occurredAt)
  await tx.audit('message.receive', 'message', id, { customerId, channelId: event.channelId, eventId: event.id })
  await tx.announce({ kind: 'message', customerId })
}

/** `others` are further customers who own one of the sender's identities; staff decide about them. */
async function attribute(
  tx: MessageTx,
  shop: Shop,
  message: InboundMessage,
  at: Date,
): Promise<{ customerId: string; others: string[] }> {
  const source = message.channel
  const handles = senderHandles(message, shop.region)
  const known = await findSender(tx, handles)
  if (known !== null) {
    const { customer } = known
    const earlier = earlierFirstContact(customer, message, at)
    if (earlier !== null) await tx.updateCustomer(customer.id, earlier)
    return { customerId: customer.id, others: await linkHandles(tx, customer, known.others, source) }
  }
  const customerId = newId()
  await tx.insertCustomer(
    customerId,
    firstContactFields(message, at, shop),
    handles.map((handle) => ({ ...handle, source })),
  )
  await tx.addTags(customerId, firstContactTags(message))
  await tx.audit('customer.create', 'customer', customerId, { source: 'incoming-message', channel: message.channel })
  return { customerId, others: [] }
}
