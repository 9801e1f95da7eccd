// Orders and messages of the invented customers: many, so all at once, as the use cases of every day would have left them
// (lib/customers/record-order.ts, lib/messages/record-message.ts).
import type { Shop } from '@/lib/customers/use-case'
import { sqlOf } from '@/lib/db/sql-of'
import type { PrismaTx, SqlTx } from '@/lib/db/tenant-db'
import { newId } from '@/lib/shared/ids'
import type { PlannedCustomer } from './plan-demo'

export interface WrittenCustomer {
  id: string
  planned: PlannedCustomer
}

export async function writeHistory(
  tx: PrismaTx,
  shop: Shop,
  seller: string,
  customers: readonly WrittenCustomer[],
): Promise<void> {
  const sql = sqlOf(tx)
  const orders = customers.flatMap(({ id, planned }) =>
    planned.plannedOrders.map((order) => ({ ...order, ...order.total, id: newId(), customerId: id })),
  )
  const messages = customers.flatMap(({ id, planned }) =>
    planned.messages.map((message) => {
      const address = (message.channel === 'email' ? planned.email : planned.phone) ?? ''
      const parties =
        message.way === 'in'
          ? { direction: 'inbound', status: 'received', from: address }
          : { direction: 'outbound', status: 'sent', from: shop.name, to: address }
      return { ...message, ...parties, id: newId(), customerId: id }
    }),
  )
  await insertOrders(sql, shop.id, orders)
  await insertMessages(sql, shop.id, messages)
  await insertLines(sql, shop.id, [
    ...orders.map(({ id, customerId, externalId, placedAt, status, amount, currency }) => ({
      ...{ id: newId(), customerId, type: 'order_placed', channel: 'shop', at: placedAt, description: externalId },
      metadata: { orderId: id, status, amount, currency },
    })),
    ...messages.map(({ id, customerId, channel, at, text, way, from }) => ({
      ...{
        id: newId(),
        customerId,
        type: way === 'in' ? 'message_received' : 'message_sent',
        channel,
        at,
        description: text,
        messageId: id,
      },
      metadata: { message: text, messageId: id, ...(way === 'in' ? { from } : { by: seller }) },
    })),
  ])
  await refreshCustomers(sql, customers)
}

type Rows = readonly Record<string, unknown>[]

const insertOrders = (sql: SqlTx, tenantId: string, rows: Rows): Promise<number> =>
  sql.run(
    `insert into "Order" ("tenantId", id, "customerId", source, "externalId", status, "totalMinor", "refundedMinor", currency, "placedAt")
     select $1, id, "customerId", 'caisse', "externalId", status, amount, "refundedMinor", currency, "placedAt"
     from jsonb_to_recordset($2::jsonb) as r(id text, "customerId" text, "externalId" text, status text, amount bigint,
       "refundedMinor" bigint, currency text, "placedAt" timestamptz)`,
    [tenantId, JSON.stringify(rows)],
  )

const insertMessages = (sql: SqlTx, tenantId: string, rows: Rows): Promise<number> =>
  sql.run(
    `insert into "Message" ("tenantId", id, "customerId", direction, channel, "externalId", "fromAddress", "toAddress", body, status, "occurredAt")
     select $1, id, "customerId", direction, channel, "externalId", "from", "to", text, status, at
     from jsonb_to_recordset($2::jsonb) as r(id text, "customerId" text, direction text, channel text, "externalId" text, "from" text,
       "to" text, text text, status text, at timestamptz)`,
    [tenantId, JSON.stringify(rows)],
  )

const insertLines = (sql: SqlTx, tenantId: string, rows: Rows): Promise<number> =>
  sql.run(
    `insert into "CustomerActivity" ("tenantId", id, "customerId", type, channel, description, "timestamp", metadata, "messageId")
     select $1, id, "customerId", type, channel, description, at, metadata, "messageId"
     from jsonb_to_recordset($2::jsonb) as r(id text, "customerId" text, type text, channel text, description text, at timestamptz,
       metadata jsonb, "messageId" text)`,
    [tenantId, JSON.stringify(rows)],
  )

/** Figures, last contact, and the dates of the row itself, which the use cases set to this very moment. */
const refreshCustomers = (sql: SqlTx, customers: readonly WrittenCustomer[]): Promise<number> =>
  sql.run(
    `update "Customer" c set "createdAt" = met, "updatedAt" = greatest(met, m.last), "lastContactAt" = m.last, "lastContactChannel" = m.channel,
       "orderCount" = coalesce(o.count, 0), "spentMinor" = coalesce(o.spent, 0), "lastOrderAt" = o.last
     from jsonb_to_recordset($1::jsonb) as r(id text, met timestamptz)
     left join lateral (select count(*)::int as count, sum("totalMinor" - "refundedMinor")::bigint as spent, max("placedAt") as last
       from "Order" where "customerId" = r.id and status <> 'cancelled') o on true
     left join lateral (select "occurredAt" as last, channel from "Message" where "customerId" = r.id order by "occurredAt" desc limit 1) m on true
     where c.id = r.id`,
    [JSON.stringify(customers.map(({ id, planned }) => ({ id, met: planned.metAt })))],
  )
