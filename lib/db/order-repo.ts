// Orders, and the figures that a customer's row repeats of them.
import { z } from 'zod'
import { type CustomerOrder, type NewOrder, orderStatusSchema } from '@/lib/customers/customer'
import { newId } from '@/lib/shared/ids'
import { earnedMinor, isPurchase } from './revenue'
import { int8Schema, momentSchema } from './sql-of'
import type { SqlTx } from './tenant-db'

export const orderRowSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  source: z.string(),
  externalId: z.string(),
  name: z.string().nullable(),
  status: orderStatusSchema,
  totalMinor: int8Schema,
  refundedMinor: int8Schema,
  currency: z.string(),
  placedAt: momentSchema,
})
const columns = `id, "customerId", source, "externalId", metadata->>'name' as name, status, "totalMinor", "refundedMinor", currency, "placedAt"`

/** The newest orders of the customer $1; `most` is SQL text, a parameter of the caller's. */
export const newestOrders = (most: string): string =>
  `select ${columns} from "Order" where "customerId" = $1 order by "placedAt" desc, id desc limit ${most}`

export const toOrder = ({ totalMinor, refundedMinor, currency, ...row }: z.infer<typeof orderRowSchema>): CustomerOrder => ({
  ...row,
  total: { amount: totalMinor, currency },
  refunded: { amount: refundedMinor, currency },
})

/**
 * One row per (source, external id), however often and for whomever it comes. `shop.currency` is that of the figures;
 * `formerId` whose it was before.
 */
export async function upsertOrder(
  sql: SqlTx,
  shop: { id: string; currency: string },
  customerId: string,
  source: string,
  order: NewOrder,
): Promise<{ order: CustomerOrder; created: boolean; formerId: string | null }> {
  const { amount, currency } = order.total
  const fields = [
    customerId,
    source,
    order.externalId,
    order.status,
    amount,
    order.refunded?.amount ?? 0,
    currency,
    order.placedAt,
  ]
  const [inserted] = await sql.rows(
    orderRowSchema,
    `insert into "Order" ("tenantId", id, "customerId", source, "externalId", status, "totalMinor", "refundedMinor", currency, "placedAt")
     values ($9, $10, $1, $2, $3, $4, $5::bigint, $6::bigint, $7, $8::timestamptz)
     on conflict ("tenantId", source, "externalId") do nothing returning ${columns}`,
    [...fields, shop.id, newId()],
  )
  if (inserted !== undefined) {
    await refreshFigures(sql, customerId, shop.currency)
    return { order: toOrder(inserted), created: true, formerId: null }
  }
  const [former] = await sql.rows(
    z.object({ customerId: z.string() }),
    `select "customerId" from "Order" where source = $1 and "externalId" = $2 for update`,
    [source, order.externalId],
  )
  const [updated] = await sql.rows(
    orderRowSchema,
    `update "Order" set "customerId" = $1, status = $4, "totalMinor" = $5::bigint, "refundedMinor" = $6::bigint, currency = $7,
       "placedAt" = $8::timestamptz, "updatedAt" = clock_timestamp()
     where source = $2 and "externalId" = $3 returning ${columns}`,
    fields,
  )
  if (updated === undefined) throw new Error('the order vanished while locked')
  await refreshFigures(sql, customerId, shop.currency)
  const formerId = former === undefined || former.customerId === customerId ? null : former.customerId
  if (formerId !== null) await refreshFigures(sql, formerId, shop.currency)
  return { order: toOrder(updated), created: false, formerId }
}

/** Newest first. */
export async function listOrders(sql: SqlTx, customerId: string, limit: number): Promise<CustomerOrder[]> {
  const rows = await sql.rows(orderRowSchema, newestOrders('$2'), [customerId, Math.min(200, Math.max(1, Math.trunc(limit)))])
  return rows.map(toOrder)
}

/**
 * Count and sum are of the shop's currency, without cancelled orders and less what was refunded; the last order's date
 * counts every currency.
 */
export async function refreshFigures(sql: SqlTx, customerId: string, currency: string): Promise<void> {
  await sql.run(
    `update "Customer" c set "orderCount" = f.orders, "spentMinor" = f.spent, "lastOrderAt" = f.last, "updatedAt" = clock_timestamp()
     from (select count(*) filter (where currency = $2)::int as orders,
             coalesce(sum(${earnedMinor}) filter (where currency = $2), 0)::bigint as spent, max("placedAt") as last
           from "Order" where "customerId" = $1 and ${isPurchase}) f
     where c.id = $1`,
    [customerId, currency],
  )
}
