// The outbox on PostgreSQL: rows are claimed by a lease and settled by whoever holds it.
import 'server-only'
import { z } from 'zod'
import { activitySchema } from '@/lib/customers/customer'
import { outboxKinds, type OutboxStore } from '@/lib/sync/outbox-store'
import { endedLinks, insertLink, linkOfRecord, linksOf, removeLink, updateLink } from './external-link-repo'
import { noteRowSchema } from './note-repo'
import { queuePush, reviveDead } from './outbox-queue'
import { insertSyncLine } from './sync-line'
import { type SqlTx, tenantDb } from './tenant-db'

const rowSchema = z.object({
  id: z.string(),
  kind: z.enum(outboxKinds),
  payload: z.record(z.string(), z.unknown()),
  attempts: z.int(),
})
const waits = `"doneAt" is null and "deadAt" is null`
const milliseconds = (parameter: string) => `clock_timestamp() + ${parameter}::float8 * interval '1 millisecond'`
const nothing = z.unknown()

export function createOutboxStore(tenantId: string, connectionId: string): OutboxStore {
  const db = tenantDb(tenantId)
  /** Of the rows that this claim still holds. */
  const settle = (sql: SqlTx, claim: string, ids: string[], set: string, values: readonly (string | number | null)[]) =>
    sql.run(`update "Outbox" set ${set} where "connectionId" = $1 and "claimedBy" = $2 and id = any($3::text[]) and ${waits}`, [
      connectionId,
      claim,
      ids,
      ...values,
    ])

  return {
    claim: (customerId, claim, lease) => db.sql((sql) => claimRows(sql, { tenantId, connectionId, customerId, claim, lease })),
    prolong: (claim, lease) =>
      db.sql(async (sql) => {
        const held = await sql.run(
          `update "Outbox" set "claimedUntil" = ${milliseconds('$3')}
           where "connectionId" = $1 and "claimedBy" = $2 and ${waits} and "claimedUntil" > clock_timestamp()`,
          [connectionId, claim, lease],
        )
        return held > 0
      }),
    done: async (claim, ids, { externalId, note }) => {
      await db.sql(async (sql) => {
        // What was given up under the same key is in what was just sent.
        await sql.run(
          `update "Outbox" o set "doneAt" = clock_timestamp() from "Outbox" mine
           where mine."connectionId" = $1 and mine."claimedBy" = $2 and mine.id = any($3::text[]) and o."tenantId" = mine."tenantId"
             and o."connectionId" = mine."connectionId" and o.key = mine.key and o."deadAt" is not null and o."doneAt" is null`,
          [connectionId, claim, ids],
        )
        await settle(sql, claim, ids, `"doneAt" = clock_timestamp(), "externalId" = $4, error = $5`, [externalId, note])
      })
    },
    postpone: async (claim, ids, { delay, error, failed }) => {
      await db.sql((sql) =>
        sql.run(
          `update "Outbox" set "claimedUntil" = null, "nextAttemptAt" = ${milliseconds('$4')}, error = $5,
             attempts = attempts + (id = any($6::text[]))::int
           where "connectionId" = $1 and "claimedBy" = $2 and id = any($3::text[]) and ${waits}`,
          [connectionId, claim, ids, delay, error, failed],
        ),
      )
    },
    bury: async (claim, ids, error) => {
      await db.sql((sql) =>
        settle(sql, claim, ids, `"deadAt" = clock_timestamp(), "claimedUntil" = null, error = $4, attempts = attempts + 1`, [
          error,
        ]),
      )
    },
    handOver: async (claim, ids, customerId) => {
      await db.sql(async (sql) => {
        await settle(sql, claim, ids, `"customerId" = $4, "claimedUntil" = null`, [customerId])
        await queuePush(sql, tenantId, connectionId, customerId, 0)
      })
    },

    note: (id) =>
      db.sql(async (sql) => {
        const rows = await sql.rows(
          noteRowSchema,
          `select id, "customerId", content, "createdByName" as "createdBy", "createdAt", "updatedAt", version
           from "CustomerNote" where id = $1 and "deletedAt" is null`,
          [id],
        )
        return rows[0] ?? null
      }),
    activity: (id) =>
      db.sql(async (sql) => {
        const rows = await sql.rows(
          activitySchema,
          `select id, "customerId", type, channel, description, "timestamp", metadata from "CustomerActivity" where id = $1`,
          [id],
        )
        return rows[0] ?? null
      }),

    links: (customerId) => db.sql((sql) => linksOf(sql, connectionId, customerId)),
    ownerOf: (externalId) => db.sql(async (sql) => (await linkOfRecord(sql, connectionId, externalId))?.customerId ?? null),
    link: (customerId, externalId, agreed) =>
      db.sql(async (sql) => {
        const link = await insertLink(sql, tenantId, connectionId, {
          customerId,
          externalId,
          base: agreed?.base ?? null,
          remoteVersion: agreed?.remoteVersion ?? null,
        })
        await afterLinking(sql, tenantId, connectionId, link.customerId)
        await insertSyncLine(sql, tenantId, connectionId, link.customerId, 'linked')
        return link
      }),
    agree: async (linkId, { base, remoteVersion, sent = false }) => {
      await db.sql(async (sql) => {
        const customerId = await updateLink(sql, linkId, base, remoteVersion ?? null)
        if (customerId !== null && sent) await insertSyncLine(sql, tenantId, connectionId, customerId, 'sent')
      })
    },
    endLink: (link, end) => db.sql((sql) => removeLink(sql, tenantId, connectionId, link, end)),
    endedLinks: (customerId) => db.sql((sql) => endedLinks(sql, connectionId, customerId)),
  }
}

