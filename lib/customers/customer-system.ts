// PORT: any system that keeps a shop's customers. Every vendor implements it and passes lib/crm/contract.
import type {
  ActivityType,
  Customer,
  CustomerActivity,
  CustomerNote,
  CustomerPatchInput,
  CustomerStats,
  NewCustomerInput,
  Page,
} from './customer'
import type { Preferences, PreferencesPatch } from '@/lib/consent/preferences'
import type { OrderPage, RemoteOrder } from './remote-order'

/** What a system may be unable to do; calling it then throws CrmError `unsupported`, nothing is silently skipped. */
export const capabilityNames = [
  'notes',
  'activities',
  'tags',
  'segments',
  'stats',
  'preferences',
  'merge',
  'delete',
  'changes',
  'orders',
  'optimisticConcurrency',
] as const
export type Capability = (typeof capabilityNames)[number]
export type Capabilities = Record<Capability, boolean>

export interface CustomerQuery {
  /** Free text: a name, part of a phone, an e-mail. */
  query?: string
  email?: string
  phone?: string
  /** All of these tags. */
  tags?: string[]
  segment?: string
  /** 1 to 100, default 50. */
  limit?: number
}

export interface CustomerChange {
  kind: 'upsert' | 'delete'
  id: string
  /** The customer as it is now; null for a delete. */
  customer: Customer | null
  at: Date
  /** What getPreferences would say, where the page brings it along; absent: it must be asked for. */
  optIn?: Preferences['optIn']
}

export interface ChangePage {
  changes: CustomerChange[]
  cursor: string
  hasMore: boolean
  /** Milliseconds before asking again has a point (a bulk export is being made); absent: at once. */
  wait?: number
  /** How many there are in all, where the system says so: for people who wait for a first import. */
  total?: number
}

export interface MergeResult {
  mergeId: string
  customer: Customer
  /** How many rows went over to the kept customer, by kind (`notes`, `activities`, `orders`…). */
  moved: Record<string, number>
}

/** The same `idempotencyKey` twice gives the same row; `at` is when it happened, default now. */
export interface WriteOnce {
  idempotencyKey?: string
  at?: Date
}

/**
 * Reads return null (or an empty list) for what is not there, an id of another tenant included. Writes to an unknown id
 * throw CrmError `not_found`; refused input `invalid` with issues; a taken phone or e-mail `conflict` with
 * `params.existingId`; a stale version `conflict` with reason `stale_version`; trouble on the way `unavailable`,
 * `rate_limited`, `auth_expired` or `bad_response`.
 */
export interface CustomerSystem {
  readonly type: string
  readonly capabilities: Capabilities

  getCustomer(id: string): Promise<Customer | null>
  /** Ignores case. The unshared owner first. */
  getCustomerByEmail(email: string): Promise<Customer | null>
  /** Any usual form of the number. */
  getCustomerByPhone(phone: string): Promise<Customer | null>
  /** Best match first; several may share a phone or an e-mail. */
  searchCustomers(query: string | CustomerQuery): Promise<Customer[]>
  /** Walks every live customer once, in a stable order. `limit` 1 to 100, default 50. */
  listCustomers(cursor?: string | null, limit?: number): Promise<Page<Customer>>

  /**
   * The same `idempotencyKey` twice gives the same customer; with other input `conflict` `idempotency_key_reused`, and whom
   * the key made as `params.existingId`.
   */
  createCustomer(input: NewCustomerInput, options?: { idempotencyKey?: string }): Promise<Customer>
  updateCustomer(id: string, patch: CustomerPatchInput, options?: { expectedVersion?: number }): Promise<Customer>
  /** Soft: the history stays, the handles become free. */
  deleteCustomer(id: string): Promise<void>

  addNote(id: string, content: string, createdBy?: string, options?: WriteOnce): Promise<CustomerNote>
  /** Newest first. */
  getNotes(id: string): Promise<CustomerNote[]>
  logInteraction(
    id: string,
    type: ActivityType,
    channel: string | null,
    payload?: Record<string, unknown>,
    options?: WriteOnce,
  ): Promise<CustomerActivity>
  /** Newest first; `limit` 1 to 200, default 50. */
  getActivities(id: string, limit?: number): Promise<CustomerActivity[]>

  addTags(id: string, tags: string[]): Promise<Customer>
  removeTags(id: string, tags: string[]): Promise<Customer>
  setSegment(id: string, segment: string | null): Promise<Customer>
  getStats(id: string): Promise<CustomerStats>
  getPreferences(id: string): Promise<Preferences>
  updatePreferences(id: string, patch: PreferencesPatch): Promise<Preferences>

  /** `duplicateId` becomes part of `id`. The same id twice is refused (`invalid`). */
  mergeCustomers(id: string, duplicateId: string): Promise<MergeResult>
  /** Changes since a cursor of an earlier answer (null: from the beginning), at most a page; a replay is harmless. */
  changesSince(cursor: string | null): Promise<ChangePage>
  /** Null for an order that was deleted there. */
  getOrder(externalId: string): Promise<RemoteOrder | null>
  /**
   * Orders changed since a cursor of an earlier answer (null: all, from the beginning), the oldest change first, at most a
   * page. An order may be told again; a deleted one is simply not there any more.
   */
  ordersSince(cursor: string | null): Promise<OrderPage>
  /** Whether the system answers and accepts the credentials; never throws. */
  testConnection(): Promise<{ ok: boolean; detail: string }>
}
