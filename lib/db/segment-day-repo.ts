// How many customers each segment has, kept once a day of the shop.
import 'server-only'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import { type SqlTx, tenantDb } from './tenant-db'

const keptSchema = z.object({ isKept: z.boolean() })
const today = '(now() at time zone $1)::date'

/** Counts live customers unless the shop's day has its figures already; whoever comes second finds them. → rows written. */
export const keepSegmentDay = (shop: Pick<Shop, 'id' | 'timezone'>): Promise<number> =>
  tenantDb(shop.id).sql(async (sql) => {
    await sql.run('select pg_advisory_xact_lock(hashtextextended($1, 0))', [JSON.stringify(['segment-day', shop.id])])
    const [kept] = await sql.rows(keptSchema, `select exists (select from "SegmentDay" where day = ${today}) as "isKept"`, [
      shop.timezone,
    ])
    if (kept?.isKept === true) return 0
    return sql.run(
      `insert into "SegmentDay" ("tenantId", day, segment, customers)
       select $2, ${today}, coalesce(segment, ''), count(*)::int from "Customer" where "deletedAt" is null group by 3`,
      [shop.timezone, shop.id],
    )
  })

interface SegmentDay {
  day: string
  /** '' are customers without one. */
  segment: string
  customers: number
}

/** Days whose counts are known already. */
export const insertSegmentDays = (sql: SqlTx, tenantId: string, days: readonly SegmentDay[]): Promise<number> =>
  sql.run(
    `insert into "SegmentDay" ("tenantId", day, segment, customers)
     select $1, day, segment, customers from jsonb_to_recordset($2::jsonb) as r(day date, segment text, customers int)`,
    [tenantId, JSON.stringify(days)],
  )
