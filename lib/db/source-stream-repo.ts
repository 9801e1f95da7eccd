// How far a linked system has been read: begun, moved on with each page, wound back by night, shown to people.
import 'server-only'
import { z } from 'zod'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError, notFound } from '@/lib/shared/errors'
import { type PulledPage, type SourceStore, type SourceStream, sourceStreams } from '@/lib/sync/pull-source'
import { announceMany, notifyScreens } from './announce-many'
import { insertAudit } from './audit-repo'
import { isUniqueViolation } from './database-errors'
import { receivePage, tellChanged } from './source-batch'
import type { Source, SourceContext } from './source-people'
import { type SqlTx, tenantDb } from './tenant-db'

const attempts = 6

const pullKey = (connectionId: string): string => `pull-source ${connectionId}`

/** One that waits keeps its moment; beside one that runs there will be a new one. @param delay milliseconds */
const enqueuePull = (sql: SqlTx, tenantId: string, connectionId: string, delay: number) =>
  sql.rows(
    z.unknown(),
    `select enqueue_at('pull-source', $1::json, $2, clock_timestamp() + $3::float8 * interval '1 millisecond')::text`,
    [JSON.stringify({ tenantId, connectionId }), pullKey(connectionId), delay],
  )

export const queuePull = (tenantId: string, connectionId: string, delay: number): Promise<void> =>
  tenantDb(tenantId).sql(async (sql) => void (await enqueuePull(sql, tenantId, connectionId, delay)))

/** In the transaction that makes the link, or by itself. What has begun already goes on from where it is. */
export async function beginSource(sql: SqlTx, tenantId: string, connectionId: string): Promise<void> {
  await sql.run(
    `insert into "SourceStream" ("tenantId", "connectionId", stream) select $1, $2, s from unnest($3::text[]) s on conflict do nothing`,
    [tenantId, connectionId, sourceStreams],
  )
  await enqueuePull(sql, tenantId, connectionId, 0)
}

/** A person has the customers and orders of a link brought in. Throws `not_found`. */
export const startSource = (shop: Shop, actor: Actor, connectionId: string): Promise<void> =>
  tenantDb(shop.id).sql(async (sql) => {
    const links = await sql.rows(
      z.object({ vendor: z.string() }),
      `select vendor from "CrmConnection" where "tenantId" = $1 and id = $2 and "deletedAt" is null for key share`,
      [shop.id, connectionId],
    )
    const [link] = links
    if (link === undefined) throw notFound('connection')
    await beginSource(sql, shop.id, connectionId)
    await insertAudit(sql, shop.id, actor, {
      action: 'connection.bring-in',
      entity: 'connection',
      entityId: connectionId,
      changes: { vendor: link.vendor },
    })
  })

const sourceSchema = z
  .object({
    id: z.string(),
    vendor: z.string(),
    role: z.enum(['primary', 'source']),
    accountId: z.string().nullable(),
    orderSource: z.string().nullable(),
  })
  .transform(({ id, ...row }) => ({ connectionId: id, ...row }))

/** The link, held against being taken away meanwhile; null when it is gone. */
async function holdSource(sql: SqlTx, tenantId: string, connectionId: string): Promise<Source | null> {
  const [row] = await sql.rows(
    sourceSchema,
    `select id, vendor, role, "accountId", "orderSource" from "CrmConnection"
     where "tenantId" = $1 and id = $2 and "deletedAt" is null for key share`,
    [tenantId, connectionId],
  )
  if (row === undefined) return null
  const { accountId, orderSource, ...source } = row
  if (orderSource !== null) return { ...source, orderSource }
  // Order numbers are the account's: of another link to the same account they are the same orders.
  const own = `${source.vendor}:${accountId ?? connectionId}`
  await sql.run(`update "CrmConnection" set "orderSource" = coalesce("orderSource", $3) where "tenantId" = $1 and id = $2`, [
    tenantId,
    connectionId,
    own,
  ])
  return { ...source, orderSource: own }
}

/** `work` in one transaction on the link; tried anew when somebody else makes one of the people at the same moment. */
async function onSource<T>(shop: Shop, connectionId: string, work: (context: SourceContext) => Promise<T>): Promise<T | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tenantDb(shop.id).sql(async (sql) => {
        const source = await holdSource(sql, shop.id, connectionId)
        return source === null ? null : work({ sql, shop, source, at: new Date() })
      })
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      if (attempt >= attempts) throw new CrmError('unavailable', 'Handles change hands too fast', { retryAfter: 1, cause: error })
    }
  }
}

/** What one event brought takes effect, and whoever looks at the customers sees it. Nothing for a link that is gone. */
export const receiveFromSource = async (
  shop: Shop,
  connectionId: string,
  page: Parameters<typeof receivePage>[1],
): Promise<void> => {
  await onSource(shop, connectionId, async (context) => {
    const outcome = await receivePage(context, page)
    if (!(await tellChanged(context, outcome))) await announceMany(context.sql, shop.id)
  })
}

/** Whether customers and orders are brought in from the link. */
export const isSourceRead = (tenantId: string, connectionId: string): Promise<boolean> =>
  tenantDb(tenantId).sql(async (sql) => {
    const streams = await sql.rows(
      z.object({ stream: z.string() }),
      `select stream from "SourceStream" where "tenantId" = $1 and "connectionId" = $2 limit 1`,
      [tenantId, connectionId],
    )
    return streams.length > 0
  })

