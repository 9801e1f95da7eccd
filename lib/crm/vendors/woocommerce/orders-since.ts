// Orders by their last change: a walk by time, with a look back, and through one very second by id when too many changed in it.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { OrderPage, RemoteOrder } from '@/lib/customers/remote-order'
import type { WooAccount } from './account'
import { mostRows, type Query } from './client'
import { readCursor, writeCursor } from './cursor'
import { fromWooOrder, isNoOrder } from './order'
import type { WooOrder } from './schema'

/** Seconds before the newest change told that are looked at again: rows appear out of the order of their stamps. */
const overlap = 300
/** Orders inside the overlap that are remembered as told; beyond it some are told twice, which harms nobody. */
const mostTold = 500

const seconds = z.int().min(0)
/**
 * `from`: where this walk began. `since`: the last second that is done with. `newest`: the newest told. `second`: the one that is walked by id, and how far.
 * `told`: id, second and digest of those that the look back will meet. `trash`: what was thrown away is looked for now.
 */
const cursorSchema = z.strictObject({
  from: seconds,
  since: seconds,
  newest: seconds,
  second: z.tuple([seconds, z.int().min(0)]).nullable(),
  told: z.array(z.tuple([z.string(), seconds, z.string()])),
  trash: z.boolean(),
  /** Nobody knows orders that were thrown away before the first walk. */
  isFirst: z.boolean(),
})
type Cursor = z.output<typeof cursorSchema>

const start: Cursor = { from: 0, since: 0, newest: 0, second: null, told: [], trash: false, isFirst: true }

const secondOf = (order: WooOrder): number =>
  Math.floor((order.date_modified_gmt ?? order.date_created_gmt ?? new Date(0)).getTime() / 1000)
/** As WooCommerce takes it: UTC, without a zone. */
const moment = (second: number): string => new Date(second * 1000).toISOString().slice(0, 19)
const digestOf = (order: WooOrder): string => createHash('sha256').update(JSON.stringify(order)).digest('base64url').slice(0, 10)

/** At most a page. Throws `invalid` (path `cursor`) and what the client throws. */
export async function ordersSince(account: WooAccount, given: string | null): Promise<OrderPage> {
  const cursor = given === null ? start : readCursor(given, cursorSchema)
  const { rows, total } = await account.client.orders({ ...boundsOf(cursor), status: cursor.trash ? 'trash' : 'any' })
  const { told, next } = cursor.second === null ? byTime(cursor, rows) : bySecond(cursor.second, rows)
  const known = new Map(cursor.told.map(([id, , digest]) => [id, digest]))
  const fresh = told.filter((order) => known.get(order.id) !== digestOf(order))
  const newest = Math.max(cursor.newest, ...told.map(secondOf))
  const memory = remembered(cursor.told, told, Math.max(0, newest - overlap))
  return {
    orders: fresh.flatMap((order) => tellable(account, cursor, order)),
    ...advance({ ...cursor, ...next.cursor, newest, told: memory }, next.isDone),
    // Of a first walk's first request, which has no bounds: later ones count what is left.
    ...(cursor.isFirst && cursor.since === 0 && cursor.second === null && total !== null ? { total } : {}),
  }
}

/** One that was thrown away is told once as cancelled: by its id it is not there any more. */
function tellable(account: WooAccount, { trash }: Cursor, order: WooOrder): RemoteOrder[] {
  if (trash) return [{ ...fromWooOrder(order, account.shop), status: 'cancelled' }]
  return isNoOrder(order) ? [] : [fromWooOrder(order, account.shop)]
}

function boundsOf({ since, second }: Cursor): Query {
  const asked = { order: 'asc', dates_are_gmt: 'true' }
  // Both bounds are exclusive.
  if (second !== null)
    return {
      ...asked,
      modified_after: moment(second[0] - 1),
      modified_before: moment(second[0] + 1),
      orderby: 'id',
      offset: String(second[1]),
    }
  return { ...asked, ...(since === 0 ? {} : { modified_after: moment(since) }), orderby: 'modified' }
}

interface Step {
  told: WooOrder[]
  next: { cursor: Partial<Cursor>; isDone: boolean }
}

/** Of a full page the last second is left for the next one, which begins with it. */
function byTime(cursor: Cursor, given: readonly WooOrder[]): Step {
  const rows = [...given].sort((a, b) => secondOf(a) - secondOf(b) || a.id.length - b.id.length || (a.id < b.id ? -1 : 1))
  const last = rows.at(-1)
  if (rows.length < mostRows || last === undefined) return { told: rows, next: { cursor: {}, isDone: true } }
  const edge = secondOf(last)
  // Only a shop whose bounds are inclusive answers with that second again.
  if (edge <= cursor.since) return { told: rows, next: { cursor: { since: cursor.since + 1 }, isDone: false } }
  const whole = rows.filter((order) => secondOf(order) < edge)
  if (whole.length > 0 && edge - 1 > cursor.since) return { told: whole, next: { cursor: { since: edge - 1 }, isDone: false } }
  return { told: [], next: { cursor: { second: [edge, 0] }, isDone: false } }
}

/** Rows of the page before that are asked for again: what changed meanwhile left this second and shifted the others. */
const shift = 10

function bySecond([second, offset]: [number, number], rows: readonly WooOrder[]): Step {
  const isDone = rows.length < mostRows
  return {
    told: [...rows],
    next: {
      cursor: isDone ? { second: null, since: second } : { second: [second, offset + rows.length - shift] },
      isDone: false,
    },
  }
}

/** After what there is comes what was thrown away; then the next walk begins a little before the newest. */
function advance(cursor: Cursor, isDone: boolean): Pick<OrderPage, 'cursor' | 'hasMore'> {
  if (!isDone) return { cursor: writeCursor(cursor), hasMore: true }
  if (!cursor.trash && !cursor.isFirst)
    return { cursor: writeCursor({ ...cursor, trash: true, since: cursor.from }), hasMore: true }
  const again = Math.max(0, cursor.newest - overlap)
  return { cursor: writeCursor({ ...cursor, trash: false, isFirst: false, from: again, since: again }), hasMore: false }
}

/** Only what the next look back will meet, the newest ones when they are too many. */
const remembered = (told: Cursor['told'], fresh: readonly WooOrder[], from: number): Cursor['told'] => {
  const all = new Map(told.map((entry) => [entry[0], entry]))
  for (const order of fresh) all.set(order.id, [order.id, secondOf(order), digestOf(order)])
  return [...all.values()]
    .filter(([, at]) => at >= from)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostTold)
}
