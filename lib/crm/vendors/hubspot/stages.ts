// Segment ↔ life cycle stage by the shop's table, and what a contact's segment is when both are there.
import { z } from 'zod'

const table = z.record(z.string().min(1).max(60), z.string().min(1).max(60))

/** `toStage`: our segment → their stage. `toSegment`: their stage → our segment. */
export const stagesSchema = z.object({ toStage: table, toSegment: table })
export type Stages = z.output<typeof stagesSchema>

/** Their stages' internal names stay the same whatever their labels are. https://knowledge.hubspot.com/contacts/use-lifecycle-stages */
export const defaultStages: Stages = {
  toStage: { prospect: 'lead', active: 'customer', vip: 'customer', standard: 'subscriber' },
  toSegment: {
    subscriber: 'standard',
    lead: 'prospect',
    marketingqualifiedlead: 'prospect',
    salesqualifiedlead: 'prospect',
    opportunity: 'prospect',
    customer: 'active',
    evangelist: 'vip',
    other: 'standard',
  },
}

/** Stages from the first to the last; HubSpot ignores a step back unless the stage is emptied before. */
export const stageOf = (stages: Stages, segment: string | null): string | null =>
  segment === null ? null : (stages.toStage[segment] ?? null)

/**
 * The exact segment that we wrote counts while the stage is still the one it belongs to; a stage that was moved in HubSpot
 * since then counts instead.
 */
export function segmentOf(stages: Stages, written: string | null, stage: string | null): string | null {
  if (written !== null && (stageOf(stages, written) ?? stage) === stage) return written
  return stage === null ? written : (stages.toSegment[stage] ?? null)
}
