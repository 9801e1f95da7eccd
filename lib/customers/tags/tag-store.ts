// PORT: where a shop's tags are kept, and what every use case of the tag manager is given.
import { CrmError, notFound } from '@/lib/shared/errors'
import type { Metadata } from '../customer'
import type { Actor } from '../use-case'

export interface ManagedTag {
  id: string
  name: string
  /** Name of a hue; null: the one that its words give. */
  color: string | null
  version: number
  /** Live customers that have it. */
  customers: number
  /** Who changed it last; null when nobody has. */
  updatedBy: string | null
  /** Taken away, or wholly part of another: its name is free. */
  deletedAt: Date | null
  /** The tag it became part of or, while it is live, is becoming part of. */
  mergedIntoId: string | null
}

/** One transaction on the tags of a shop; one at a time. */
export interface TagTx {
  get(id: string): Promise<ManagedTag | null>
  /** In no order; removed ones too. Whoever tags with one of them waits until the end of the transaction. */
  lock(ids: string[]): Promise<ManagedTag[]>
  /** The live tag of this name, in whatever spelling. */
  named(name: string): Promise<ManagedTag | null>
  /** Whether another tag is on its way into this one. */
  isAwaited(id: string): Promise<boolean>
  /** Saved views that name it follow. */
  rename(tag: ManagedTag, name: string): Promise<void>
  color(id: string, color: string | null): Promise<void>
  /** Its customers will get `intoId` too, a batch at a time, by a job if by nobody sooner. */
  beginMerge(id: string, intoId: string): Promise<void>
  /** Ends it if every customer of `tag` has `into` by now; saved views follow. False: some are left, it goes on from the start. */
  endMerge(tag: ManagedTag, into: ManagedTag): Promise<boolean>
  remove(id: string): Promise<void>
  /** With its customers. After a merge they lose the other tag, if it is there and they had it by the merge alone. */
  restore(tag: ManagedTag): Promise<void>
  audit(action: string, id: string, changes: Metadata): Promise<void>
}

export interface TagStore {
  write<T>(work: (tx: TagTx) => Promise<T>): Promise<T>
  /** Gives the next so many customers of a tag that is being merged the other one; how many had still to get it. */
  moveSome(id: string, most: number): Promise<number>
}

export interface TagCase {
  actor: Actor
  tags: TagStore
}

/** Throws `not_found`, `conflict` (`tag_busy`) while it is part of a merge under way. */
export async function lockLive(tx: TagTx, ids: string[]): Promise<ManagedTag[]> {
  const found = new Map((await tx.lock(ids)).map((tag) => [tag.id, tag]))
  const live = ids.map((id) => {
    const tag = found.get(id)
    if (tag === undefined || tag.deletedAt !== null) throw notFound('tag')
    if (tag.mergedIntoId !== null) throw busy()
    return tag
  })
  return live
}

export const busy = (): CrmError => new CrmError('conflict', 'The tag is being merged', { reason: 'tag_busy' })
