// A batch of rows decided in the file's order, each in the light of those before it.
import { newId } from '@/lib/shared/ids'
import type { NewHandle } from '../identity'
import type { FileMemory } from './file-memory'
import type { ImportSettings } from './import-settings'
import { handleKey, type Known, noFields } from './known-customer'
import { type Effect, planRow, type Planner } from './plan-row'
import type { RowReading, RowReason } from './read-row'

export interface ReadRow {
  row: number
  cells: string[]
  reading: RowReading
}

export interface PlannedRow {
  row: number
  cells: string[]
  plan: { kind: 'skipped' } | { kind: 'refused' | 'conflict'; reasons: RowReason[] } | Effect
}

interface PlanContext {
  settings: ImportSettings
  locale: string
  /** The customers of the shop that the batch may be about. */
  known: Iterable<Known>
  /** In a dry run: whom earlier batches would have made. */
  memory?: FileMemory | undefined
}

export function planBatch(rows: readonly ReadRow[], context: PlanContext): PlannedRow[] {
  const planner = plannerOf(context)
  return rows.map(({ row, cells, reading }) => {
    if (reading.kind === 'skipped') return { row, cells, plan: { kind: 'skipped' } }
    if (reading.kind === 'refused') return { row, cells, plan: { kind: 'refused', reasons: reading.reasons } }
    const plan = planRow(reading.candidate, planner)
    if (plan.kind !== 'conflict') rememberIn(context.memory, plan)
    return { row, cells, plan }
  })
}

function plannerOf({ settings, locale, known, memory }: PlanContext): Planner {
  const byId = new Map<string, Known>()
  const byKey = new Map<string, Known[]>()
  const learn = (customer: Known): void => {
    for (const id of [customer.id, ...customer.formerIds]) byId.set(id, customer)
    for (const handle of customer.handles) {
      const key = handleKey(handle)
      const owners = byKey.get(key) ?? []
      if (!owners.includes(customer)) byKey.set(key, [...owners, customer])
    }
  }
  for (const customer of known) {
    if (memory?.hasSeen(customer.id) === true) customer.seen = true
    learn(customer)
  }
  const recalled = new Map<number, Known>()
  /** Somebody whom an earlier batch of a dry run would have made: the name, and the handle that was asked for. */
  const recall = (handle: NewHandle): Known[] => {
    const found = memory?.find(handleKey(handle)) ?? null
    if (found === null) return []
    const customer: Known = recalled.get(found.place) ?? {
      id: `place:${String(found.place)}`,
      version: null,
      fields: { ...noFields, firstName: found.firstName, lastName: found.lastName },
      metadata: {},
      handles: [],
      tags: new Map(),
      consents: {},
      byTeam: new Set(),
      formerIds: [],
      isNew: true,
      seen: true,
    }
    recalled.set(found.place, customer)
    customer.handles.push({ ...handle, id: '', isPrimary: false, shared: false })
    return [customer]
  }
  return {
    settings,
    locale,
    byId: (id) => byId.get(id) ?? null,
    byHandle: (handle) => byKey.get(handleKey(handle)) ?? recall(handle),
    learn,
    newId,
  }
}

const placeOf = /^place:(\d+)$/

function rememberIn(memory: FileMemory | undefined, { customer, kind, changes }: Effect): void {
  if (memory === undefined) return
  const recalled = placeOf.exec(customer.id)?.[1]
  if (kind !== 'create' && recalled === undefined && customer.version !== null) return memory.see(customer.id)
  const { firstName, lastName } = customer.fields
  const earlier = customer.handles.map((handle) => memory.find(handleKey(handle))).find((found) => found !== null)
  const place = recalled === undefined ? (earlier?.place ?? memory.add(firstName, lastName)) : Number(recalled)
  for (const handle of changes.handles) memory.remember(handleKey(handle), place)
}
