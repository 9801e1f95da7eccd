// Customers and rows as the plan of an import sees them.
import type { ContactChannel, HandleKind, Metadata } from '../customer'
import type { NewHandle } from '../identity'
import type { RowReason, TextField } from './read-row'

export interface KnownHandle extends NewHandle {
  id: string
  isPrimary: boolean
  shared: boolean
}

/** A customer as an import needs it. It is changed along with every plan, so that the next row of the file sees it so. */
export interface Known {
  id: string
  /** Null for one that this import makes. */
  version: number | null
  fields: Record<TextField, string | null>
  metadata: Metadata
  handles: KnownHandle[]
  /** Key to name. */
  tags: Map<string, string>
  consents: Partial<Record<ContactChannel, 'granted' | 'denied'>>
  /** Fields (`phone`, `email`, `metadata` too) that a person of the shop has changed. */
  byTeam: ReadonlySet<string>
  /** Of those who became part of this customer: a file from before their merge still names them. */
  formerIds: readonly string[]
  /** This import makes the customer, or has made it in an earlier batch. */
  isNew: boolean
  /** A row before this one was about the same customer. */
  seen: boolean
}

export const noFields: Known['fields'] = {
  firstName: null,
  lastName: null,
  language: null,
  preferredChannel: null,
  segment: null,
}

export const handleKey = ({ kind, value }: { kind: HandleKind; value: string }): string => `${kind} ${value}`

export const nameOf = ({ firstName, lastName }: { firstName: string | null; lastName: string | null }): string =>
  [firstName, lastName].filter(Boolean).join(' ')

/** Where a row finds the customers it may be about. */
export interface Directory {
  byId(id: string): Known | null
  byHandle(handle: NewHandle): Known[]
}

export interface Conflict {
  kind: 'conflict'
  reasons: RowReason[]
}

export const conflict = (reason: RowReason['reason'], params: Record<string, string> = {}): Conflict => ({
  kind: 'conflict',
  reasons: [{ reason, column: null, params }],
})
