// Orders of a linked system, each kind of row with one statement for all of them: kept once each, told when something changed.
import { z } from 'zod'
import { orderStatusSchema } from '@/lib/customers/customer'
import type { RemoteOrder } from '@/lib/customers/remote-order'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { storableText } from '@/lib/shared/storable'
import { earnedMinor, isPurchase } from './revenue'
import { int8Schema } from './sql-of'
import type { SqlTx } from './tenant-db'

/** `system` and `connectionId` go into the timeline's line; `source` says whose order numbers they are. */
export interface OrderContext {
  sql: SqlTx
  shop: Shop
  actor: Actor
  source: string
  system: string
  connectionId: string
}

export interface KnownOrder {
  externalId: string
  customerId: string
  /** Who bought it, as the other system calls them; null when nobody was named. */
  buyerId: string | null
}

/** Locked until the end of the transaction, in one order. */
export async function knownOrders(
  { sql, source }: OrderContext,
  externalIds: readonly string[],
): Promise<Map<string, KnownOrder>> {
  const rows = await sql.rows(
    z.object({ externalId: z.string(), customerId: z.string(), buyerId: z.string().nullable() }),
    `select "externalId", "customerId", metadata->>'buyer' as "buyerId" from "Order"
     where source = $1 and "externalId" = any($2::text[]) order by "externalId" for update`,
    [source, externalIds],
  )
  return new Map(rows.map((row) => [row.externalId, row]))
}

export interface AttributedOrder {
  order: RemoteOrder
  customerId: string
}

const writtenSchema = z.object({
  id: z.string(),
  externalId: z.string(),
  customerId: z.string(),
  created: z.boolean(),
  name: z.string().nullable(),
  status: orderStatusSchema,
  totalMinor: int8Schema,
  refundedMinor: int8Schema,
  currency: z.string(),
  placedAt: z.date(),
})
type Written = z.output<typeof writtenSchema>

const written = (alias: string) =>
  `${alias}.id, ${alias}."externalId", ${alias}."customerId", ${alias}.metadata->>'name' as name, ${alias}.status,
   ${alias}."totalMinor", ${alias}."refundedMinor", ${alias}.currency, ${alias}."placedAt"`

/** What staff and figures see of an order. */
const seen = (alias: string) =>
  `${alias}."customerId", ${alias}.status, ${alias}."totalMinor", ${alias}."refundedMinor", ${alias}.currency, ${alias}."placedAt",
   ${alias}.metadata->>'name', ${alias}.metadata->>'buyer'`

/**
 * An order that stands here as it is told is not touched; nor is one that stands here as it became later: pages and events come
 * in any order. Customers whose timeline or figures changed. `former`: whose the known orders were.
 */
export async function keepOrders(
  context: OrderContext,
  orders: readonly AttributedOrder[],
  former: ReadonlyMap<string, KnownOrder>,
): Promise<string[]> {
  if (orders.length === 0) return []
  const { sql, shop, source } = context
  const rows = orders.map(({ order, customerId }) => ({
    id: newId(),
    customerId,
    externalId: order.externalId,
    status: order.status,
    total: order.total.amount,
    refunded: order.refunded.amount,
    currency: order.total.currency,
    placedAt: order.placedAt.toISOString(),
    metadata: {
      name: order.name === null ? null : storableText(order.name),
      buyer: order.buyer?.externalId ?? former.get(order.externalId)?.buyerId ?? null,
      updatedAt: order.updatedAt.toISOString(),
    },
  }))
  const changed = await sql.rows(
    writtenSchema,
    `insert into "Order" as o ("tenantId", id, "customerId", source, "externalId", status, "totalMinor", "refundedMinor", currency, "placedAt", metadata)
     select $1, n.id, n."customerId", $2, n."externalId", n.status, n.total, n.refunded, n.currency, n."placedAt", n.metadata
     from jsonb_to_recordset($3::jsonb) n (id text, "customerId" text, "externalId" text, status text, total bigint, refunded bigint,
       currency text, "placedAt" timestamptz(3), metadata jsonb) order by n."externalId"
     on conflict ("tenantId", source, "externalId") do update set "customerId" = excluded."customerId", status = excluded.status,
       "totalMinor" = excluded."totalMinor", "refundedMinor" = excluded."refundedMinor", currency = excluded.currency,
       "placedAt" = excluded."placedAt", metadata = o.metadata || excluded.metadata, "updatedAt" = clock_timestamp()
     where (${seen('o')}) is distinct from (${seen('excluded')})
       and coalesce(o.metadata->>'updatedAt', '') <= excluded.metadata->>'updatedAt'
     returning ${written('o')}, o.xmax::text = '0' as created`,
    [shop.id, source, JSON.stringify(rows)],
  )
  return afterOrders(context, changed, former)
}

