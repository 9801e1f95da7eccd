// Reading what changed in the order of its changes, from a moment on: pages of Shopify's own cursor, an overlap because its
// index shows changes late, and a memory of what was told within it.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { WirePage } from './schema'

/** Milliseconds before the newest change told that are looked at again. */
export const overlap = 5 * 60_000
/**
 * Milliseconds that our clock may be before Shopify's, with the overlap beside: when nothing changed for longer, the moment to
 * look back to moves on all the same, so that the last busy minutes are not read for ever.
 */
export const quiet = 15 * 60_000
/** Changes inside the overlap that are remembered as told; beyond it some are told twice, which harms nobody. */
const mostTold = 2_000

const millis = z.int().min(0)
/** Id, moment, and what it said: times are whole seconds there, and two changes may be in one. */
export const toldSchema = z.array(z.tuple([z.string(), millis, z.string()]))
type Told = z.output<typeof toldSchema>

/** `since`: the newest change told. `bound`: where this walk began; null: with the first of all. */
export const walkSchema = z.strictObject({
  since: millis,
  bound: millis.nullable(),
  after: z.string().max(2_000).nullable(),
  told: toldSchema,
})
export type Walk = z.output<typeof walkSchema>

/** From the very first record on. */
export const firstWalk = (since = Math.max(0, Date.now() - quiet)): Walk => ({ since, bound: null, after: null, told: [] })
/** From what changed near `since` on. */
export const nextWalk = ({ since, told }: Pick<Walk, 'since' | 'told'>): Walk => ({
  since,
  bound: Math.max(0, since - overlap),
  after: null,
  told,
})

/** What Shopify is asked for. Its filter is as exact as the moment in quotes. */
export const changedFrom = (field: string, bound: number | null): string | null =>
  bound === null ? null : `${field}:>='${new Date(bound).toISOString()}'`

export const markOf = (record: unknown): string =>
  createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 10)

export interface Stepped<T> {
  fresh: T[]
  walk: Walk
  isLast: boolean
}

/** What a page has that was not told before, and where to go on; after the last page the next walk is where to begin. */
export function step<T extends { id: string; updatedAt: Date }>(walk: Walk, page: WirePage<T>): Stepped<T> {
  const told = new Map(walk.told.map(([id, , mark]) => [id, mark]))
  const marked = page.nodes.map((record) => ({ record, mark: markOf(record) }))
  const fresh = marked.filter(({ record, mark }) => told.get(record.id) !== mark)
  const isLast = !page.pageInfo.hasNextPage || page.pageInfo.endCursor === null
  const times = fresh.map(({ record }) => record.updatedAt.getTime())
  const since = times.reduce((a, b) => Math.max(a, b), isLast ? Math.max(walk.since, Date.now() - quiet) : walk.since)
  const lines = fresh.map(({ record, mark }): Told[number] => [record.id, record.updatedAt.getTime(), mark])
  const memory = remember(walk.told, lines, since)
  return {
    fresh: fresh.map(({ record }) => record),
    isLast,
    walk: isLast ? nextWalk({ since, told: memory }) : { ...walk, since, told: memory, after: page.pageInfo.endCursor },
  }
}

/** Only what the overlap will look at again is kept. */
export function remember(told: Told, fresh: Told, since: number): Told {
  const all = new Map([...told, ...fresh].map((line) => [line[0], line]))
  return [...all.values()]
    .filter(([, at]) => at >= since - overlap)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostTold)
}

export const writeCursor = (cursor: unknown): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** Throws `invalid` (path `cursor`) for another list's. */
export function readCursor<S extends z.ZodType>(schema: S, cursor: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new CrmError('invalid', 'Not a cursor of this list', { issues: [{ path: ['cursor'], reason: 'cursor' }], cause })
  }
}
