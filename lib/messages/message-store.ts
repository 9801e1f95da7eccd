// PORT: deliveries and messages as the use cases need them. lib/db implements it on PostgreSQL.
import type { CustomerTx } from '@/lib/customers/customer-store'
import type { InboundMessage } from './inbound-message'

/** A stored delivery that waits for its effect. */
export interface StoredEvent {
  id: string
  channelId: string
  channelType: string
  channelSettings: unknown
  receivedAt: Date
  processedAt: Date | null
  headers: Record<string, string>
  url: string
  body: Buffer
}

/** The transaction of one delivery: the customer's mirror and the message in one. */
export interface MessageTx extends CustomerTx {
  /** The event, locked until the end of the transaction; null when unknown. */
  lockEvent(eventId: string): Promise<StoredEvent | null>
  /** False when the door's id of this message was stored before; whoever claims it at the same time waits for our end. */
  claimMessage(channelId: string, externalId: string): Promise<boolean>
  insertMessage(message: {
    id: string
    customerId: string
    channelId: string
    inboundEventId: string
    message: InboundMessage
    occurredAt: Date
  }): Promise<void>
  markProcessed(eventId: string, at: Date): Promise<void>
}

export interface MessageStore {
  write<T>(work: (tx: MessageTx) => Promise<T>): Promise<T>
  /** Keeps the reason beside the event, for people; the event stays to be tried again. */
  markFailed(eventId: string, reason: string): Promise<void>
}
