// Another name for a tag. One that another tag has is no failure: the two can be merged, which is asked first.
import { z } from 'zod'
import { tagNameSchema } from '../customer'
import { parseInput } from '../parse-input'
import { lockLive, type TagCase } from './tag-store'

export const tagIdSchema = z.string().min(1).max(100)

/** `version` is the one that the person saw. */
export const tagRenameSchema = z.strictObject({ id: tagIdSchema, version: z.int(), name: tagNameSchema })

/**
 * `conflict`: somebody (`by`) renamed it meanwhile; with `version` it can be renamed after all. `exists`: another tag has the
 * name, in whatever spelling.
 */
export type RenameOutcome =
  | { status: 'saved'; version: number; before: string }
  | { status: 'conflict'; version: number; name: string; by: string | null }
  | { status: 'exists'; customers: number; other: { id: string; name: string; customers: number } }

/** Throws `not_found`, `invalid`, `conflict` (`tag_busy`). */
export async function renameTag({ tags }: TagCase, input: unknown): Promise<RenameOutcome> {
  const { id, version, name } = parseInput(tagRenameSchema, input)
  return tags.write(async (tx) => {
    const [tag] = await lockLive(tx, [id])
    if (tag === undefined) throw new TypeError('One tag was locked')
    if (tag.version !== version) return { status: 'conflict', version: tag.version, name: tag.name, by: tag.updatedBy }
    const before = tag.name
    if (before === name) return { status: 'saved', version, before }
    const other = await tx.named(name)
    if (other !== null && other.id !== id)
      return { status: 'exists', customers: tag.customers, other: { id: other.id, name: other.name, customers: other.customers } }
    await tx.rename(tag, name)
    await tx.audit('tag.rename', id, { before, after: name })
    return { status: 'saved', version: version + 1, before }
  })
}
