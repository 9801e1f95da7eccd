// What a customer's page shows beside the own row, in a single statement: each part comes as JSON.
import { z } from 'zod'
import type { CustomerFacts } from '@/lib/customers/customer-store'
import { activityJsonSchema, activityPage, newestActivities } from './activity-repo'
import { consentRowSchema, consentsOfCustomer } from './consent-repo'
import { statsOfCustomer, statsRowSchema, toStats } from './customer-stats'
import { newestNotes, notePage, noteRowSchema } from './note-repo'
import { newestOrders, orderRowSchema, toOrder } from './order-repo'
import { segmentRowSchema, segmentsOfShop } from './segment-repo'
import type { SqlTx } from './tenant-db'

const factsRowSchema = z.object({
  activities: z.array(activityJsonSchema),
  notes: z.array(noteRowSchema),
  orders: z.array(orderRowSchema),
  consents: z.array(consentRowSchema),
  stats: statsRowSchema.nullable(),
  segments: z.array(segmentRowSchema),
})

const all = (query: string): string => `(select coalesce(json_agg(part), '[]') from (${query}) part)`

/** `currency` is the shop's. Throws `not_found`. */
export async function customerFacts(
  sql: SqlTx,
  customerId: string,
  most: { activities: number; notes: number; orders: number },
  currency: string,
): Promise<CustomerFacts> {
  const [row] = await sql.rows(
    factsRowSchema,
    `select ${all(newestActivities('$4'))} as activities, ${all(newestNotes('$2'))} as notes, ${all(newestOrders('$3'))} as orders, ${all(consentsOfCustomer)} as consents,
       (select row_to_json(part) from (${statsOfCustomer}) part) as stats, ${all(segmentsOfShop)} as segments`,
    [customerId, most.notes + 1, most.orders, most.activities + 1],
  )
  if (row === undefined) throw new Error('a select without a table returned no row')
  return {
    activities: activityPage(row.activities, most.activities),
    segments: row.segments.map(({ segment }) => segment),
    notes: notePage(row.notes, most.notes),
    orders: row.orders.map(toOrder),
    consents: row.consents,
    stats: toStats(row.stats, currency),
  }
}
