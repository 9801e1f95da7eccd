// A tag goes from everybody at once, and comes back to everybody: who had it stays known.
import { z } from 'zod'
import { CrmError, notFound } from '@/lib/shared/errors'
import { parseInput } from '../parse-input'
import { tagIdSchema } from './rename-tag'
import { busy, lockLive, type TagCase } from './tag-store'

export const tagToDeleteSchema = z.strictObject({ id: tagIdSchema })

/** How many customers had it. Throws `not_found`, `conflict` (`tag_busy`). */
export async function deleteTag({ tags }: TagCase, input: unknown): Promise<{ customers: number }> {
  const { id } = parseInput(tagToDeleteSchema, input)
  return tags.write(async (tx) => {
    const [tag] = await lockLive(tx, [id])
    if (tag === undefined) throw new TypeError('One tag was locked')
    if (await tx.isAwaited(id)) throw busy()
    await tx.remove(id)
    await tx.audit('tag.delete', id, { name: tag.name, customers: tag.customers })
    return { customers: tag.customers }
  })
}

/** Tags merged together come back together, the last one first, as views must be given back in that order. */
export const tagsToRestoreSchema = z.strictObject({ ids: z.array(tagIdSchema).min(1).max(50) })

/**
 * Undoes a deletion or a merge. Who lost the kept tag since a merge stays without both. Throws `not_found`, `conflict`
 * (`tag_name_taken`: a tag of that name was made meanwhile; `tag_busy`).
 */
export async function restoreTags({ tags }: TagCase, input: unknown): Promise<void> {
  const { ids } = parseInput(tagsToRestoreSchema, input)
  await tags.write(async (tx) => {
    const found = new Map((await tx.lock(ids)).map((tag) => [tag.id, tag]))
    for (const id of ids.toReversed()) {
      const tag = found.get(id)
      if (tag === undefined) throw notFound('tag')
      if (tag.deletedAt === null) throw tag.mergedIntoId === null ? notFound('tag') : busy()
      if ((await tx.named(tag.name)) !== null)
        throw new CrmError('conflict', 'A new tag has the name', { reason: 'tag_name_taken', params: { name: tag.name } })
      await tx.restore(tag)
      await tx.audit('tag.restore', id, { name: tag.name, mergedInto: tag.mergedIntoId })
    }
  })
}
