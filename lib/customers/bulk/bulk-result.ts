// Where a bulk job stands, and what came of it for each customer.
import { askRefusals } from '@/lib/consent/why-not-ask'

export const bulkStatuses = ['running', 'done', 'stopped', 'undoing', 'undone'] as const
export type BulkStatus = (typeof bulkStatuses)[number]

export const bulkOutcomes = ['refused', 'nothing', 'done'] as const
export type BulkOutcome = (typeof bulkOutcomes)[number]

/** Why nothing was done to a customer. `forbidden`: who had asked for it may not any more; the last ones: he is not to be asked. */
export const refusals = ['unknown', 'archived', 'merged', 'forbidden', ...askRefusals] as const
export type Refusal = (typeof refusals)[number]

/** Why what the job did to a customer was left as it is when the job was taken back. */
export const keptReasons = ['changed', 'partly', 'archived', 'merged', 'taken', 'answered'] as const
export type KeptReason = (typeof keptReasons)[number]
