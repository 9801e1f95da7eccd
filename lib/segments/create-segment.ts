// A new segment: a group, or a level above the last one.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { readSegmentRule } from './read-segment-rule'
import { lastLevel, mostSegments, segmentColorSchema, segmentKinds, segmentNameSchema } from './segment'
import type { SegmentCase } from './segment-store'

export const newSegmentSchema = z.strictObject({
  kind: z.enum(segmentKinds),
  name: segmentNameSchema,
  color: segmentColorSchema,
  rule: z.unknown(),
})

/** A level's name is what it writes to its customers. Throws `invalid`, `conflict` (`too_many_segments`, `segment_name_taken`). */
export async function createSegment({ segments }: SegmentCase, input: unknown): Promise<{ id: string }> {
  const { kind, name, color, rule: given } = parseInput(newSegmentSchema, input)
  const rule = readSegmentRule(kind, given)
  return segments.write(async (tx) => {
    const row = await tx.row(kind)
    if (row.length >= mostSegments) throw tooMany()
    const id = newId()
    await tx.insert({ id, kind, key: kind === 'level' ? name : id, name, color, rule })
    if (kind === 'level') {
      const ids = row.map((level) => level.id)
      await tx.place([...ids.filter((other) => other !== lastLevel), id, ...ids.filter((other) => other === lastLevel)])
    }
    await tx.audit('segment.create', id, { kind, name })
    await tx.recompute()
    return { id }
  })
}

export const tooMany = () =>
  new CrmError('conflict', 'Too many segments', { reason: 'too_many_segments', params: { maximum: mostSegments } })
