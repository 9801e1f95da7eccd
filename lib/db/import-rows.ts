// What each row of a file did: enough to take it back, and of a refused one what stood in it.
import type { PlannedRow } from '@/lib/customers/import/plan-batch'
import type { RowUndo } from '@/lib/customers/import/plan-revert'
import { textFields } from '@/lib/customers/import/read-row'
import type { SqlTx } from './tenant-db'

/** PostgreSQL keeps no NUL. */
const storable = (cell: string): string => cell.replaceAll('\0', '')

type Plan = Extract<PlannedRow['plan'], { customer: unknown }>

function undoOf({ kind, customer, changes, before }: Plan): Partial<RowUndo> | null {
  if (kind === 'same') return null
  const consents = changes.consents.length > 0 ? { consents: changes.consents.length } : {}
  // A new customer goes back as a whole.
  if (kind === 'create') return consents
  const fields = textFields.flatMap((name) => {
    const after = changes.fields[name]
    return after === undefined ? [] : [[name, [before.fields[name], after]] as const]
  })
  const metadata = Object.entries(changes.metadata).map(([key, after]): [string, RowUndo['metadata'][string]] => [
    key,
    [before.metadata[key] ?? null, after],
  ])
  const leads = [
    ...changes.handles.filter(({ isPrimary }) => isPrimary),
    ...customer.handles.filter(({ id }) => changes.promoted.includes(id)),
  ]
  return {
    ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}),
    ...(metadata.length > 0 ? { metadata: Object.fromEntries(metadata) } : {}),
    ...(changes.handles.length > 0 ? { handles: changes.handles.map(({ id }) => id) } : {}),
    ...(leads.length > 0
      ? { primary: Object.fromEntries(leads.map(({ kind: of, id }) => [of, [before.primary[of] ?? null, id]])) }
      : {}),
    ...(changes.tags.length > 0 ? { tags: changes.tags.map(({ key }) => key) } : {}),
    ...consents,
  }
}

export async function writeImportRows(
  sql: SqlTx,
  tenantId: string,
  importId: string,
  planned: readonly PlannedRow[],
): Promise<void> {
  const rows = planned.flatMap(({ row, cells, plan }): object[] => {
    if (plan.kind === 'skipped') return []
    if ('reasons' in plan) return [{ row, outcome: plan.kind, cells: cells.map(storable), reasons: plan.reasons }]
    const version = plan.customer.version ?? 1
    return [{ row, outcome: plan.kind, customerId: plan.customer.id, version, undo: undoOf(plan) }]
  })
  if (rows.length === 0) return
  await sql.run(
    `insert into "ImportRow" ("tenantId", "importId", "row", outcome, "customerId", version, undo, cells, reasons)
     select $1, $2, n."row", n.outcome, n."customerId", n.version, n.undo, coalesce(n.cells, '{}'), n.reasons
     from jsonb_to_recordset($3::jsonb) n ("row" int, outcome text, "customerId" text, version int, undo jsonb, cells text[], reasons jsonb)`,
    [tenantId, importId, JSON.stringify(rows)],
  )
}
