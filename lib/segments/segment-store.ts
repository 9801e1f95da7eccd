// PORT: where segments are kept, and what every use case of segments is given.
import type { CustomerRule } from '@/lib/customers/rule'
import type { Actor } from '@/lib/customers/use-case'
import { notFound } from '@/lib/shared/errors'
import type { Segment, SegmentKind } from './segment'

export interface SegmentTx {
  /** Any segment of the shop, locked, deleted ones too. */
  lock(id: string): Promise<(Segment & { isDeleted: boolean }) | null>
  /** The live ones of a kind, in order. */
  row(kind: SegmentKind): Promise<Segment[]>
  /** At the end of its kind. */
  insert(segment: Pick<Segment, 'id' | 'kind' | 'key' | 'name' | 'color' | 'rule'>): Promise<void>
  /** Raises the version. */
  update(id: string, fields: Partial<Pick<Segment, 'name' | 'color' | 'rule'>>): Promise<void>
  /** A key that is taken meanwhile fails with `conflict` (`segment_name_taken`). */
  setDeleted(id: string, isDeleted: boolean): Promise<void>
  /** Gives the segments these places, from the first. */
  place(ids: string[]): Promise<void>
  /** All customers of the shop are gone through again, from the first; a job is queued in this transaction. */
  recompute(): Promise<void>
  /** The customer's segment is the ladder's again. False for a customer who is not there; the job is queued. */
  release(customerId: string): Promise<{ before: string | null } | null>
  /** One line of the audit log in this transaction. */
  audit(action: string, id: string, changes: Record<string, string | number | boolean | null>): Promise<void>
}

export interface SegmentCase {
  actor: Actor
  segments: { write<T>(work: (tx: SegmentTx) => Promise<T>): Promise<T> }
}

/** Throws `not_found`. */
export async function lockSegment(tx: SegmentTx, id: string, wanted: 'live' | 'deleted' = 'live'): Promise<Segment> {
  const segment = await tx.lock(id)
  if (segment === null || segment.isDeleted !== (wanted === 'deleted')) throw notFound('segment')
  return segment
}

export const ruleText = (rule: CustomerRule): string => JSON.stringify(rule)
