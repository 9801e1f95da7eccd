// PORT: one stored event of a linked system, and the links that it may move.
import type { Metadata } from '@/lib/customers/customer'
import type { Base } from './base'
import type { Barred, CustomerLink, LinkEnd } from './outbox-store'

/** What the other system says happened: a hint, the record is read again. Ids are that system's. */
export interface RemoteHint {
  kind: 'upsert' | 'delete' | 'erase' | 'merge' | 'order'
  /** Of the customer, or of the order. */
  externalId: string
  mergedIds: string[]
}

/** One transaction on the links of one connection. */
export interface CrmEventTx {
  /** Locks the event until the end of the transaction; false when it has had its effect. */
  begin(): Promise<boolean>
  linkOf(externalId: string): Promise<CustomerLink | null>
  /** Whether somebody is just pushing the customer: what is read over there may be half of it. */
  isBeingPushed(customerId: string): Promise<boolean>
  /**
   * Whose the record was when a link to it last ended because it was gone, and whether he may be sent there; null when nobody's.
   * Events come in any order.
   */
  formerOwner(externalId: string): Promise<{ customerId: string; barred: Barred | null } | null>
  linksOf(customerId: string): Promise<CustomerLink[]>
  /** Those of guests too. */
  allLinksOf(customerId: string): Promise<CustomerLink[]>
  /** A link without a base. The record must be linked to nobody. */
  link(customerId: string, externalId: string): Promise<CustomerLink>
  repoint(link: CustomerLink, externalId: string): Promise<void>
  agree(linkId: string, agreed: { base: Base | null; remoteVersion: string }): Promise<void>
  endLink(link: CustomerLink, end: LinkEnd): Promise<void>
  /** Nothing of the customer leaves for this system any more. */
  settleWaiting(customerId: string, note: string): Promise<void>
  /** A line in the customer's audit log. `changes` names fields, never what is in them. */
  audit(action: string, customerId: string, changes: Metadata): Promise<void>
  /** A line on the customer's timeline: somebody changed the record over there. */
  tellDifference(customerId: string): Promise<void>
  finish(): Promise<void>
}

export interface CrmEventStore {
  linkOf(externalId: string): Promise<CustomerLink | null>
  write<T>(work: (tx: CrmEventTx) => Promise<T>): Promise<T>
}
