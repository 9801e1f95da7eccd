// What linked systems tell us: stored before it is acknowledged, read again by its job, and settled in one transaction.
import 'server-only'
import { z } from 'zod'
import { linkKinds } from '@/lib/customers/link-evidence'
import type { CrmEventStore, CrmEventTx } from '@/lib/sync/crm-event-store'
import { newId } from '@/lib/shared/ids'
import { insertAudit } from './audit-repo'
import { openWebhookSecret } from './connection-credentials'
import { endedLinks, insertLink, linkOfRecord, linksOf, removeLink, repointLink, syncActor } from './external-link-repo'
import { insertSyncLine } from './sync-line'
import { type SqlTx, tenantDb, withoutTenant } from './tenant-db'

/** A link as the door of its vendor needs it. */
export interface HookedConnection {
  id: string
  tenantId: string
  vendor: string
  accountId: string | null
  /** Newest first, opened. */
  secrets: readonly string[]
}

const contextSchema = z
  .object({
    id: z.string(),
    tenantId: z.string(),
    vendor: z.string(),
    accountId: z.string().nullable(),
    webhookSecrets: z.array(z.string()),
  })
  .transform(({ webhookSecrets, ...row }) => ({ ...row, sealed: webhookSecrets }))

/** Null for an unknown link and for one that was taken away. Throws `unavailable` when a secret cannot be opened. */
export async function hookedConnection(id: string): Promise<HookedConnection | null> {
  const [row] = await withoutTenant(contextSchema, 'select * from connection_context($1)', [id])
  if (row === undefined) return null
  const { sealed, ...connection } = row
  return { ...connection, secrets: sealed.map((secret) => openWebhookSecret(row.tenantId, row.id, secret)) }
}

/** The links of an account, of whatever shops. Only for accounts that a verified delivery names. */
export async function connectionsOfAccount(vendor: string, account: string): Promise<Omit<HookedConnection, 'secrets'>[]> {
  const rows = await withoutTenant(contextSchema, 'select * from connections_of_account($1, $2)', [vendor, account])
  return rows.map(({ sealed: _sealed, ...connection }) => connection)
}

export interface NewCrmEvent {
  tenantId: string
  connectionId: string
  /** Recognises a repeat within the connection. */
  eventId: string
  headers: Readonly<Record<string, string>>
  /** Events of one connection in one call share one body. */
  body: Buffer
}

const stored = z.object({ stored: z.int() })

/** All of them and their jobs in one transaction, or none; how many were new. Throws `unavailable` when the database is. */
export async function storeCrmEvents(events: readonly NewCrmEvent[]): Promise<number> {
  if (events.length === 0) return 0
  const bodies = [...new Set(events.map(({ body }) => body))]
  const rows = events.map(({ body, ...event }) => ({ ...event, id: newId(), body: bodies.indexOf(body) + 1 }))
  const [row] = await withoutTenant(stored, 'select store_crm_events($1::jsonb, $2::bytea[]) as stored', [
    JSON.stringify(rows),
    bodies.map((body) => `\\x${body.toString('hex')}`),
  ])
  return row?.stored ?? 0
}

const eventSchema = z.object({
  id: z.string(),
  connectionId: z.string(),
  eventKey: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.instanceof(Uint8Array).transform((body) => Buffer.from(body)),
  processedAt: z.date().nullable(),
  vendor: z.string().nullable(),
  accountId: z.string().nullable(),
})
export type StoredCrmEvent = z.infer<typeof eventSchema>

/** With the body of its batch. `vendor` is null when the link was taken away. */
export async function readCrmEvent(tenantId: string, eventId: string): Promise<StoredCrmEvent | null> {
  const [row] = await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      eventSchema,
      `select e.id, e."originId" as "connectionId", e."eventId" as "eventKey", e.headers, coalesce(b.body, e.body) as body,
         e."processedAt", c.vendor, c."accountId"
       from "InboundEvent" e
       left join "InboundEvent" b on b."tenantId" = e."tenantId" and b.id = e.headers->>':batch'
       left join "CrmConnection" c on c."tenantId" = e."tenantId" and c.id = e."originId" and c."deletedAt" is null
       where e.id = $1 and e.origin = 'connection'`,
      [eventId],
    ),
  )
  return row ?? null
}

/** @param eventId of a row that `storeCrmEvents` wrote for the connection */
export function createCrmEventStore(tenantId: string, connectionId: string, eventId: string): CrmEventStore {
  const db = tenantDb(tenantId)
  return {
    linkOf: (externalId) => db.sql((sql) => linkOfRecord(sql, connectionId, externalId)),
    write: (work) => db.sql((sql) => work(eventTx(sql, tenantId, connectionId, eventId))),
  }
}

