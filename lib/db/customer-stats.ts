// A customer's figures, from the orders and the timeline themselves.
import { z } from 'zod'
import type { CustomerStats } from '@/lib/customers/customer'
import { notFound } from '@/lib/shared/errors'
import { averageOf } from './customer-row'
import { earnedMinor, isPurchase } from './revenue'
import { int8Schema, momentSchema } from './sql-of'
import type { SqlTx } from './tenant-db'

export const statsRowSchema = z.object({
  lastContactAt: momentSchema.nullable(),
  messagesReceived: z.int(),
  messagesSent: z.int(),
  firstOrderAt: momentSchema.nullable(),
  lastOrderAt: momentSchema.nullable(),
  lines: z.array(z.object({ currency: z.string(), orders: z.int(), spent: int8Schema })),
})

/** The figures of the customer $1; no row for one that is not there. */
export const statsOfCustomer = `select c."lastContactAt", m.received as "messagesReceived", m.sent as "messagesSent", o."firstOrderAt", o."lastOrderAt",
     coalesce(o.lines, '[]') as lines
   from "Customer" c,
     lateral (select count(*) filter (where type = 'message_received')::int as received, count(*) filter (where type = 'message_sent')::int as sent
       from "CustomerActivity" a where a."tenantId" = c."tenantId" and a."customerId" = c.id) m,
     lateral (select min(first) as "firstOrderAt", max(last) as "lastOrderAt",
         json_agg(json_build_object('currency', currency, 'orders', orders, 'spent', spent) order by orders desc, currency) as lines
       from (select currency, count(*)::int as orders, sum(${earnedMinor})::bigint as spent, min("placedAt") as first, max("placedAt") as last
         from "Order" r where r."tenantId" = c."tenantId" and r."customerId" = c.id and ${isPurchase} group by currency) by_currency) o
   where c.id = $1 and c."deletedAt" is null`

export const purchaseMonthSchema = z.object({ month: z.string(), currency: z.string(), orders: z.int(), spent: int8Schema })

/** Purchases of the customer $1 in the month that runs and the eleven before; `zone` is SQL text, the shop's time zone. */
export const purchasesByMonth = (zone: string): string =>
  `select to_char("placedAt" at time zone ${zone}, 'YYYY-MM') as month, currency, count(*)::int as orders, sum(${earnedMinor})::bigint as spent
   from "Order" where "customerId" = $1 and ${isPurchase}
     and "placedAt" >= (date_trunc('month', now() at time zone ${zone}) - interval '11 months') at time zone ${zone} group by 1, 2`

/** `currency` is the shop's: the totals are of its line. Throws `not_found`. */
export async function customerStats(sql: SqlTx, customerId: string, currency: string): Promise<CustomerStats> {
  const [row] = await sql.rows(statsRowSchema, statsOfCustomer, [customerId])
  return toStats(row, currency)
}

/** Throws `not_found` without a row. */
export function toStats(row: z.output<typeof statsRowSchema> | null | undefined, currency: string): CustomerStats {
  if (row === null || row === undefined) throw notFound('customer')
  const { lines, ...figures } = row
  const own = lines.find((line) => line.currency === currency)
  return {
    ...figures,
    totalOrders: own?.orders ?? 0,
    totalSpent: own === undefined ? null : { amount: own.spent, currency },
    averageOrderValue: own === undefined ? null : averageOf(own.spent, own.orders, currency),
    byCurrency: lines.map((line) => ({
      orders: line.orders,
      spent: { amount: line.spent, currency: line.currency },
      average: averageOf(line.spent, line.orders, line.currency),
    })),
  }
}
