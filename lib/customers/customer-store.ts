// PORT: the mirror of a shop's customers, as the use cases need it. lib/db implements it on PostgreSQL.
import { z } from 'zod'
import type { ConsentEntry } from '@/lib/consent/preferences'
import type { Money } from '@/lib/shared/money'
import type {
  ActivityType,
  ContactChannel,
  Customer,
  CustomerActivity,
  CustomerNote,
  CustomerOrder,
  CustomerStats,
  Handle,
  HandleKind,
  Metadata,
  NewOrder,
  Page,
} from './customer'
import type { CustomerChange } from './customer-system'
import type { ScoredPair } from './duplicate'
import type { NewHandle } from './identity'
import type { MergeChoices } from './merge-choices'
import type { CustomerRule } from './rule'
import type { NoteVersion, StaffNote } from './staff-note'
import type { TimelineEntry, TimelineRequest } from './timeline'

export const customerSorts = ['name', 'created', 'updated', 'contact', 'spent', 'orders'] as const
export const customerSortSchema = z.enum(customerSorts)
export type CustomerSort = z.infer<typeof customerSortSchema>

/** All given parts must hold. `query` is free text: a name, part of a phone, an e-mail. */
export interface CustomerFilter {
  query?: string
  email?: string
  phone?: string
  tags?: string[]
  segment?: string
  rule?: CustomerRule
  /** These customers only. */
  ids?: string[]
  /** All but these. */
  except?: string[]
}

export interface CustomerListRequest {
  filter: CustomerFilter
  /** With a `query` and no sort the best match comes first. */
  sort: CustomerSort | 'relevance'
  direction: 'asc' | 'desc'
  cursor: string | null
  /** 1 to 200. */
  limit: number
  /** Whether the lines say what each customer agreed to; it is looked up line by line. */
  consents?: boolean
}

/** What a customer agreed to or refused, by channel; a channel never asked about is absent. */
export type ConsentStates = Partial<Record<ContactChannel, 'granted' | 'denied'>>

/** A line of the list; `consents` when they were asked for. */
export type ListedCustomer = Customer & { consents?: ConsentStates }

/** `capped`: so many or more. `estimated`: about so many, because counting would take too long. */
export interface CustomerCount {
  count: number
  capped: boolean
  estimated: boolean
}

export interface PageRequest {
  cursor: string | null
  /** 1 to 200. */
  limit: number
}

/** The plain columns of a customer that a use case may set. */
export interface CustomerFields {
  firstName: string | null
  lastName: string | null
  preferredChannel: string | null
  language: string
  segment: string | null
  metadata: Metadata
}

/** A merge as kept in the ledger; `undoneAt` is null while it stands. */
export interface MergeRecord {
  id: string
  winnerId: string
  loserId: string
  createdAt: Date
  undoneAt: Date | null
}

/** Something that open screens should hear of; told to them after the commit. */
export interface LiveEvent {
  kind: 'customer' | 'activity' | 'note' | 'message'
  customerId: string
}

export interface CustomerReads {
  /** Live customers only; null for an unknown, deleted, merged or foreign id. */
  get(id: string): Promise<Customer | null>
  /** Live customers that have this normalised handle; more than one only for a shared handle. */
  findByHandle(kind: HandleKind, value: string): Promise<Customer[]>
}

/** One transaction on one shop's data. Everything in it happens, or nothing. */
export interface CustomerTx extends CustomerReads {
  /** The customer, locked until the end of the transaction. */
  lock(id: string): Promise<Customer | null>
  /** A taken handle fails the whole transaction with `conflict` (`duplicate_phone`, `duplicate_email`, `existingId`). */
  insertCustomer(
    id: string,
    fields: CustomerFields,
    handles: (NewHandle & { source: string; verified?: boolean })[],
  ): Promise<void>
  /** Raises the version and `updatedAt`; throws `conflict` `stale_version` when `expectedVersion` is not the current one. */
  updateCustomer(id: string, fields: Partial<CustomerFields>, expectedVersion?: number): Promise<void>
  /** Makes `handle` the primary one of its kind, or takes the kind's primary handle away when null. */
  setPrimaryHandle(id: string, kind: 'phone' | 'email', handle: (NewHandle & { source: string }) | null): Promise<void>
  /** Adds a handle unless the customer has it. */
  addHandle(id: string, handle: NewHandle & { source: string; verified?: boolean; shared?: boolean }): Promise<void>
  /** A live handle of this very customer. */
  findHandle(id: string, handleId: string): Promise<Handle | null>
  makePrimary(id: string, handle: Handle): Promise<void>
  /** Its history stays; of the same kind the oldest that is left becomes primary. */
  removeHandle(id: string, handle: Handle): Promise<void>
  /** For everybody who has this value; the ids of those for whom it changed. */
  setShared(kind: HandleKind, value: string, shared: boolean): Promise<string[]>
  softDelete(id: string): Promise<void>
  /** Last contact, kept at the newest. Does not raise the version. */
  touchContact(id: string, channel: string, at: Date): Promise<void>

