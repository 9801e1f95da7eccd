// The transaction of one delivery on PostgreSQL: the customer's mirror, the message and the event in one.
import 'server-only'
import { z } from 'zod'
import type { Actor, Shop } from '@/lib/customers/use-case'
import type { MessageStore, MessageTx, StoredEvent } from '@/lib/messages/message-store'
import { inCustomerTx } from './customer-tx'
import { urlHeader } from './inbound-event-repo'
import { type SqlTx, tenantDb } from './tenant-db'

const eventRow = z
  .object({
    id: z.string(),
    channelId: z.string(),
    channelType: z.string(),
    channelSettings: z.unknown(),
    receivedAt: z.date(),
    processedAt: z.date().nullable(),
    headers: z.record(z.string(), z.string()),
    body: z.instanceof(Uint8Array),
  })
  .transform(({ headers: { [urlHeader]: url, ...headers }, body, ...row }): StoredEvent => ({
    ...row,
    headers,
    url: url ?? '',
    body: Buffer.from(body),
  }))

async function lockEvent(sql: SqlTx, eventId: string): Promise<StoredEvent | null> {
  const [event] = await sql.rows(
    eventRow,
    `select e.id, e."originId" as "channelId", c.type as "channelType", c.settings as "channelSettings", e."receivedAt",
       e."processedAt", e.headers, e.body
     from "InboundEvent" e join "Channel" c on c."tenantId" = e."tenantId" and c.id = e."originId"
     where e.id = $1 and e.origin = 'channel' for update of e`,
    [eventId],
  )
  return event ?? null
}

/** The lock ends with the transaction; the look comes after it, so that it sees what a rival has committed. */
async function claimMessage(sql: SqlTx, tenantId: string, channelId: string, externalId: string): Promise<boolean> {
  await sql.run('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    JSON.stringify(['message', tenantId, channelId, externalId]),
  ])
  const known = await sql.rows(
    z.object({ id: z.string() }),
    `select id from "Message" where "tenantId" = $1 and "channelId" = $2 and "externalId" = $3`,
    [tenantId, channelId, externalId],
  )
  return known.length === 0
}

const insertMessage = (
  sql: SqlTx,
  tenantId: string,
  { message, ...row }: Parameters<MessageTx['insertMessage']>[0],
): Promise<number> =>
  sql.run(
    `insert into "Message" ("tenantId", id, "customerId", "channelId", "inboundEventId", direction, channel, "externalId",
       "fromAddress", "toAddress", body, media, status, metadata, "occurredAt")
     values ($1, $2, $3, $4, $5, 'inbound', $6, $7, $8, $9, $10, $11::jsonb, 'received', $12::jsonb, $13::timestamptz)`,
    [
      tenantId,
      row.id,
      row.customerId,
      row.channelId,
      row.inboundEventId,
      message.channel,
      message.externalId,
      message.from,
      message.to,
      message.text,
      JSON.stringify(message.media),
      JSON.stringify({
        ...(message.senderName === null ? {} : { senderName: message.senderName }),
        // Which handles belong together, for when a merge is taken back.
        ...(message.alsoKnownAs === null ? {} : { alsoKnownAs: message.alsoKnownAs }),
      }),
      row.occurredAt,
    ],
  )

/** The channel's "last received" is moved at most once a minute: it must not become the row that all deliveries wait for. */
async function markProcessed(sql: SqlTx, eventId: string, at: Date): Promise<void> {
  await sql.run(
    `with event as (
       update "InboundEvent" set "processedAt" = $2::timestamptz, error = null where id = $1 returning "tenantId", "originId", "receivedAt")
     update "Channel" c set "lastReceivedAt" = e."receivedAt" from event e
     where c."tenantId" = e."tenantId" and c.id = e."originId"
       and (c."lastReceivedAt" is null or c."lastReceivedAt" < e."receivedAt" - interval '1 minute')`,
    [eventId, at],
  )
}

/** @param actor goes into the audit log of what the messages change */
export function createMessageStore(shop: Shop, actor: Actor): MessageStore {
  const db = tenantDb(shop.id)
  return {
    write: (work) =>
      db.sql((sql) =>
        inCustomerTx(sql, shop, actor, (tx) =>
          work({
            ...tx,
            lockEvent: (eventId) => lockEvent(sql, eventId),
            claimMessage: (channelId, externalId) => claimMessage(sql, shop.id, channelId, externalId),
            insertMessage: async (message) => void (await insertMessage(sql, shop.id, message)),
            markProcessed: (eventId, at) => markProcessed(sql, eventId, at),
          }),
        ),
      ),
    markFailed: async (eventId, reason) => {
      await db.sql((sql) =>
        sql.run(`update "InboundEvent" set error = $2 where id = $1 and "processedAt" is null`, [eventId, reason.slice(0, 1000)]),
      )
    },
  }
}