/** Deleted over there: cancelled here, with everything it was. Whom it concerned. */
export async function cancelOrder(context: OrderContext, externalId: string, at: Date): Promise<string[]> {
  const changed = await context.sql.rows(
    writtenSchema,
    `update "Order" o set status = 'cancelled', metadata = o.metadata || jsonb_build_object('updatedAt', $3::text),
       "updatedAt" = clock_timestamp()
     where source = $1 and "externalId" = $2 and status <> 'cancelled' returning ${written('o')}, false as created`,
    [context.source, externalId, at.toISOString()],
  )
  return afterOrders(context, changed, new Map())
}

async function afterOrders(
  context: OrderContext,
  changed: readonly Written[],
  former: ReadonlyMap<string, KnownOrder>,
): Promise<string[]> {
  if (changed.length === 0) return []
  const customers = changed.flatMap(({ customerId, externalId }) => [
    customerId,
    former.get(externalId)?.customerId ?? customerId,
  ])
  const ids = [...new Set(customers)].sort()
  await refreshManyFigures(context, ids)
  await tell(context, changed)
  return ids
}

/** As `refreshFigures` of lib/db/order-repo.ts, for many. Whose shop it is is the policy's to say, as in `ownersOf`. */
async function refreshManyFigures({ sql, shop }: OrderContext, ids: readonly string[]): Promise<void> {
  await sql.run(
    `update "Customer" c set "orderCount" = f.orders, "spentMinor" = f.spent, "lastOrderAt" = f.last, "updatedAt" = clock_timestamp()
     from (select k.id, count(o.id) filter (where o.currency = $2)::int as orders,
             coalesce(sum(${earnedMinor}) filter (where o.currency = $2), 0)::bigint as spent, max("placedAt") as last
           from unnest($1::text[]) k (id) left join "Order" o on o."customerId" = k.id and ${isPurchase}
           group by k.id) f
     where c.id = f.id`,
    [ids, shop.currency],
  )
}

async function tell({ sql, shop, actor, system, connectionId }: OrderContext, changed: readonly Written[]): Promise<void> {
  const lines = changed.map((order) => ({
    id: newId(),
    auditId: newId(),
    orderId: order.id,
    customerId: order.customerId,
    created: order.created,
    reference: order.name ?? order.externalId,
    placedAt: order.placedAt.toISOString(),
    metadata: {
      orderId: order.id,
      status: order.status,
      amount: order.totalMinor,
      currency: order.currency,
      ...(order.refundedMinor > 0 ? { refunded: order.refundedMinor } : {}),
      system,
      connectionId,
    },
  }))
  const record = `(id text, "auditId" text, "orderId" text, "customerId" text, created boolean, reference text, "placedAt" timestamptz(3), metadata jsonb)`
  await sql.run(
    `insert into "CustomerActivity" ("tenantId", id, "customerId", type, channel, description, "timestamp", metadata)
     select $1, n.id, n."customerId", case when n.created then 'order_placed' else 'order_updated' end, 'shop', n.reference,
       case when n.created then n."placedAt" else clock_timestamp() end, n.metadata
     from jsonb_to_recordset($2::jsonb) n ${record}`,
    [shop.id, JSON.stringify(lines)],
  )
  await sql.run(
    `insert into "AuditEvent" ("tenantId", id, "actorKind", "actorId", "actorName", action, entity, "entityId", changes)
     select $1, n."auditId", $3, $4, $5, case when n.created then 'order.create' else 'order.update' end, 'order', n."orderId",
       jsonb_build_object('customerId', n."customerId", 'connectionId', $6::text)
     from jsonb_to_recordset($2::jsonb) n ${record}`,
    [shop.id, JSON.stringify(lines), actor.kind, actor.id, actor.name, connectionId],
  )
}
