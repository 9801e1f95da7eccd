// How many live customers each tag has: kept with the tag, with what changed since beside it (the migration's triggers see to it).
import 'server-only'
import { type SqlTx, tenantDb } from './tenant-db'

/** The row source `t` of tags with `n`, their live customers; a shop's tags are few, whatever its customers. */
export const countedTags = `(select tag.*, greatest(tag.customers + coalesce(changed.delta, 0), 0)::int as n from "Tag" tag
  left join (select "tagId", sum(delta)::int as delta from "TagDelta" group by "tagId") changed on changed."tagId" = tag.id) t`

/** The live customers of one tag, as SQL; `id` is SQL too. */
export const sizeOfTag = (id: string): string =>
  `(select greatest(t.customers + coalesce((select sum(d.delta) from "TagDelta" d where d."tenantId" = t."tenantId" and d."tagId" = t.id), 0), 0)
    from "Tag" t where t.id = ${id})`

/** Counts everything once, and forgets what was beside. In one statement: what it sees of the one it sees of the other. */
async function recount(sql: SqlTx, tenantId: string): Promise<void> {
  // Of two at once the one that looked first must not write last.
  await sql.run(`select pg_advisory_xact_lock(hashtextextended('tag counts ' || $1, 0))`, [tenantId])
  await sql.run(
    `with gone as (delete from "TagDelta" where "tenantId" = $1),
     counted as (select ct."tagId", count(*)::int as n from "CustomerTag" ct
       join "Customer" c on c."tenantId" = ct."tenantId" and c.id = ct."customerId" and c."deletedAt" is null
       where ct."tenantId" = $1 group by ct."tagId")
     update "Tag" t set customers = coalesce(counted.n, 0) from "Tag" known left join counted on counted."tagId" = known.id
     where known."tenantId" = $1 and t."tenantId" = known."tenantId" and t.id = known.id and t.customers <> coalesce(counted.n, 0)`,
    [tenantId],
  )
}

export const recountTags = (tenantId: string): Promise<void> => tenantDb(tenantId).sql((sql) => recount(sql, tenantId))
