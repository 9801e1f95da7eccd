// What changed among a shop's accounts since a cursor. WooCommerce cannot be asked that: all are walked by id and compared with
// what the cursor remembers, and a large shop is left alone for a while afterwards. Guests come with their orders.
import { z } from 'zod'
import { derivePreferences } from '@/lib/consent/update-preferences'
import type { ChangePage, CustomerChange } from '@/lib/customers/customer-system'
import type { WooAccount } from './account'
import { readCursor, writeCursor } from './cursor'
import { blockOf, KnownCustomers, markOf, packedSchema } from './known-customers'
import { fromWooCustomer } from './mapper'
import { isOfTeam } from './person'
import { consentsOf } from './preferences'
import type { WooCustomer } from './schema'
import { beginning, byId, customerPage } from './walk-customers'

/** Requests of a walk that cost a shop nothing; every further one is paid for with so many milliseconds of rest. */
const free = 10
const restFor = 30_000
const longestRest = 12 * 60 * 60_000

/**
 * `known`: accounts up to `after` as this walk found them, the others as the last one did. `asked`: requests of this walk.
 * `until`: when the next walk may begin, 0 for at once. `newest`: the highest id that was told.
 */
const cursorSchema = z.strictObject({
  offset: z.int().min(0),
  after: z.string().regex(/^\d{0,15}$/),
  known: packedSchema.transform((packed) => new KnownCustomers(packed)),
  asked: z.int().min(0),
  until: z.int().min(0),
  newest: z.string().regex(/^\d{0,15}$/),
})
type Cursor = z.output<typeof cursorSchema>

const start = (): Cursor => ({ ...beginning, known: new KnownCustomers(), asked: 0, until: 0, newest: '' })
const written = ({ known, ...rest }: Cursor): string => writeCursor({ ...rest, known: known.pack() })

/** At most a page; with `hasMore` false the walk is through, and the cursor begins the next one. Throws `invalid` (`cursor`). */
export async function changesSince(account: WooAccount, given: string | null, now = Date.now()): Promise<ChangePage> {
  const cursor = given === null ? start() : readCursor(given, cursorSchema)
  if (cursor.until > now) return newcomers(account, cursor)
  const { rows, next, total } = await customerPage(account, cursor)
  const asked = cursor.asked + 1
  const newest = [cursor.newest, rows.at(-1)?.id ?? ''].sort(byId).at(-1) ?? ''
  const found = total === null ? {} : { total }
  // A block that goes on on the next page is left for it.
  const open = next === null ? null : blockOf(String(Number(next.after) + 1))
  const whole = open === null ? rows : rows.filter(({ id }) => blockOf(id) < open)
  const last = next === null ? null : (whole.at(-1)?.id ?? cursor.after)
  const { known } = cursor
  const changes = compare(account, known, whole, { after: cursor.after, last })
  if (next === null || last === null) {
    const until = asked <= free ? 0 : now + Math.min(asked * restFor, longestRest)
    return { changes, cursor: written({ ...beginning, known, asked: 0, until, newest }), hasMore: false, ...found }
  }
  const offset = next.offset - (rows.length - whole.length)
  return { changes, cursor: written({ ...cursor, offset, after: last, asked, newest }), hasMore: true, ...found }
}

/** Between two walks: who signed up meanwhile. They are told once more by the walk, which harms nobody. */
async function newcomers(account: WooAccount, cursor: Cursor): Promise<ChangePage> {
  const { rows } = await account.client.customers({ order: 'desc' })
  const fresh = rows.filter(({ id }) => byId(id, cursor.newest) > 0).sort((a, b) => byId(a.id, b.id))
  const newest = fresh.at(-1)?.id ?? cursor.newest
  // More than a page: then the walk is needed after all.
  const until = fresh.length > 0 && fresh.length === rows.length ? 0 : cursor.until
  const told = fresh.filter((customer) => !isOfTeam(customer)).map((customer) => upsert(account, customer))
  return { changes: told, cursor: written({ ...cursor, until, newest }), hasMore: false }
}

/**
 * Tells what differs between `known` and the accounts after `after` up to `last` (null: to the end), and makes `known` say what
 * is there now. Who works at the shop is no customer, unless somebody was one before.
 */
function compare(
  account: WooAccount,
  known: KnownCustomers,
  rows: readonly WooCustomer[],
  { after, last }: { after: string; last: string | null },
): CustomerChange[] {
  const found = new Map<number, WooCustomer[]>()
  for (const customer of rows) {
    const block = blockOf(customer.id)
    if (!isOfTeam(customer) || known.get(block)?.ids.includes(customer.id) === true)
      found.set(block, [...(found.get(block) ?? []), customer])
  }
  const from = after === '' ? -1 : blockOf(after)
  const to = last === null ? null : blockOf(last)
  const changes: CustomerChange[] = []
  for (const [block, { ids }] of known.between(from, to)) {
    const there = new Set((found.get(block) ?? []).map(({ id }) => id))
    // Nobody says when.
    for (const id of ids) if (!there.has(id)) changes.push({ kind: 'delete', id, customer: null, at: new Date(0) })
    if (there.size === 0) known.delete(block)
  }
  for (const [block, customers] of found) {
    const mark = markOf(customers)
    if (known.get(block)?.mark !== mark) changes.push(...customers.map((customer) => upsert(account, customer)))
    known.set(block, { ids: customers.map(({ id }) => id), mark })
  }
  return changes.sort((a, b) => byId(a.id, b.id))
}

const upsert = (account: WooAccount, customer: WooCustomer): CustomerChange => {
  const view = fromWooCustomer(customer, account.shop)
  const { optIn } = derivePreferences(view, consentsOf(account, customer))
  return { kind: 'upsert', id: customer.id, customer: view, at: view.updatedAt, optIn }
}
