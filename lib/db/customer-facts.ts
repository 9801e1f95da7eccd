// What is known of one customer beside the own row and the timeline, in a single statement: each part comes as JSON.
import { z } from 'zod'
import type { CustomerFacts } from '@/lib/customers/customer-store'
import { consentRowSchema, consentsOfCustomer } from './consent-repo'
import { purchaseMonthSchema, purchasesByMonth, statsOfCustomer, statsRowSchema, toStats } from './customer-stats'
import { newestNotes, notePage, noteRowSchema } from './note-repo'
import { newestOrders, orderRowSchema, toOrder } from './order-repo'
import { pinnedNotes, staffNoteRowSchema } from './staff-note-repo'
import type { SqlTx } from './tenant-db'

const factsRowSchema = z.object({
  notes: z.array(noteRowSchema),
  pinned: z.array(staffNoteRowSchema),
  orders: z.array(orderRowSchema),
  consents: z.array(consentRowSchema),
  stats: statsRowSchema.nullable(),
  purchases: z.array(purchaseMonthSchema),
})

const all = (query: string): string => `(select coalesce(json_agg(part), '[]') from (${query}) part)`

/** Throws `not_found`. */
export async function customerFacts(
  sql: SqlTx,
  customerId: string,
  most: { notes: number; orders: number },
  shop: { currency: string; timezone: string },
): Promise<CustomerFacts> {
  const [row] = await sql.rows(
    factsRowSchema,
    `select ${all(newestNotes('$2'))} as notes, ${all(pinnedNotes)} as pinned, ${all(newestOrders('$3'))} as orders, ${all(consentsOfCustomer)} as consents,
       (select row_to_json(part) from (${statsOfCustomer}) part) as stats,
       ${all(purchasesByMonth('$4'))} as purchases`,
    [customerId, most.notes + 1, most.orders, shop.timezone],
  )
  if (row === undefined) throw new Error('a select without a table returned no row')
  return {
    notes: notePage(row.notes, most.notes),
    pinned: row.pinned,
    orders: row.orders.map(toOrder),
    consents: row.consents,
    stats: toStats(row.stats, shop.currency),
    purchases: row.purchases.map(({ spent, currency, ...line }) => ({ ...line, spent: { amount: spent, currency } })),
  }
}