interface Claim {
  tenantId: string
  connectionId: string
  customerId: string
  claim: string
  /** Milliseconds. */
  lease: number
}

/** The lock ends with the transaction: it only keeps two claimers of one customer from looking at the same moment. */
async function claimRows(sql: SqlTx, { tenantId, connectionId, customerId, claim, lease }: Claim) {
  await sql.rows(nothing, 'select pg_advisory_xact_lock(hashtextextended($1, 0))::text', [
    JSON.stringify(['push', tenantId, connectionId, customerId]),
  ])
  const ofCustomer = `"tenantId" = $1 and "connectionId" = $2 and "customerId" = $3 and ${waits}`
  const [state] = await sql.rows(
    z.object({ busy: z.number().nullable(), due: z.number().nullable() }),
    `select (extract(epoch from max("claimedUntil") filter (where "claimedUntil" > clock_timestamp()) - clock_timestamp()) * 1000)::float8 as busy,
       (extract(epoch from min("nextAttemptAt") - clock_timestamp()) * 1000)::float8 as due
     from "Outbox" where ${ofCustomer}`,
    [tenantId, connectionId, customerId],
  )
  if (state === undefined || state.due === null) return { rows: [], again: null }
  if (state.busy !== null) return { rows: [], again: Math.max(state.busy, 1) }
  if (state.due > 0) return { rows: [], again: state.due }
  // A change that waits its time goes along with a newer one of the same key: it is the same thing to send.
  const rows = await sql.rows(
    rowSchema.extend({ createdAt: z.date() }),
    `with due as (select id, key from "Outbox" where ${ofCustomer} and "nextAttemptAt" <= clock_timestamp())
     update "Outbox" set "claimedBy" = $4, "claimedUntil" = ${milliseconds('$5')}
     where ${ofCustomer} and (id in (select id from due) or key in (select key from due))
     returning id, kind, payload, attempts, "createdAt"`,
    [tenantId, connectionId, customerId, claim, lease],
  )
  const ordered = rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
  return { rows: ordered.map(({ createdAt: _at, ...row }) => row), again: rows.length > 0 ? 0 : 1 }
}

/** What the ledger says of a newly linked customer leaves too, and what was given up for want of a link is tried again. */
async function afterLinking(sql: SqlTx, tenantId: string, connectionId: string, customerId: string): Promise<void> {
  await sql.run(
    `insert into "Outbox" ("tenantId", id, "connectionId", "customerId", kind, key, payload)
     select $1, gen_random_uuid()::text, $2, $3, 'preferences', 'preferences ' || $3, '{}'
     where exists (select from "ConsentEntry" where "tenantId" = $1 and "customerId" = $3)
     on conflict ("tenantId", "connectionId", key) where "doneAt" is null and "deadAt" is null and "claimedBy" is null do nothing`,
    [tenantId, connectionId, customerId],
  )
  await reviveDead(sql, connectionId, customerId)
}