const placeSchema = z.object({ cursor: z.string().nullable(), pages: z.int() })
const ofStream = `"tenantId" = $1 and "connectionId" = $2 and stream = $3`

export function createSourceStore(shop: Shop, connectionId: string): SourceStore {
  const db = tenantDb(shop.id)
  return {
    place: async (stream) => {
      const [row] = await db.sql((sql) =>
        sql.rows(placeSchema, `select cursor, pages from "SourceStream" where ${ofStream}`, [shop.id, connectionId, stream]),
      )
      return row ?? null
    },
    apply: async (stream, pages, page) =>
      (await onSource(shop, connectionId, (context) => applyPage(context, stream, pages, page))) ?? false,
    restart: async (stream, pages) => {
      await db.sql((sql) =>
        sql.run(
          `update "SourceStream" set cursor = null, "nightCursor" = null, pages = pages + 1 where ${ofStream} and pages = $4`,
          [shop.id, connectionId, stream, pages],
        ),
      )
    },
  }
}

async function applyPage(context: SourceContext, stream: SourceStream, pages: number, page: PulledPage): Promise<boolean> {
  const { sql, shop, source } = context
  const of = [shop.id, source.connectionId, stream]
  // A page that a crash of the database forgets takes its cursor with it, and is read again.
  await sql.run('set local synchronous_commit to off')
  const [state] = await sql.rows(
    z.object({ pages: z.int(), stirred: z.boolean(), isFirst: z.boolean() }),
    `select pages, stirred, "finishedAt" is null as "isFirst" from "SourceStream" where ${ofStream} for update`,
    of,
  )
  if (state?.pages !== pages) return false
  const outcome = await receivePage(context, { ...page, goneOrders: [] })
  // What changes by the thousand is told once, at the end.
  const isTold = outcome.changed.length === 0 || (!state.isFirst && (await tellChanged(context, outcome)))
  const stirred = state.stirred || !isTold
  const isEnd = !page.hasMore
  await sql.run(
    `update "SourceStream" set cursor = $4, pages = pages + 1, "pageAt" = clock_timestamp(), error = null,
       done = case when "finishedAt" is null then done + $5::int else done end,
       total = case when "finishedAt" is null then coalesce($6::int, total) else total end,
       skipped = case when "finishedAt" is null then skipped + $7::int else skipped end,
       stirred = $8, "finishedAt" = case when $9 then coalesce("finishedAt", clock_timestamp()) else "finishedAt" end,
       "pulledAt" = case when $9 then clock_timestamp() else "pulledAt" end
     where ${ofStream}`,
    [...of, page.cursor, page.told, page.total, outcome.skipped, stirred && !isEnd, isEnd],
  )
  if (isEnd && stirred) await announceMany(sql, shop.id)
  // Its card on the settings screen; told as imports are.
  await notifyScreens(sql, { tenantId: shop.id, kind: 'import', customerId: '', importId: source.connectionId })
  return true
}

/** Why reading stopped, as a code and a reason; it begins again by itself or when the link is made anew. */
export async function noteTrouble(tenantId: string, connectionId: string, error: string): Promise<void> {
  await tenantDb(tenantId).sql(async (sql) => {
    const touched = await sql.run(
      `update "SourceStream" set error = $3 where "tenantId" = $1 and "connectionId" = $2 and error is distinct from $3`,
      [tenantId, connectionId, error],
    )
    if (touched > 0) await notifyScreens(sql, { tenantId, kind: 'import', customerId: '', importId: connectionId })
  })
}

/** Every link of the shop that is read and lets us in gets its pull. */
export const queuePulls = (tenantId: string): Promise<void> =>
  tenantDb(tenantId).sql(async (sql) => {
    const links = await sql.rows(
      z.object({ id: z.string() }),
      `select c.id from "CrmConnection" c where c."tenantId" = $1 and c."deletedAt" is null and c.status <> 'reconnect_needed'
         and exists (select from "SourceStream" s where s."tenantId" = $1 and s."connectionId" = c.id) order by c.id`,
      [tenantId],
    )
    for (const { id } of links) await enqueuePull(sql, tenantId, id, 0)
  })

/** Back to where each stream stood a night ago: what an index showed too late, and what no event told, is found now. */
export const rewindStreams = (tenantId: string): Promise<void> =>
  tenantDb(tenantId).sql(async (sql) => {
    await sql.run(
      `update "SourceStream" set cursor = coalesce("nightCursor", cursor), "nightCursor" = cursor, pages = pages + 1
       where "tenantId" = $1 and "finishedAt" is not null and cursor is not null`,
      [tenantId],
    )
  })

const progressSchema = z.object({
  connectionId: z.string(),
  stream: z.enum(sourceStreams),
  done: z.int(),
  total: z.int().nullable(),
  skipped: z.int(),
  error: z.string().nullable(),
  /** Milliseconds from the beginning to the last page. */
  worked: z.number(),
  finishedAt: z.date().nullable(),
  pulledAt: z.date().nullable(),
})
export type StreamProgress = z.output<typeof progressSchema>

export const listStreamProgress = (tenantId: string): Promise<StreamProgress[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      progressSchema,
      `select "connectionId", stream, done, total, skipped, error, "finishedAt", "pulledAt",
         (extract(epoch from coalesce("pageAt", "startedAt") - "startedAt") * 1000)::float8 as worked
       from "SourceStream" where "tenantId" = $1 order by "connectionId", stream`,
      [tenantId],
    ),
  )
