// What is known of one customer beside the own row and the timeline, in a single statement: each part comes as JSON.
import { z } from 'zod'
import type { CustomerFacts } from '@/lib/customers/customer-store'
import { consentRowSchema, consentsOfCustomer } from './consent-repo'
import { purchaseMonthSchema, purchasesByMonth, statsOfCustomer, statsRowSchema, toStats } from './customer-stats'
import { newestNotes, notePage, noteRowSchema } from './note-repo'
import { newestOrders, orderRowSchema, toOrder } from './order-repo'
import { pinnedNotes, staffNoteRowSchema } from './staff-note-repo'
import type { SqlTx } from './tenant-db'

export const factsRowSchema = z.object({
  notes: z.array(noteRowSchema),
  pinned: z.array(staffNoteRowSchema),
  orders: z.array(orderRowSchema),
  consents: z.array(consentRowSchema),
  stats: statsRowSchema.nullable(),
  purchases: z.array(purchaseMonthSchema),
})

const all = (query: string): string => `(select coalesce(json_agg(part), '[]') from (${query}) part)`

/** Of the customer $1; the others are SQL texts, parameters of the caller's. `notes` is one more than are shown. */
export const factsColumns = (notes: string, orders: string, timezone: string): string =>
  `${all(newestNotes(notes))} as notes, ${all(pinnedNotes)} as pinned, ${all(newestOrders(orders))} as orders, ${all(consentsOfCustomer)} as consents,
   (select row_to_json(part) from (${statsOfCustomer}) part) as stats,
   ${all(purchasesByMonth(timezone))} as purchases`

/** Throws `not_found`. */
export const toFacts = (row: z.output<typeof factsRowSchema>, notes: number, currency: string): CustomerFacts => ({
  notes: notePage(row.notes, notes),
  pinned: row.pinned,
  orders: row.orders.map(toOrder),
  consents: row.consents,
  stats: toStats(row.stats, currency),
  purchases: row.purchases.map(({ spent, ...line }) => ({
    month: line.month,
    orders: line.orders,
    spent: { amount: spent, currency: line.currency },
  })),
})

/** Throws `not_found`. */
export async function customerFacts(
  sql: SqlTx,
  customerId: string,
  most: { notes: number; orders: number },
  shop: { currency: string; timezone: string },
): Promise<CustomerFacts> {
  const [row] = await sql.rows(factsRowSchema, `select ${factsColumns('$2', '$3', '$4')}`, [
    customerId,
    most.notes + 1,
    most.orders,
    shop.timezone,
  ])
  if (row === undefined) throw new Error('a select without a table returned no row')
  return toFacts(row, most.notes, shop.currency)
}
