// Going through all customers of a shop: after a rule changed, after an import, and by night. The row says how far it is.
import 'server-only'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import { refreshSegments } from './segment-refresh'
import { rulesLock } from './segment-rows'
import { type SqlTx, tenantDb } from './tenant-db'

/** Customers of one transaction. */
const abreast = 1_000

export const runKey = (tenantId: string): string => `recompute-segments ${tenantId}`

const someSegments = `exists (select from "Segment" s where s."deletedAt" is null)`

/** From the first customer on, also when a round is under way: it began with other rules. A shop without segments has none. */
export async function beginSegmentRun(sql: SqlTx, tenantId: string): Promise<void> {
  await sql.run(
    `insert into "SegmentRun" as r ("tenantId") select $1 where ${someSegments} on conflict ("tenantId") do update
     set round = r.round + 1, "position" = '', done = 0, total = null, "startedAt" = clock_timestamp(), "finishedAt" = null`,
    [tenantId],
  )
  await sql.rows(
    z.unknown(),
    `select enqueue_at('recompute-segments', $1::json, $2, clock_timestamp())::text where ${someSegments}`,
    [JSON.stringify({ tenantId }), runKey(tenantId)],
  )
}

/** As beginSegmentRun, in a transaction of its own. */
export const startSegmentRun = (tenantId: string): Promise<void> =>
  tenantDb(tenantId).sql((sql) => beginSegmentRun(sql, tenantId))

/**
 * The next customers, in one transaction with the place that is reached: killed half-way nothing happened, and of two at once
 * the second takes the customers after those of the first. False when the round is finished.
 */
export const segmentRunStep = (shop: Shop, most = abreast): Promise<boolean> =>
  tenantDb(shop.id).sql(async (sql) => {
    // In the order of whoever changes a rule: first the rules, then the round.
    await sql.run(`select pg_advisory_xact_lock_shared(${rulesLock})`, [shop.id])
    const [run] = await sql.rows(
      z.object({ position: z.string(), total: z.int().nullable() }),
      `select "position", total from "SegmentRun" where "tenantId" = $1 and "finishedAt" is null for update`,
      [shop.id],
    )
    if (run === undefined) return false
    const total = run.total ?? (await countAll(sql))
    const rows = await sql.rows(
      z.object({ id: z.string() }),
      `select id from "Customer" where id > $1 and "deletedAt" is null order by id limit $2`,
      [run.position, most],
    )
    const ids = rows.map(({ id }) => id)
    if (ids.length > 0) await refreshSegments(sql, shop, ids, { quietly: true })
    const isLast = ids.length < most
    await sql.run(
      `update "SegmentRun" set "position" = coalesce($2, "position"), done = done + $3, total = $4,
         "finishedAt" = case when $5::boolean then clock_timestamp() end where "tenantId" = $1`,
      [shop.id, ids.at(-1) ?? null, ids.length, total, isLast],
    )
    if (isLast) await forgetGone(sql)
    return !isLast
  })

async function countAll(sql: SqlTx): Promise<number> {
  const [row] = await sql.rows(
    z.object({ total: z.int() }),
    `select count(*)::int as total from "Customer" where "deletedAt" is null`,
  )
  return row?.total ?? 0
}

/** Members of groups that were deleted a day ago: until then the deletion can be undone and they are there again at once. */
const forgetGone = (sql: SqlTx): Promise<number> =>
  sql.run(
    `delete from "SegmentMember" m using "Segment" s where s."tenantId" = m."tenantId" and s.id = m."segmentId"
       and s."deletedAt" < now() - interval '1 day'`,
  )

const runSchema = z.object({
  done: z.int(),
  total: z.int().nullable(),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
})
export type SegmentRun = z.infer<typeof runSchema>

/** null: this shop has not been gone through yet. */
export async function readSegmentRun(sql: SqlTx): Promise<SegmentRun | null> {
  const [run] = await sql.rows(runSchema, 'select done, total, "startedAt", "finishedAt" from "SegmentRun"')
  return run ?? null
}
