// Several tags become one: whoever had any of them has the kept one, once. A large tag takes its time, and survives being killed.
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { parseInput } from '../parse-input'
import { tagIdSchema } from './rename-tag'
import { busy, lockLive, type TagCase, type TagTx } from './tag-store'

export const tagMergeSchema = z.strictObject({ keptId: tagIdSchema, ids: z.array(tagIdSchema).min(1).max(50) })

/** Customers of one transaction: nobody who edits one of them waits for long. */
const batch = 2_000

/** What is to be merged is known from here on. Throws `not_found`, `invalid`, `conflict` (`tag_busy`). */
export async function beginMergeTags({ tags }: TagCase, input: unknown): Promise<void> {
  const { keptId, ids } = parseInput(tagMergeSchema, input)
  if (ids.includes(keptId)) throw new CrmError('invalid', 'A tag cannot be merged into itself', { reason: 'tag_itself' })
  await tags.write(async (tx) => {
    const [kept, ...others] = await lockLive(tx, [keptId, ...new Set(ids)])
    for (const tag of others) {
      // It would be part of a merge and the end of another one.
      if (await tx.isAwaited(tag.id)) throw busy()
      await tx.beginMerge(tag.id, keptId)
      await tx.audit('tag.merge', tag.id, { name: tag.name, customers: tag.customers, into: kept?.name ?? '', intoId: keptId })
    }
  })
}

/**
 * Goes on with a merge until it is done, or `patience` milliseconds are over; whether it is done. Two at once, or one after
 * another was killed, do the same work: nothing happens twice. Nothing to do for a tag that is not being merged.
 */
export async function continueMergeTags({ tags }: TagCase, id: string, patience: number): Promise<boolean> {
  const end = Date.now() + patience
  for (;;) {
    while ((await tags.moveSome(id, batch)) === batch) if (Date.now() > end) return false
    if (await tags.write((tx) => finish(tx, id))) return true
    if (Date.now() > end) return false
  }
}

/** A customer may have been tagged since the last batch: he is seen here, because nobody can tag with a locked tag. */
async function finish(tx: TagTx, id: string): Promise<boolean> {
  const intoId = (await tx.get(id))?.mergedIntoId ?? null
  if (intoId === null) return true
  const locked = await tx.lock([id, intoId])
  const [seen, into] = [id, intoId].map((one) => locked.find((tag) => tag.id === one))
  if (seen === undefined || into === undefined) throw new TypeError('A tag is merged into one that is not there')
  if (seen.deletedAt !== null) return true
  if (!(await tx.endMerge(seen, into))) return false
  await tx.audit('tag.merged', id, { name: seen.name, into: into.name, intoId: into.id })
  return true
}
