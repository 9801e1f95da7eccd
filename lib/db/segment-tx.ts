// Segments on PostgreSQL: what people change of them.
import 'server-only'
import { z } from 'zod'
import type { Actor } from '@/lib/customers/use-case'
import type { SegmentTx } from '@/lib/segments/segment-store'
import { CrmError } from '@/lib/shared/errors'
import { insertAudit } from './audit-repo'
import { isUniqueViolation } from './database-errors'
import { queueRefresh } from './changed-segments'
import { readSegments, rulesLock, segmentColumns, segmentRowSchema } from './segment-rows'
import { beginSegmentRun } from './segment-run'
import { type SqlTx, tenantDb } from './tenant-db'

/** One transaction on the segments of a shop, one at a time: what their order and number depends on. */
export async function writeSegments<T>(tenantId: string, actor: Actor, work: (tx: SegmentTx) => Promise<T>): Promise<T> {
  try {
    return await tenantDb(tenantId).sql(async (sql) => {
      await sql.run(`select pg_advisory_xact_lock(${rulesLock})`, [tenantId])
      return work(segmentTx(sql, tenantId, actor))
    })
  } catch (error) {
    if (isUniqueViolation(error))
      throw new CrmError('conflict', 'The name is taken', { reason: 'segment_name_taken', cause: error })
    throw error
  }
}

function segmentTx(sql: SqlTx, tenantId: string, actor: Actor): SegmentTx {
  return {
    lock: async (id) => {
      const [row] = await sql.rows(
        segmentRowSchema.extend({ isDeleted: z.boolean() }),
        `select ${segmentColumns}, "deletedAt" is not null as "isDeleted" from "Segment" where id = $1 for update`,
        [id],
      )
      return row ?? null
    },
    row: async (kind) => (await readSegments(sql)).filter((segment) => segment.kind === kind),
    insert: async ({ id, kind, key, name, color, rule }) => {
      await sql.run(
        `insert into "Segment" ("tenantId", id, kind, key, name, color, rule, "updatedByName", position)
         values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8,
           (select coalesce(max(position) + 1, 0) from "Segment" where kind = $3 and "deletedAt" is null))`,
        [tenantId, id, kind, key, name, color, JSON.stringify(rule), actor.name],
      )
    },
    update: async (id, { name, color, rule }) => {
      await sql.run(
        `update "Segment" set name = coalesce($2, name), color = case when $3::boolean then $4 else color end,
           rule = coalesce($5::jsonb, rule), version = version + 1, "updatedByName" = $6, "updatedAt" = clock_timestamp() where id = $1`,
        [id, name ?? null, color !== undefined, color ?? null, rule === undefined ? null : JSON.stringify(rule), actor.name],
      )
    },
    setDeleted: async (id, isDeleted) => {
      await sql.run(
        `update "Segment" set "deletedAt" = case when $2::boolean then clock_timestamp() end, "updatedAt" = clock_timestamp() where id = $1`,
        [id, isDeleted],
      )
    },
    place: async (ids) => {
      await sql.run(
        `update "Segment" s set position = placed.at from unnest($1::text[]) with ordinality placed (id, at) where s.id = placed.id`,
        [ids],
      )
    },
    recompute: () => beginSegmentRun(sql, tenantId),
    release: async (customerId) => {
      const [row] = await sql.rows(
        z.object({ before: z.string().nullable() }),
        `update "Customer" set "ruledSegment" = segment where id = $1 and "deletedAt" is null returning segment as before`,
        [customerId],
      )
      if (row === undefined) return null
      await queueRefresh(sql, tenantId, [customerId], 0)
      return row
    },
    audit: (action, entityId, changes) => insertAudit(sql, tenantId, actor, { action, entity: 'segment', entityId, changes }),
  }
}
