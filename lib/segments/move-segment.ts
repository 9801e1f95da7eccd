// A segment one place up or down among its kind. Of levels the first whose rule holds counts, so customers may move too.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { lastLevel, segmentIdSchema } from './segment'
import { lockSegment, type SegmentCase } from './segment-store'

export const segmentMoveSchema = z.strictObject({ id: segmentIdSchema, step: z.union([z.literal(-1), z.literal(1)]) })

/** Nothing happens at the ends, and the last level stays the last. Throws `not_found`. */
export async function moveSegment({ segments }: SegmentCase, input: unknown): Promise<void> {
  const { id, step } = parseInput(segmentMoveSchema, input)
  await segments.write(async (tx) => {
    const { kind } = await lockSegment(tx, id)
    const ids = (await tx.row(kind)).map((segment) => segment.id)
    const from = ids.indexOf(id)
    const to = from + step
    if (from === -1 || id === lastLevel || to < 0 || to >= ids.length || ids[to] === lastLevel) return
    const rest = ids.filter((other) => other !== id)
    await tx.place([...rest.slice(0, to), id, ...rest.slice(to)])
    await tx.audit('segment.move', id, { from, to })
    if (kind === 'level') await tx.recompute()
  })
}
