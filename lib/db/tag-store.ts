// The tag manager on PostgreSQL.
import 'server-only'
import { z } from 'zod'
import type { ManagedTag, TagStore, TagTx } from '@/lib/customers/tags/tag-store'
import { tagKey } from '@/lib/customers/tag-key'
import type { Actor } from '@/lib/customers/use-case'
import { insertAudit } from './audit-repo'
import { isUniqueViolation } from './database-errors'
import { countedTags } from './tag-counts'
import { followers, giveFollowersBack } from './tag-followers'
import { announceTags, queueTelling } from './tag-telling'
import { type SqlTx, tenantDb } from './tenant-db'

export const managedTagSchema = z.object({
  id: z.string(),
  name: z.string(),
  color: z.string().nullable(),
  version: z.int(),
  customers: z.int(),
  updatedBy: z.string().nullable(),
  deletedAt: z.date().nullable(),
  mergedIntoId: z.string().nullable(),
})
export const managedTagColumns = `t.id, t.name, t.color, t.version, t.n as customers, t."updatedByName" as "updatedBy", t."deletedAt", t."mergedIntoId"`

const attempts = 4

export function createTagStore(tenantId: string, actor: Actor): TagStore {
  const db = tenantDb(tenantId)
  return {
    write: async (work) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await db.sql(async (sql) => {
            // Few people manage tags, and seldom: one at a time, so that two changes never cross.
            await sql.run(`select pg_advisory_xact_lock(hashtextextended('tags ' || $1, 0))`, [tenantId])
            return work(tagTx(sql, tenantId, actor))
          })
        } catch (error) {
          // Somebody tagged with the new name at this very moment: now there is such a tag to be seen.
          if (attempt >= attempts || !isUniqueViolation(error)) throw error
        }
      }
    },
    moveSome: (id, most) => db.sql((sql) => moveSome(sql, tenantId, id, most)),
  }
}

function tagTx(sql: SqlTx, tenantId: string, actor: Actor): TagTx {
  const find = (where: string, value: string | readonly string[]): Promise<ManagedTag[]> =>
    sql.rows(managedTagSchema, `select ${managedTagColumns} from ${countedTags} where ${where}`, [value])
  const set = (id: string, change: string, values: readonly (string | null)[] = []) =>
    sql.run(`update "Tag" set ${change}, "updatedByName" = $2 where id = $1`, [id, actor.name, ...values])
  return {
    get: async (id) => (await find('t.id = $1', id))[0] ?? null,
    lock: async (ids) => {
      // In one order, as lib/db/tag-repo.ts shares them.
      await sql.run(`select from "Tag" where id = any($1::text[]) order by id for update`, [ids])
      return find('t.id = any($1::text[])', ids)
    },
    named: async (name) => (await find('t.key = $1 and t."deletedAt" is null', tagKey(name)))[0] ?? null,
    isAwaited: async (id) => (await find('t."mergedIntoId" = $1 and t."deletedAt" is null', id)).length > 0,
    rename: async (tag, name) => {
      await set(tag.id, `name = $3, key = $4, version = version + 1`, [name, tagKey(name)])
      await followers(sql, tenantId, actor, { from: tag.name, to: name, isMerge: false })
      await queueTelling(sql, tenantId, tag.id)
    },
    color: async (id, color) => {
      await set(id, 'color = $3', [color])
      await announceTags(sql, tenantId)
    },
    beginMerge: async (id, intoId) => {
      await set(id, `"mergedIntoId" = $3, "mergedAfter" = '', version = version + 1`, [intoId])
      await sql.rows(z.unknown(), `select enqueue_job('merge-tag', $1::json, job_key => $2)::text`, [
        JSON.stringify({ tenantId, tagId: id }),
        `merge-tag ${tenantId} ${id}`,
      ])
    },
    endMerge: async (tag, into) => {
      const left = await sql.rows(z.unknown(), `select from (${without}) left_over limit 1`, [tag.id, into.id])
      if (left.length > 0) {
        await set(tag.id, `"mergedAfter" = ''`)
        return false
      }
      const followed = await followers(sql, tenantId, actor, { from: tag.name, to: into.name, isMerge: true })
      await set(tag.id, `"deletedAt" = clock_timestamp(), "mergedAfter" = null, followed = $3::jsonb`, [JSON.stringify(followed)])
      await queueTelling(sql, tenantId, tag.id)
      return true
    },
    remove: async (id) => {
      await set(id, `"deletedAt" = clock_timestamp(), version = version + 1`)
      await queueTelling(sql, tenantId, id)
    },
    restore: async (tag) => {
      if (tag.mergedIntoId !== null) await takeApart(sql, tenantId, actor, tag.id, tag.mergedIntoId)
      await set(tag.id, `"deletedAt" = null, "mergedIntoId" = null, followed = null, version = version + 1`)
      await queueTelling(sql, tenantId, tag.id)
    },
    audit: (action, entityId, changes) => insertAudit(sql, tenantId, actor, { action, entity: 'tag', entityId, changes }),
  }
}

