// A tag's colour, or none of its own. The last choice counts; it changes no customer.
import { z } from 'zod'
import { parseInput } from '../parse-input'
import { tagIdSchema } from './rename-tag'
import { tagColors } from './tag-colors'
import { lockLive, type TagCase } from './tag-store'

export const tagColorSchema = z.strictObject({ id: tagIdSchema, color: z.enum(tagColors).nullable() })

/** Throws `not_found`, `invalid`, `conflict` (`tag_busy`). */
export async function colorTag({ tags }: TagCase, input: unknown): Promise<void> {
  const { id, color } = parseInput(tagColorSchema, input)
  await tags.write(async (tx) => {
    const [tag] = await lockLive(tx, [id])
    if (tag === undefined || tag.color === color) return
    await tx.color(id, color)
    await tx.audit('tag.color', id, { before: tag.color, after: color })
  })
}
