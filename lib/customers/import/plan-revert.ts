// How one customer goes back to before an import: what the import did and nobody has touched since; pure.
import { z } from 'zod'
import { type HandleKind, handleKindSchema, metadataSchema, type Metadata } from '../customer'
import { sameValue } from './field-cell'
import { type TextField, textFields } from './read-row'

const valueSchema = z.string().nullable()

/** Before and after of every field; what was added by its id or key. There is one a row of a large file: what is empty is left out. */
export const undoSchema = z.object({
  fields: z.partialRecord(z.enum(textFields), z.tuple([valueSchema, valueSchema])).default({}),
  /** Before is `null` where the key was not there. */
  metadata: z.record(z.string(), z.tuple([z.json(), z.json()])).default({}),
  handles: z.array(z.string()).default([]),
  /** The handles that led before and after, by kind, where that changed. */
  primary: z.partialRecord(handleKindSchema, z.tuple([valueSchema, z.string()])).default({}),
  tags: z.array(z.string()).default([]),
  consents: z.int().default(0),
})
export type RowUndo = z.output<typeof undoSchema>

/** Why a customer, or a part of one, stays as it is; keys under `imports.kept` in the catalogues. */
export const keptBecause = ['message', 'note', 'order', 'activity', 'edited', 'consent', 'merged', 'changed', 'used'] as const
export type KeptBecause = (typeof keptBecause)[number]

export interface RevertedCustomer {
  id: string
  version: number
  /** Gone already: archived, or merged into another. */
  gone: 'archived' | 'merged' | null
  fields: Record<TextField, string | null>
  metadata: Metadata
  handles: { id: string; kind: HandleKind; isPrimary: boolean; used: boolean }[]
  /** Keys. */
  tags: ReadonlySet<string>
  /** What others have added since the import began, of each kind whether there is any. */
  since: Record<'message' | 'note' | 'order' | 'activity' | 'consent', boolean>
}

export interface ImportedRow {
  row: number
  outcome: string
  version: number
  undo: RowUndo
}

export interface Restoration {
  fields: Record<TextField, string | null>
  metadata: Metadata
  /** Handles to take away, and those that lead again. */
  removed: string[]
  primary: Partial<Record<HandleKind, string>>
  tags: string[]
  names: string[]
}

export type RevertPlan =
  | { kind: 'remove'; consents: number }
  | { kind: 'restore'; restoration: Restoration; kept: KeptBecause[]; consents: number }
  | { kind: 'keep'; because: KeptBecause; consents: number }
  | { kind: 'nothing' }

/** `rows` are those of the import about this customer, in the file's order. */
export function planRevert(customer: RevertedCustomer, rows: readonly ImportedRow[]): RevertPlan {
  const consents = rows.reduce((sum, { undo }) => sum + undo.consents, 0)
  if (customer.gone === 'archived') return { kind: 'nothing' }
  if (customer.gone === 'merged') return { kind: 'keep', because: 'merged', consents }
  if (rows.some(({ outcome }) => outcome === 'create')) {
    const because = workedWith(customer, rows)
    return because === null ? { kind: 'remove', consents } : { kind: 'keep', because, consents }
  }
  return planRestoration(customer, rows, consents)
}

/** Somebody has worked with a customer whom the import made: the whole record stays. */
function workedWith({ version, since }: RevertedCustomer, rows: readonly ImportedRow[]): KeptBecause | null {
  for (const kind of ['message', 'note', 'order', 'activity', 'consent'] as const) if (since[kind]) return kind
  return version > Math.max(...rows.map((row) => row.version)) ? 'edited' : null
}

function planRestoration(customer: RevertedCustomer, rows: readonly ImportedRow[], consents: number): RevertPlan {
  const restoration: Restoration = {
    fields: { ...customer.fields },
    metadata: { ...customer.metadata },
    removed: [],
    primary: {},
    tags: [],
    names: [],
  }
  const kept = new Set<KeptBecause>()
  const names = new Set<string>()
  const ledByImport = new Set(rows.flatMap(({ undo }) => Object.values(undo.primary).map(([, after]) => after)))
  const leads = new Map(customer.handles.filter(({ isPrimary }) => isPrimary).map(({ kind, id }) => [kind, id]))
  // From the last row to the first: each gives back what it found.
  for (const { undo } of [...rows].reverse()) {
    for (const field of textFields) {
      const change = undo.fields[field]
      if (change === undefined) continue
      if (!sameValue(restoration.fields[field], change[1])) kept.add('changed')
      else {
        restoration.fields[field] = change[0]
        names.add(field)
      }
    }
    for (const [key, [before, after]] of Object.entries(undo.metadata)) {
      if (!sameValue(restoration.metadata[key], after)) kept.add('changed')
      else {
        if (before === null) delete restoration.metadata[key]
        else restoration.metadata[key] = metadataSchema.parse({ [key]: before })[key] ?? null
        names.add('metadata')
      }
    }
    for (const id of undo.handles) {
      const handle = customer.handles.find((own) => own.id === id)
      if (handle?.used === true) kept.add('used')
      // Somebody has made it the one to use.
      else if (handle?.isPrimary === true && !ledByImport.has(id)) kept.add('changed')
      else if (handle !== undefined) {
        restoration.removed.push(id)
        names.add(handle.kind)
      }
    }
    for (const kind of handleKindSchema.options) {
      const [before, after] = undo.primary[kind] ?? [null, null]
      if (before === null || leads.get(kind) !== after || !customer.handles.some(({ id }) => id === before)) continue
      leads.set(kind, before)
      restoration.primary[kind] = before
      names.add(kind)
    }
    for (const key of undo.tags)
      if (customer.tags.has(key)) {
        restoration.tags.push(key)
        names.add('tags')
      }
  }
  const removed = new Set(restoration.removed)
  for (const kind of handleKindSchema.options) {
    const left = customer.handles.filter((handle) => handle.kind === kind && !removed.has(handle.id))
    const lead = restoration.primary[kind] ?? leads.get(kind)
    // What leads goes, and what came after the import stays: the oldest of it leads now.
    if (left[0] !== undefined && lead !== undefined && removed.has(lead)) restoration.primary[kind] = left[0].id
  }
  restoration.names = [...names]
  return names.size === 0
    ? kept.size === 0
      ? { kind: 'nothing' }
      : { kind: 'keep', because: [...kept][0] ?? 'changed', consents }
    : { kind: 'restore', restoration, kept: [...kept], consents }
}