/** Customers with the tag $1 and not $2. One set less the other: however large they are, each is read once. */
const without = `select "customerId" from "CustomerTag" where "tagId" = $1 except select "customerId" from "CustomerTag" where "tagId" = $2`

async function moveSome(sql: SqlTx, tenantId: string, id: string, most: number): Promise<number> {
  // Two at once take turns. Who tags shares the row only, and waits for nothing.
  const [merge] = await sql.rows(
    z.object({ intoId: z.string(), after: z.string() }),
    `select "mergedIntoId" as "intoId", coalesce("mergedAfter", '') as after from "Tag"
     where id = $1 and "mergedIntoId" is not null and "deletedAt" is null for no key update`,
    [id],
  )
  if (merge === undefined) return 0
  const [moved] = await sql.rows(
    z.object({ seen: z.int(), last: z.string().nullable() }),
    `with next as (select "tenantId", "customerId" from "CustomerTag" where "tagId" = $1 and "customerId" > $3 order by "customerId" limit $4::int),
     given as (insert into "CustomerTag" ("tenantId", "customerId", "tagId", "viaTagId") select "tenantId", "customerId", $2, $1 from next
       order by "customerId" on conflict do nothing)
     select count(*)::int as seen, max("customerId") as last from next`,
    [id, merge.intoId, merge.after, most],
  )
  if (moved === undefined || moved.last === null) return 0
  await sql.run(`update "Tag" set "mergedAfter" = $2 where id = $1`, [id, moved.last])
  await announceTags(sql, tenantId)
  return moved.seen
}

/** After a merge: the kept tag goes from whom it came to by the merge alone, and views and segments go back to what they named. */
async function takeApart(sql: SqlTx, tenantId: string, actor: Actor, id: string, intoId: string): Promise<void> {
  const kept = await sql.rows(z.unknown(), `select from "Tag" where id = $1 and "deletedAt" is null for no key update`, [intoId])
  if (kept.length > 0) {
    // Who lost the kept tag since was not to have it.
    const lost = await sql.rows(z.object({ customerId: z.string() }), without, [id, intoId])
    await sql.run(`delete from "CustomerTag" where "tagId" = $1 and "customerId" = any($2::text[])`, [
      id,
      lost.map(({ customerId }) => customerId),
    ])
    await sql.run(`delete from "CustomerTag" where "tagId" = $1 and "viaTagId" = $2`, [intoId, id])
  }
  await giveFollowersBack(sql, tenantId, actor, id)
}

/** Also a removed one. */
export const findTag = (tenantId: string, id: string): Promise<ManagedTag | null> =>
  tenantDb(tenantId).sql(async (sql) => {
    const [tag] = await sql.rows(managedTagSchema, `select ${managedTagColumns} from ${countedTags} where t.id = $1`, [id])
    return tag ?? null
  })
