// Saved views on PostgreSQL.
import 'server-only'
import { z } from 'zod'
import type { Actor } from '@/lib/customers/use-case'
import type { SavedView } from '@/lib/views/saved-view'
import type { ViewRow, ViewTx } from '@/lib/views/view-store'
import { readViewState } from '@/lib/views/view-state'
import { insertAudit } from './audit-repo'
import { type SqlTx, tenantDb } from './tenant-db'

/** As it lies there; a state that no release of ours wrote is read for what can be understood of it. */
export const viewRowSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  name: z.string(),
  shared: z.boolean(),
  state: z.unknown().transform(readViewState),
  version: z.int(),
  updatedBy: z.string(),
})

const columns = 'id, "ownerId", name, shared, state, version, "updatedByName" as "updatedBy"'

/** One transaction on the views of a shop. */
export const writeViews = <T>(tenantId: string, actor: Actor, work: (tx: ViewTx) => Promise<T>): Promise<T> =>
  tenantDb(tenantId).sql(async (sql) => {
    // Few people change views, and seldom: one at a time keeps their order and their number right.
    await sql.run(`select pg_advisory_xact_lock(hashtextextended('views ' || $1, 0))`, [tenantId])
    return work(viewTx(sql, tenantId, actor))
  })

/** Position is one after the last of the row that a view joins. */
const atEnd = (shared: string, owner: string): string =>
  `(select coalesce(max(position) + 1, 0) from "SavedView" where "deletedAt" is null and shared = ${shared} and (shared or "ownerId" = ${owner}))`

function viewTx(sql: SqlTx, tenantId: string, actor: Actor): ViewTx {
  return {
    lock: async (id) => {
      const [row] = await sql.rows(
        viewRowSchema.extend({ isDeleted: z.boolean() }),
        `select ${columns}, "deletedAt" is not null as "isDeleted" from "SavedView" where id = $1 for update`,
        [id],
      )
      return row ?? null
    },
    row: (row) => listRow(sql, row),
    insert: async ({ id, ownerId, name, shared, state }) => {
      await sql.run(
        `insert into "SavedView" ("tenantId", id, "ownerId", name, shared, state, "updatedByName", position)
         values ($1, $2, $3, $4, $5::boolean, $6::jsonb, $7, ${atEnd('$5::boolean', '$3')})`,
        [tenantId, id, ownerId, name, shared, JSON.stringify(state), actor.name],
      )
    },
    update: async (id, { name, shared, state }) => {
      await sql.run(
        `update "SavedView" v set name = coalesce($2, name), state = coalesce($3::jsonb, state), version = version + 1,
           position = case when $4::boolean is null or $4 = v.shared then position else ${atEnd('$4::boolean', 'v."ownerId"')} end,
           shared = coalesce($4::boolean, v.shared), "updatedByName" = $5, "updatedAt" = now() where id = $1`,
        [id, name ?? null, state === undefined ? null : JSON.stringify(state), shared ?? null, actor.name],
      )
    },
    setDeleted: async (id, isDeleted) => {
      await sql.run(
        `update "SavedView" set "deletedAt" = case when $2::boolean then now() end, "updatedAt" = now() where id = $1`,
        [id, isDeleted],
      )
    },
    place: async (ids) => {
      await sql.run(
        `update "SavedView" v set position = placed.at from unnest($1::text[]) with ordinality placed (id, at) where v.id = placed.id`,
        [ids],
      )
    },
    choose: async (userId, viewId) => {
      if (viewId === null) await sql.run('delete from "ChosenView" where "userId" = $1', [userId])
      else
        await sql.run(
          `insert into "ChosenView" ("tenantId", "userId", "viewId") values ($1, $2, $3)
           on conflict ("tenantId", "userId") do update set "viewId" = excluded."viewId"`,
          [tenantId, userId, viewId],
        )
    },
    audit: (action, entityId, changes) => insertAudit(sql, tenantId, actor, { action, entity: 'view', entityId, changes }),
  }
}

const listRow = (sql: SqlTx, row: ViewRow): Promise<SavedView[]> =>
  sql.rows(
    viewRowSchema,
    `select ${columns} from "SavedView" where "deletedAt" is null and shared = $1 and (shared or "ownerId" = $2) order by position, id`,
    [row.shared, row.shared ? null : row.ownerId],
  )
