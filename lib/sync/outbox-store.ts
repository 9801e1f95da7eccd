// PORT: the changes of one shop that wait to leave for one linked system, and the links of its customers there.
import type { CustomerActivity, CustomerNote } from '@/lib/customers/customer'
import type { Base } from './base'

/** `customer` and `preferences` say that something changed: what is sent is what the mirror holds at the moment of sending. */
export const outboxKinds = ['customer', 'preferences', 'note', 'activity', 'delete'] as const
export type OutboxKind = (typeof outboxKinds)[number]

/** `payload` holds ids and names of fields, never what is in them. */
export interface OutboxRow {
  id: string
  kind: OutboxKind
  payload: Readonly<Record<string, unknown>>
  attempts: number
}

/** The same person in the other system. */
export interface CustomerLink {
  id: string
  customerId: string
  externalId: string
  base: Base | null
}

/**
 * Why a link ended: the record was removed there, erased for privacy there, became part of a record that is another
 * customer's here, or was removed by ourselves.
 */
export type LinkEnd = 'gone' | 'erased' | 'merged' | 'removed'

/** Ends after which a customer is not sent back by us. What else they mean for the mirror is for the two-way sync to say. */
export type Barred = Extract<LinkEnd, 'erased' | 'merged'>

/** Rows of one customer that nobody else may push until the lease ends; or none, and when to look again. */
export interface Claimed {
  rows: OutboxRow[]
  /** Milliseconds until there may be something to do; null when nothing waits. */
  again: number | null
}

/**
 * For one shop and one connection. `claim` is a token of the caller's, new for each claim: whatever a caller does to a row
 * has no effect once the row is another's. Times are the database's.
 */
export interface OutboxStore {
  /** Takes all rows of the customer that are due, in the order in which they were written. @param lease milliseconds */
  claim(customerId: string, claim: string, lease: number): Promise<Claimed>
  /** Prolongs the lease; false when it was lost. @param lease milliseconds */
  prolong(claim: string, lease: number): Promise<boolean>
  /** Earlier rows with the same key that were given up are settled with it. */
  done(claim: string, ids: string[], outcome: { externalId: string | null; note: string | null }): Promise<void>
  /** Due again in `delay` milliseconds. `failed` are those whose attempt counts; the others only wait with them. */
  postpone(claim: string, ids: string[], outcome: { delay: number; error: string; failed: string[] }): Promise<void>
  /** Given up until somebody asks for it again. `error` is a code and a reason, never data. */
  bury(claim: string, ids: string[], error: string): Promise<void>
  /** The rows belong to another customer by now (a merge): gives them back as his, and queues his push. */
  handOver(claim: string, ids: string[], customerId: string): Promise<void>

  note(id: string): Promise<CustomerNote | null>
  activity(id: string): Promise<CustomerActivity | null>

  /** The customer's own link first, then those that came to him by a merge. */
  links(customerId: string): Promise<CustomerLink[]>
  /** Whose record this is here; null when nobody's. */
  ownerOf(externalId: string): Promise<string | null>
  /**
   * Links them. What the ledger says of the customer is then due to leave as well, and what was given up is tried again.
   * Throws `conflict` (`linked_to_other`) when the record is another customer's.
   */
  link(customerId: string, externalId: string, agreed: { base: Base; remoteVersion: string } | null): Promise<CustomerLink>
  /** Without a version the kept one stays. `sent`: something was changed over there, and the timeline tells it. */
  agree(linkId: string, agreed: { base: Base; remoteVersion?: string; sent?: boolean }): Promise<void>
  endLink(link: CustomerLink, end: LinkEnd): Promise<void>
  /** How many links of the customer have ended, and whether that bars him. */
  endedLinks(customerId: string): Promise<{ ended: number; barred: Barred | null }>
}
