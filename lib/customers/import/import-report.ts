// What an import does or would do, in numbers and a few examples of each kind.
import { z } from 'zod'
import { cutText } from './cut-text'
import { nameOf } from './known-customer'
import type { PlannedRow } from './plan-batch'
import { keptReasons } from './plan-row'
import { rowReasonSchema } from './read-row'

const count = z.int().min(0).default(0)

/** `changed` and `same` are matches with customers who were there; `repeated` rows are about one whom the file itself makes. */
export const countsSchema = z.object({
  created: count,
  changed: count,
  same: count,
  repeated: count,
  conflict: count,
  refused: count,
  skipped: count,
  team: count,
  consent_source: count,
  consent_refused: count,
})
export type ImportCounts = z.output<typeof countsSchema>
export const noCounts = (): ImportCounts => countsSchema.parse({})

export const sampleKinds = ['create', 'change', 'conflict', 'refused'] as const
export type SampleKind = (typeof sampleKinds)[number]

export const sampleSchema = z.object({
  row: z.int(),
  /** Name and a phone or an address, as far as there are any. */
  name: z.string(),
  reach: z.string(),
  /** Names of fields that change. */
  fields: z.array(z.string()),
  reasons: z.array(rowReasonSchema),
})
export type ImportSample = z.output<typeof sampleSchema>

const samples = z.array(sampleSchema).default([])
export const reportSchema = z.object({ create: samples, change: samples, conflict: samples, refused: samples })
export type ImportReport = z.output<typeof reportSchema>
export const noReport = (): ImportReport => reportSchema.parse({})

const mostSamples = 5

export function tally(counts: ImportCounts, rows: readonly PlannedRow[]): void {
  for (const { plan } of rows) {
    switch (plan.kind) {
      case 'skipped':
      case 'refused':
      case 'conflict':
        counts[plan.kind]++
        break
      default:
        counts[plan.repeated ? 'repeated' : plan.kind === 'create' ? 'created' : plan.kind === 'change' ? 'changed' : 'same']++
        for (const kept of keptReasons) if (plan.kept.includes(kept)) counts[kept]++
    }
  }
}

export const rowsOf = (counts: ImportCounts): number =>
  counts.created + counts.changed + counts.same + counts.repeated + counts.conflict + counts.refused + counts.skipped

/** The first of each kind. */
export function collectSamples(report: ImportReport, rows: readonly PlannedRow[]): void {
  for (const { row, cells, plan } of rows) {
    if (plan.kind === 'skipped' || plan.kind === 'same' || ('repeated' in plan && plan.repeated)) continue
    const kept = report[plan.kind]
    if (kept.length >= mostSamples) continue
    if ('reasons' in plan) {
      const shown = cells.map((cell) => cell.replaceAll('\0', '').trim()).filter((cell) => cell !== '')
      kept.push({
        row,
        name: cutText(shown.slice(0, 3).join(' · '), 120),
        reach: '',
        fields: [],
        reasons: plan.reasons.slice(0, 5),
      })
      continue
    }
    const { customer, changes } = plan
    const reach = customer.handles.find(({ isPrimary }) => isPrimary) ?? customer.handles[0]
    kept.push({
      row,
      name: cutText(nameOf(customer.fields), 120),
      reach: reach?.value ?? '',
      fields: changedFields(changes),
      reasons: [],
    })
  }
}

/** Names of what changes, as the timeline and the audit log know them; keys of metadata by themselves. */
export const changedFields = ({
  fields,
  metadata,
  handles,
  promoted,
  tags,
  consents,
}: Extract<PlannedRow['plan'], { changes: unknown }>['changes']): string[] => [
  ...Object.keys(fields),
  ...new Set(handles.map(({ kind }) => kind)),
  ...(promoted.length > 0 && handles.length === 0 ? ['phone'] : []),
  ...(tags.length > 0 ? ['tags'] : []),
  ...(consents.length > 0 ? ['consents'] : []),
  ...(Object.keys(metadata).length > 0 ? ['metadata'] : []),
]
