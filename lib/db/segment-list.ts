// What the pages of segments show: all with their counts, one of them, and the segments of one customer.
import 'server-only'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import type { Segment } from '@/lib/segments/segment'
import { sqlState } from './database-errors'
import { listCustomers } from './customer-list'
import { isFree } from './segment-refresh'
import { readSegments, segmentColumns, segmentRowSchema } from './segment-rows'
import { readSegmentRun, type SegmentRun } from './segment-run'
import { type SqlTx, tenantDb } from './tenant-db'

/** Counting stops here. */
export const segmentCap = 10_000

export interface SegmentCount {
  id: string
  count: number
  capped: boolean
}

/** Everything the list of segments shows, in three statements. `gone`: levels of every shop that were deleted. */
export const listSegmentPage = (
  tenantId: string,
): Promise<{ segments: Segment[]; counts: SegmentCount[]; gone: string[]; run: SegmentRun | null }> =>
  tenantDb(tenantId).sql(async (sql) => ({
    segments: await readSegments(sql),
    counts: await countMembers(sql),
    gone: (
      await sql.rows(
        z.object({ id: z.string() }),
        `select id from "Segment" s where s.kind = 'level' and s.id = s.key and s."deletedAt" is not null order by position`,
      )
    ).map(({ id }) => id),
    run: await readSegmentRun(sql),
  }))

const countMembers = (sql: SqlTx): Promise<SegmentCount[]> =>
  sql.rows(
    z.object({ id: z.string(), count: z.int(), capped: z.boolean() }),
    `select s.id, least(n.found, $1)::int as count, n.found > $1 as capped from "Segment" s
     cross join lateral (select case when s.kind = 'level'
       then (select count(*) from (select from "Customer" c where c."tenantId" = s."tenantId" and c.segment = s.key and c."deletedAt" is null limit $1 + 1) l)
       else (select count(*) from (select from "SegmentMember" m where m."tenantId" = s."tenantId" and m."segmentId" = s.id limit $1 + 1) g)
       end as found) n
     where s."deletedAt" is null`,
    [segmentCap],
  )

/** null for one that is deleted or another shop's. */
export const findSegment = (tenantId: string, id: string): Promise<Segment | null> =>
  tenantDb(tenantId).sql(async (sql) => {
    const [row] = await sql.rows(
      segmentRowSchema,
      `select ${segmentColumns} from "Segment" where id = $1 and "deletedAt" is null`,
      [id],
    )
    return row ?? null
  })

export const customerSegmentsSchema = z.object({
  /** Somebody set the segment, and the ladder leaves it alone. */
  isFixed: z.boolean(),
  groups: z.array(z.object({ id: z.string(), name: z.string(), color: z.string().nullable() })),
})
export type CustomerSegments = z.infer<typeof customerSegmentsSchema>

/** Of the customer $1; no row for one who is not there. */
export const customerSegments = `select not ${isFree} as "isFixed", coalesce((select json_agg(json_build_object('id', s.id, 'name', coalesce(s.name, s.key), 'color', s.color) order by s.position, s.id)
     from "SegmentMember" m join "Segment" s on s."tenantId" = m."tenantId" and s.id = m."segmentId"
     where m."tenantId" = c."tenantId" and m."customerId" = c.id and s."deletedAt" is null), '[]') as groups
   from "Customer" c where c.id = $1 and c."deletedAt" is null`

const cancelled = '57014'

/** The first few of a rule's customers, newest first; null when finding them takes longer than `patience` milliseconds. */
export async function firstNames(
  shop: Shop,
  rule: Segment['rule'],
  patience: number,
): Promise<{ id: string; firstName: string | null; lastName: string | null }[] | null> {
  try {
    return await tenantDb(shop.id).sql(async (sql) => {
      await sql.run(`set local statement_timeout = ${Math.trunc(patience)}`)
      const { data } = await listCustomers(sql, shop, {
        filter: { rule },
        sort: 'created',
        direction: 'desc',
        cursor: null,
        limit: 5,
      })
      return data.map(({ id, firstName, lastName }) => ({ id, firstName, lastName }))
    })
  } catch (error) {
    if (sqlState(error) !== cancelled) throw error
    return null
  }
}
