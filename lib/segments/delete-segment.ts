// Takes a segment away, and brings it back. Of a level, its customers go to the next one whose rule holds.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { tooMany } from './create-segment'
import { lastLevel, mostSegments, segmentIdSchema } from './segment'
import { lockSegment, type SegmentCase } from './segment-store'

export const segmentToDeleteSchema = z.strictObject({ id: segmentIdSchema })

/** Throws `not_found`, `conflict` (`last_level`). */
export async function deleteSegment({ segments }: SegmentCase, input: unknown): Promise<void> {
  const { id } = parseInput(segmentToDeleteSchema, input)
  await segments.write(async (tx) => {
    const { kind, name, key } = await lockSegment(tx, id)
    if (id === lastLevel) throw new CrmError('conflict', 'The last level stays', { reason: 'last_level' })
    await tx.setDeleted(id, true)
    await tx.audit('segment.delete', id, { kind, name: name ?? key })
    await tx.recompute()
  })
}

/** Throws `not_found` for a segment that was not deleted, `conflict` (`segment_name_taken`, `too_many_segments`). */
export async function restoreSegment({ segments }: SegmentCase, input: unknown): Promise<void> {
  const { id } = parseInput(segmentToDeleteSchema, input)
  await segments.write(async (tx) => {
    const { kind, name, key } = await lockSegment(tx, id, 'deleted')
    if ((await tx.row(kind)).length >= mostSegments) throw tooMany()
    await tx.setDeleted(id, false)
    await tx.audit('segment.restore', id, { kind, name: name ?? key })
    await tx.recompute()
  })
}
