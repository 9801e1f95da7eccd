// What pushing one customer works with.
import type { CustomerStore } from '@/lib/customers/customer-store'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import type { OutboxStore } from './outbox-store'

export interface PushContext {
  /** The mirror. */
  store: Pick<CustomerStore, 'get' | 'consents'>
  outbox: OutboxStore
  /** The linked system. Throws what the port's methods throw when the link cannot be used. */
  system: () => Promise<CustomerSystem>
  /** Milliseconds that rows stay ours without a sign of life; we give one three times as often. */
  lease: number
  /** From 0 to 1. */
  random(): number
}

/** What became of a change: the id of what it made over there, or why nothing had to be sent. */
export interface Sent {
  externalId: string | null
  note: string | null
}

export const sent = (externalId: string | null = null): Sent => ({ externalId, note: null })
/** @param note a word for people who look at the outbox */
export const nothingToSend = (note: string): Sent => ({ externalId: null, note })
