// What changed among a shop's accounts since a cursor. WooCommerce cannot be asked that: all are walked by id and compared with
// what the cursor remembers. Guests come with their orders.
import { z } from 'zod'
import type { ChangePage, CustomerChange } from '@/lib/customers/customer-system'
import type { WooAccount } from './account'
import { readCursor, writeCursor } from './cursor'
import { blockOf, markOf, type Known, pack, unpack } from './known-customers'
import { fromWooCustomer } from './mapper'
import type { WooCustomer } from './schema'
import { beginning, byId, customerPage } from './walk-customers'

/** `known`: accounts up to `after` as this walk found them, the others as the last one did. */
const cursorSchema = z.strictObject({
  offset: z.int().min(0),
  after: z.string().regex(/^\d{0,19}$/),
  known: z.string().transform((packed, context) => {
    try {
      return unpack(packed)
    } catch {
      context.addIssue({ code: 'custom', message: 'cursor' })
      return z.NEVER
    }
  }),
})

const start = (): z.output<typeof cursorSchema> => ({ ...beginning, known: new Map() })

/** At most a page; with `hasMore` false the walk is through, and the cursor begins the next one. Throws `invalid` (`cursor`). */
export async function changesSince(account: WooAccount, given: string | null): Promise<ChangePage> {
  const { known, ...place } = given === null ? start() : readCursor(given, cursorSchema)
  const { rows, next } = await customerPage(account, place)
  // A block that goes on on the next page is left for it.
  const open = next === null ? null : blockOf(String(BigInt(next.after) + 1n))
  const whole = open === null ? rows : rows.filter(({ id }) => blockOf(id) < open)
  const last = next === null ? null : (whole.at(-1)?.id ?? place.after)
  const changes = compare(account, known, whole, { after: place.after, last })
  if (next === null || last === null)
    return { changes, cursor: writeCursor({ ...beginning, known: pack(known) }), hasMore: false }
  const offset = next.offset - (rows.length - whole.length)
  return { changes, cursor: writeCursor({ offset, after: last, known: pack(known) }), hasMore: true }
}

/**
 * Tells what differs between `known` and the accounts after `after` up to `last` (null: to the end), and makes `known` say what
 * is there now.
 */
function compare(
  account: WooAccount,
  known: Known,
  rows: readonly WooCustomer[],
  { after, last }: { after: string; last: string | null },
): CustomerChange[] {
  const found = new Map<bigint, WooCustomer[]>()
  for (const customer of rows) found.set(blockOf(customer.id), [...(found.get(blockOf(customer.id)) ?? []), customer])
  const from = after === '' ? -1n : blockOf(after)
  const to = last === null ? null : blockOf(last)
  const changes: CustomerChange[] = []
  for (const [block, { ids }] of known) {
    if (block <= from || (to !== null && block > to)) continue
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

const upsert = ({ shop }: WooAccount, customer: WooCustomer): CustomerChange => {
  const view = fromWooCustomer(customer, shop)
  return { kind: 'upsert', id: customer.id, customer: view, at: view.updatedAt }
}