  /** Names really added (or removed): a tag that was there already is not among them. */
  addTags(id: string, names: string[]): Promise<string[]>
  removeTags(id: string, names: string[]): Promise<string[]>
  insertNote(customerId: string, content: string, createdBy: string, at: Date): Promise<CustomerNote>
  /** The note of this very customer, locked; also one that was taken away. */
  lockNote(customerId: string, noteId: string): Promise<StaffNote | null>
  /** `note` as it was locked; what it said joins its history. */
  rewriteNote(note: StaffNote, content: string, at: Date): Promise<void>
  setNotePinned(note: StaffNote, pinned: boolean): Promise<void>
  setNoteRemoved(note: StaffNote, removed: boolean): Promise<void>
  insertActivity(activity: {
    customerId: string
    type: ActivityType
    channel: string | null
    description: string
    timestamp: Date
    metadata: Metadata
    messageId?: string
  }): Promise<CustomerActivity>
  consents(customerId: string): Promise<ConsentEntry[]>
  appendConsent(customerId: string, entry: Omit<ConsentEntry, 'id'>): Promise<void>
  /** `token` is what goes into the address; only its hash is kept. */
  insertPreferenceLink(customerId: string): Promise<{ id: string; token: string }>
  /** Marks it used; false when it was revoked or is over. */
  markLinkUsed(linkId: string): Promise<boolean>
  /** By (source, external id): one row however often it comes. Refreshes the customer's figures, also of a former owner. */
  upsertOrder(customerId: string, source: string, order: NewOrder): Promise<{ order: CustomerOrder; created: boolean }>

  /** Moves every child of `loserId` to `winnerId`, makes the loser a tombstone, writes the ledger; counts by kind. */
  merge(winnerId: string, loserId: string, choices: MergeChoices): Promise<{ mergeId: string; moved: Record<string, number> }>
  /**
   * Gives back what the ledger says was moved and restores both customers' fields. What came later stays, but for messages of
   * an identity that goes home. `holderId` is the live customer who has what the winner has: another one when the winner was
   * merged since. Locks all of them. Throws `not_found`, `conflict` (`merge_already_undone`, `kept_archived`, `duplicate_*`).
   */
  undoMerge(mergeId: string): Promise<MergeRecord & { holderId: string }>

  /** "Not the same person", for ever; false when it was said already. The pair as `pairOf` gives it. */
  dismissDuplicate(pair: [a: string, b: string], scored: ScoredPair): Promise<boolean>
  /** Takes that back; false when nobody had said it. */
  reopenDuplicate(pair: [a: string, b: string]): Promise<boolean>
  /** A message came under identities of both: staff are asked whether they are one. */
  noteOneSender(id: string, otherId: string): Promise<void>

  /** One line of the audit log in this transaction; the store knows the actor. */
  audit(action: string, entity: string, entityId: string, changes: Metadata): Promise<void>
  announce(event: LiveEvent): Promise<void>
}

/** What a customer's page shows beside the profile and the timeline. */
export interface CustomerFacts {
  notes: Page<CustomerNote>
  /** The latest pin first. */
  pinned: StaffNote[]
  /** Newest first. */
  orders: CustomerOrder[]
  /** Newest first. */
  consents: ConsentEntry[]
  stats: CustomerStats
  /** The last twelve calendar months of the shop, those with purchases; one line a month and currency, in no order. */
  purchases: MonthOfPurchases[]
}

export interface MonthOfPurchases {
  /** "2026-03". */
  month: string
  orders: number
  /** Less what was given back. */
  spent: Money
}

export interface TagCount {
  name: string
  color: string | null
  customers: number
}

/** Keys of the shop's own information and languages, as found among the customers changed last. */
export interface UsedFields {
  own: string[]
  languages: string[]
}

/** A shop's customers for one caller. Every method opens its own short transaction in the shop's tenant context. */
export interface CustomerStore extends CustomerReads {
  list(request: CustomerListRequest): Promise<Page<ListedCustomer>>
  /** The cursor of the page before the one that begins at `request.cursor`; null when that is the first page. */
  previousCursor(request: CustomerListRequest): Promise<string | null>
  /** A page and how many customers its filter finds; counts no further than `cap`. */
  listCounted(request: CustomerListRequest, cap: number): Promise<{ page: Page<ListedCustomer>; total: CustomerCount }>
  /** Counts no further than `cap`. */
  count(filter: CustomerFilter, cap: number): Promise<CustomerCount>
  activities(customerId: string, page: PageRequest): Promise<Page<CustomerActivity>>
  /**
   * The same by kind and words, with the notes in full. A page may be empty and yet have a next one: each looks at so many
   * events and no further.
   */
  timeline(customerId: string, request: TimelineRequest): Promise<Page<TimelineEntry>>
  notes(customerId: string, page: PageRequest): Promise<Page<CustomerNote>>
  /** All texts that the note had, newest first; empty for one that is not this customer's or was taken away. */
  noteVersions(customerId: string, noteId: string): Promise<NoteVersion[]>
  /** Newest first. */
  orders(customerId: string, limit: number): Promise<CustomerOrder[]>
  stats(customerId: string): Promise<CustomerStats>
  consents(customerId: string): Promise<ConsentEntry[]>
  /** What each of these customers has last said of advertising, by channel; who never said anything is not in it. */
  currentConsents(customerIds: readonly string[]): Promise<ReadonlyMap<string, Partial<Record<ContactChannel, boolean>>>>
  /** Keys of the customers' own further data, the most frequent first. */
  metadataKeys(most: number): Promise<string[]>
  /** All of it in one statement, at most so many notes and orders. Throws `not_found`. */
  facts(customerId: string, most: { notes: number; orders: number }): Promise<CustomerFacts>
  /** The customer that a merged id became part of; null when the id was never merged. */
  mergedInto(id: string): Promise<string | null>
  tags(): Promise<TagCount[]>
  segments(): Promise<string[]>
  usedFields(): Promise<UsedFields>
  changesSince(cursor: string | null, limit: number): Promise<{ changes: CustomerChange[]; cursor: string; hasMore: boolean }>
  write<T>(work: (tx: CustomerTx) => Promise<T>): Promise<T>
  /**
   * `work` happens once per key: the first call's customer id is kept and given back to later calls.
   * The same key with another `fingerprint` throws `conflict` `idempotency_key_reused`.
   */
  writeOnce(key: string, fingerprint: string, work: (tx: CustomerTx) => Promise<string>): Promise<string>
}
