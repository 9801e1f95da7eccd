// A shop's tags as its tag manager shows them: found by a part of the name, in order, a page by key; and those that can come back.
import 'server-only'
import { z } from 'zod'
import type { Page } from '@/lib/customers/customer'
import { tagKey } from '@/lib/customers/tag-key'
import { decodeCursor, encodeCursor } from './cursor'
import { countedTags } from './tag-counts'
import { managedTagColumns, managedTagSchema } from './tag-store'
import { type SqlTx, type SqlValue, tenantDb } from './tenant-db'

const listedSchema = managedTagSchema.extend({
  key: z.string(),
  /** Of the tag that it is becoming part of. */
  into: z.string().nullable(),
  /** How many of its customers went over, of a merge under way. */
  moved: z.int().nullable(),
})
export type ListedTag = Omit<z.infer<typeof listedSchema>, 'key'>

export const tagSorts = ['name', 'count'] as const
export type TagSort = (typeof tagSorts)[number]

export interface TagListRequest {
  /** A part of the name, in any case and without its accents. */
  query: string
  sort: TagSort
  cursor: string | null
  limit: number
}

const positionSchema = z.strictObject({ n: z.int(), k: z.string().max(200), s: z.enum(tagSorts) })

/** `total`: all that the query finds. Throws `invalid` for a bad cursor. */
export const listManagedTags = (tenantId: string, request: TagListRequest): Promise<Page<ListedTag> & { total: number }> =>
  tenantDb(tenantId).sql(async (sql) => {
    const { query, sort, cursor, limit } = request
    const after = cursor === null ? null : decodeCursor(positionSchema, cursor)
    const found = `t."deletedAt" is null and strpos(t.key, $1) > 0`
    const values: SqlValue[] = [tagKey(query), limit + 1]
    const place =
      after === null
        ? ''
        : `and (${sort === 'name' ? '' : '-t.n, '}t.key collate "C") > (${sort === 'name' ? '$3' : '$3::int, $4'})`
    if (after !== null) values.push(...(sort === 'name' ? [after.k] : [-after.n, after.k]))
    const rows = await sql.rows(
      listedSchema,
      `select ${managedTagColumns}, t.key, into_tag.name as into, (select count(*)::int from "CustomerTag" ct
         where t."mergedIntoId" is not null and ct."tenantId" = t."tenantId" and ct."tagId" = t.id and ct."customerId" <= t."mergedAfter") as moved
       from ${countedTags} left join "Tag" into_tag on into_tag."tenantId" = t."tenantId" and into_tag.id = t."mergedIntoId"
       where ${found} ${place} order by ${sort === 'name' ? '' : 't.n desc, '}t.key collate "C" limit $2`,
      values,
    )
    const data = rows.slice(0, limit)
    const last = data.at(-1)
    return {
      data: data.map(({ key: _key, ...tag }) => tag),
      nextCursor: rows.length > limit && last !== undefined ? encodeCursor({ n: last.customers, k: last.key, s: sort }) : null,
      total: await countTags(sql, tagKey(query)),
    }
  })

async function countTags(sql: SqlTx, key: string): Promise<number> {
  const [row] = await sql.rows(
    z.object({ count: z.int() }),
    `select count(*)::int as count from "Tag" where "deletedAt" is null and strpos(key, $1) > 0`,
    [key],
  )
  return row?.count ?? 0
}

const removedSchema = managedTagSchema.extend({ into: z.string().nullable(), deletedAt: z.date() })
export type RemovedTag = z.infer<typeof removedSchema>

/** Taken away or merged, the latest first. */
export const removedTags = (tenantId: string, most: number): Promise<RemovedTag[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      removedSchema,
      `select ${managedTagColumns}, into_tag.name as into from ${countedTags}
       left join "Tag" into_tag on into_tag."tenantId" = t."tenantId" and into_tag.id = t."mergedIntoId"
       where t."deletedAt" is not null order by t."deletedAt" desc, t.id limit $1`,
      [most],
    ),
  )
