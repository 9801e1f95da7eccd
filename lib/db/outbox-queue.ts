// The outbox as a whole: the jobs that push it, how much waits, and what sets it going again.
import 'server-only'
import { z } from 'zod'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { notFound } from '@/lib/shared/errors'
import { insertAudit } from './audit-repo'
import { type SqlTx, type SqlValue, tenantDb } from './tenant-db'

const nothing = z.unknown()
const keyOf = (connectionId: string, customerId: string): string => `push-changes ${connectionId} ${customerId}`

/** Queues the push of a customer, in the transaction of whoever wants it. @param delay milliseconds */
export async function queuePush(
  sql: SqlTx,
  tenantId: string,
  connectionId: string,
  customerId: string,
  delay: number,
): Promise<void> {
  await sql.rows(
    nothing,
    `select enqueue_at('push-changes', $1::json, $2, clock_timestamp() + $3::float8 * interval '1 millisecond')::text`,
    [JSON.stringify({ tenantId, connectionId, customerId }), keyOf(connectionId, customerId), delay],
  )
}

/** The same in a transaction of its own. */
export const queuePushIn = (tenantId: string, connectionId: string, customerId: string, delay: number): Promise<void> =>
  tenantDb(tenantId).sql((sql) => queuePush(sql, tenantId, connectionId, customerId, delay))

/**
 * A new job for each customer of the rows that `rows` gives ("connectionId", "customerId"), behind what anybody changes
 * meanwhile: there may be thousands. How many customers.
 */
async function queueReturned(sql: SqlTx, tenantId: string, rows: string, values: readonly SqlValue[]): Promise<number> {
  const queued = await sql.rows(
    nothing,
    `with touched as (${rows}), due as (select distinct "connectionId", "customerId" from touched where "customerId" is not null)
     select enqueue_later('push-changes', json_build_object('tenantId', $1::text, 'connectionId', "connectionId", 'customerId', "customerId"),
       'push-changes ' || "connectionId" || ' ' || "customerId")::text from due`,
    [tenantId, ...values],
  )
  return queued.length
}

export const reviveDead = (sql: SqlTx, connectionId: string, customerId: string): Promise<number> =>
  sql.run(
    `update "Outbox" set "deadAt" = null, attempts = 0, "nextAttemptAt" = clock_timestamp(), "claimedUntil" = null
     where "connectionId" = $1 and "customerId" = $2 and "deadAt" is not null and "doneAt" is null`,
    [connectionId, customerId],
  )

/** Changes of a link that wait, and that were given up. */
export async function outboxCounts(tenantId: string, connectionId: string): Promise<{ waiting: number; dead: number }> {
  const [row] = await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      z.object({ waiting: z.int(), dead: z.int() }),
      `select count(*) filter (where "deadAt" is null)::int as waiting, count(*) filter (where "deadAt" is not null)::int as dead
       from "Outbox" where "connectionId" = $1 and "doneAt" is null`,
      [connectionId],
    ),
  )
  return row ?? { waiting: 0, dead: 0 }
}

/** Of the rows of `o`. */
const held = `o."doneAt" is null and o."deadAt" is null and (o.error like 'auth_expired%' or o.error like 'forbidden%')`

/**
 * The link works again: what waited for a person goes now. In the transaction that says so (`resumeLink`), or in one of its
 * own. How many customers.
 */
export const releaseHeld = (sql: SqlTx, tenantId: string, connectionId: string): Promise<number> =>
  queueReturned(
    sql,
    tenantId,
    `update "Outbox" o set "nextAttemptAt" = clock_timestamp(), error = null
     where o."tenantId" = $1 and o."connectionId" = $2 and ${held} returning "connectionId", "customerId"`,
    [connectionId],
  )
export const releaseWaiting = (tenantId: string, connectionId: string): Promise<number> =>
  tenantDb(tenantId).sql((sql) => releaseHeld(sql, tenantId, connectionId))

/**
 * Somebody wants another go of what was given up and of what is held; how many changes. What is refused again is given up
 * again. Throws `not_found` for a link that is not the shop's, or no more.
 */
export const retryRefused = (shop: Shop, actor: Actor, connectionId: string): Promise<number> =>
  tenantDb(shop.id).sql(async (sql) => {
    const [link] = await sql.rows(
      z.object({ id: z.string() }),
      `select id from "CrmConnection" where id = $1 and "deletedAt" is null for share`,
      [connectionId],
    )
    if (link === undefined) throw notFound('connection')
    const revived = await sql.rows(
      z.object({ customerId: z.string().nullable() }),
      `update "Outbox" o set attempts = case when "deadAt" is null then attempts else 0 end, "deadAt" = null, error = null,
         "nextAttemptAt" = clock_timestamp(), "claimedUntil" = case when "deadAt" is null then "claimedUntil" end
       where o."connectionId" = $1 and o."doneAt" is null and (o."deadAt" is not null or ${held}) returning "customerId"`,
      [connectionId],
    )
    const customers = [...new Set(revived.flatMap(({ customerId }) => customerId ?? []))].sort()
    await queueReturned(sql, shop.id, `select $2 as "connectionId", unnest($3::text[]) as "customerId"`, [
      connectionId,
      customers,
    ])
    if (revived.length > 0)
      await insertAudit(sql, shop.id, actor, {
        action: 'connection.retry',
        entity: 'connection',
        entityId: connectionId,
        changes: { changes: revived.length },
      })
    return revived.length
  })

/**
 * The same for every link of the shop that became well after its changes were held. A change that is refused while the link
 * itself is well (one record that we may not touch) is left to its daily go.
 * @param holdDelay milliseconds that a held change was put off by
 */
export const releaseHealed = (tenantId: string, holdDelay: number): Promise<number> =>
  tenantDb(tenantId).sql((sql) =>
    queueReturned(
      sql,
      tenantId,
      `update "Outbox" o set "nextAttemptAt" = clock_timestamp(), error = null from "CrmConnection" c
       where o."tenantId" = $1 and c."tenantId" = o."tenantId" and c.id = o."connectionId" and c."deletedAt" is null
         and c.status = 'connected' and o."nextAttemptAt" - $2::float8 * interval '1 millisecond' < c."statusAt"
         and ${held}
       returning o."connectionId", o."customerId"`,
      [holdDelay],
    ),
  )

/**
 * Rows that have been due since before `before` and that nobody holds: their job was lost, they get a new one. How many
 * customers. A job that waits is moved up, which does no harm.
 */
export const requeueLost = (tenantId: string, before: Date, limit: number): Promise<number> =>
  tenantDb(tenantId).sql((sql) =>
    queueReturned(
      sql,
      tenantId,
      `select "connectionId", "customerId" from "Outbox" where "tenantId" = $1 and "doneAt" is null and "deadAt" is null
         and "nextAttemptAt" < $2::timestamptz and ("claimedUntil" is null or "claimedUntil" < $2::timestamptz) order by "nextAttemptAt" limit $3`,
      [before.toISOString(), limit],
    ),
  )

/** The link was taken away, as lib/db/connection-repo.ts says it: nothing of it leaves any more. How many changes. */
export const settleUnlinked = (tenantId: string, connectionId: string): Promise<number> =>
  tenantDb(tenantId).sql((sql) =>
    sql.run(
      `update "Outbox" set "deadAt" = clock_timestamp(), error = 'unlinked', "claimedUntil" = null
       where "tenantId" = $1 and "connectionId" = $2 and "doneAt" is null and "deadAt" is null`,
      [tenantId, connectionId],
    ),
  )
