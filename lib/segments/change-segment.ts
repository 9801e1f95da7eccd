// Another rule, name or colour; what somebody else changed meanwhile is never overwritten unseen.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { isPresetLevel, presetLevels } from './preset-levels'
import { readSegmentRule } from './read-segment-rule'
import { lastLevel, type Segment, segmentColorSchema, segmentIdSchema, segmentNameSchema } from './segment'
import { lockSegment, ruleText, type SegmentCase } from './segment-store'

/** `version` is the one that the person saw. A level keeps its name: customers and linked systems have it. */
export const segmentChangeSchema = z.strictObject({
  id: segmentIdSchema,
  version: z.int(),
  name: segmentNameSchema.optional(),
  color: segmentColorSchema.optional(),
  rule: z.unknown().optional(),
})

/** `theirs` is what somebody else saved meanwhile; with its version the change can be made after all. */
export type SegmentOutcome =
  | { status: 'saved'; version: number }
  | { status: 'conflict'; theirs: Pick<Segment, 'name' | 'color' | 'rule' | 'version' | 'updatedBy'> }

/** A rule that is not given stays. Throws `not_found`, `invalid`, `conflict` (`level_name`, `last_level`). */
export async function changeSegment({ segments }: SegmentCase, input: unknown): Promise<SegmentOutcome> {
  const { id, version, name, color, rule: given } = parseInput(segmentChangeSchema, input)
  return segments.write(async (tx) => {
    const segment = await lockSegment(tx, id)
    if (segment.version !== version) {
      const { name: theirName, color: theirColor, rule, version: current, updatedBy } = segment
      return { status: 'conflict', theirs: { name: theirName, color: theirColor, rule, version: current, updatedBy } }
    }
    if (name !== undefined && segment.kind === 'level' && name !== segment.name)
      throw new CrmError('conflict', 'A level keeps its name', { reason: 'level_name' })
    if (given !== undefined && id === lastLevel)
      throw new CrmError('conflict', 'The last level is everybody else', { reason: 'last_level' })
    const rule = given === undefined ? undefined : readSegmentRule(segment.kind, given)
    await tx.update(id, {
      ...(name === undefined ? {} : { name }),
      ...(color === undefined ? {} : { color }),
      ...(rule === undefined ? {} : { rule }),
    })
    const isNewRule = rule !== undefined && ruleText(rule) !== ruleText(segment.rule)
    await tx.audit('segment.update', id, { name: name ?? segment.name, rule: isNewRule })
    if (isNewRule) await tx.recompute()
    return { status: 'saved', version: version + 1 }
  })
}

export const segmentToResetSchema = z.strictObject({ id: segmentIdSchema })

/** The rule that the level came with. Throws `not_found`, also for what never was a preset. */
export async function resetLevel({ segments }: SegmentCase, input: unknown): Promise<void> {
  const { id } = parseInput(segmentToResetSchema, input)
  await segments.write(async (tx) => {
    const segment = await lockSegment(tx, id)
    if (!isPresetLevel(segment.key)) throw new CrmError('not_found', 'No preset', { reason: 'segment_not_found' })
    await tx.update(id, { rule: presetLevels[segment.key] })
    await tx.audit('segment.reset', id, {})
    await tx.recompute()
  })
}