const eventTx = (sql: SqlTx, tenantId: string, connectionId: string, eventId: string): CrmEventTx => ({
  begin: async () => {
    const rows = await sql.rows(
      z.object({ processedAt: z.date().nullable() }),
      `select "processedAt" from "InboundEvent" where id = $1 and origin = 'connection' for update`,
      [eventId],
    )
    return rows[0]?.processedAt === null
  },
  linkOf: async (externalId) => {
    await sql.run(`select from "ExternalLink" where "connectionId" = $1 and "externalId" = $2 for update`, [
      connectionId,
      externalId,
    ])
    return linkOfRecord(sql, connectionId, externalId)
  },
  isBeingPushed: async (customerId) => {
    const rows = await sql.rows(
      z.object({ id: z.string() }),
      `select id from "Outbox" where "connectionId" = $1 and "customerId" = $2 and "doneAt" is null and "deadAt" is null
         and "claimedUntil" > clock_timestamp() limit 1`,
      [connectionId, customerId],
    )
    return rows.length > 0
  },
  formerOwner: async (externalId) => {
    const [row] = await sql.rows(
      z.object({ customerId: z.string() }),
      // Up through any number of merges.
      `with recursive up (id, next, depth) as (
         select c.id, c."mergedIntoId", 0 from (
           select a."entityId" from "AuditEvent" a
           where a."tenantId" = $1 and a.entity = 'customer' and a.action = 'link.gone' and a.changes->>'connectionId' = $2
             and a.changes->>'externalId' = $3 order by a.at desc, a.id desc limit 1) gone
         join "Customer" c on c.id = gone."entityId"
         union all select c.id, c."mergedIntoId", up.depth + 1 from up join "Customer" c on c.id = up.next where up.depth < 100)
       select id as "customerId" from up where next is null`,
      [tenantId, connectionId, externalId],
    )
    if (row === undefined) return null
    const { barred } = await endedLinks(sql, connectionId, row.customerId)
    return { ...row, barred }
  },
  linksOf: (customerId) => linksOf(sql, connectionId, customerId),
  allLinksOf: (customerId) => linksOf(sql, connectionId, customerId, linkKinds),
  link: async (customerId, externalId) => {
    const link = await insertLink(sql, tenantId, connectionId, { customerId, externalId, base: null, remoteVersion: null })
    await insertSyncLine(sql, tenantId, connectionId, link.customerId, 'linked')
    return link
  },
  repoint: (link, externalId) => repointLink(sql, tenantId, connectionId, link, externalId),
  agree: async (linkId, { base, remoteVersion }) => {
    await sql.run(
      `update "ExternalLink" set base = $2::jsonb, "remoteVersion" = $3, "updatedAt" = now()
       where id = $1 and (base is distinct from $2::jsonb or "remoteVersion" is distinct from $3)`,
      [linkId, base === null ? null : JSON.stringify(base), remoteVersion],
    )
  },
  endLink: (link, end) => removeLink(sql, tenantId, connectionId, link, end),
  settleWaiting: async (customerId, note) => {
    await sql.run(
      `update "Outbox" set "doneAt" = clock_timestamp(), error = $3 where "connectionId" = $1 and "customerId" = $2 and "doneAt" is null`,
      [connectionId, customerId, note],
    )
  },
  audit: (action, customerId, changes) =>
    insertAudit(sql, tenantId, syncActor, {
      action,
      entity: 'customer',
      entityId: customerId,
      changes: { connectionId, ...changes },
    }),
  tellDifference: (customerId) => insertSyncLine(sql, tenantId, connectionId, customerId, 'differs'),
  finish: async () => {
    await sql.run(`update "InboundEvent" set "processedAt" = clock_timestamp(), error = null where id = $1`, [eventId])
  },
})

/** Why its job failed, for people; the job is tried again. `final`: there will be no other go. */
export async function markCrmEvent(tenantId: string, eventId: string, error: string, final: boolean): Promise<void> {
  await tenantDb(tenantId).sql((sql) =>
    sql.run(
      `update "InboundEvent" set error = $2, "processedAt" = case when $3 then clock_timestamp() end
       where id = $1 and origin = 'connection' and "processedAt" is null`,
      [eventId, error.slice(0, 1000), final],
    ),
  )
}

/** Its job once more, beside the one that runs. @param delay milliseconds */
export async function queueCrmEvent(tenantId: string, eventId: string, delay: number): Promise<void> {
  await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      z.unknown(),
      `select enqueue_at('receive-crm-event', $1::json, $2, clock_timestamp() + $3::float8 * interval '1 millisecond')::text`,
      [JSON.stringify({ tenantId, eventId }), `receive-crm-event ${eventId}`, delay],
    ),
  )
}
