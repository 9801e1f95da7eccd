// What names a tag follows it: saved views and segments' rules, when it gets another name or becomes part of another tag.
import 'server-only'
import { z } from 'zod'
import { followTag } from '@/lib/customers/tags/follow-tag'
import { tagKey } from '@/lib/customers/tag-key'
import type { Actor } from '@/lib/customers/use-case'
import { rulesLock } from './segment-rows'
import { beginSegmentRun } from './segment-run'
import type { SqlTx } from './tenant-db'

const kinds = ['view', 'segment'] as const
type Kind = (typeof kinds)[number]

/** Where each keeps its list of conditions, and the lock under which lib/db/view-repo.ts and segment-tx.ts change them. */
const places = {
  view: { table: '"SavedView"', column: 'state', list: 'where', lock: `hashtextextended('views ' || $1, 0)` },
  segment: { table: '"Segment"', column: 'rule', list: 'parts', lock: rulesLock },
} as const satisfies Record<Kind, object>

const storedSchema = z.record(z.string(), z.unknown())
type Stored = z.infer<typeof storedSchema>
/** As a merge keeps them with the tag, for its undo. */
export type Followed = { kind: Kind; id: string; before: Stored; after: Stored }[]

/**
 * Deleted ones too: they may come back. What they hold besides stays as it lies there.
 * @returns those that named the tag, as they were and as they are now
 */
export async function followers(
  sql: SqlTx,
  tenantId: string,
  actor: Actor,
  { from, to, isMerge }: { from: string; to: string; isMerge: boolean },
): Promise<Followed> {
  const followed: Followed = []
  for (const kind of kinds) {
    const { table, column, list, lock } = places[kind]
    await sql.run(`select pg_advisory_xact_lock(${lock})`, [tenantId])
    const rows = await sql.rows(
      z.object({ id: z.string(), stored: storedSchema }),
      `select id, ${column} as stored from ${table} order by id`,
    )
    for (const { id, stored: before } of rows) {
      const parts = before[list]
      if (!Array.isArray(parts)) continue
      const now = followTag(parts, tagKey(from), to)
      if (JSON.stringify(now) !== JSON.stringify(parts)) followed.push({ kind, id, before, after: { ...before, [list]: now } })
    }
  }
  await write(
    sql,
    tenantId,
    actor,
    followed.map(({ kind, id, after }) => ({ kind, id, stored: after })),
    isMerge,
  )
  return followed
}

/** Those that nobody changed since the merge. */
export async function giveFollowersBack(sql: SqlTx, tenantId: string, actor: Actor, tagId: string): Promise<void> {
  const given: { kind: Kind; id: string; stored: unknown }[] = []
  for (const kind of kinds) {
    const { table, column, lock } = places[kind]
    await sql.run(`select pg_advisory_xact_lock(${lock})`, [tenantId])
    const rows = await sql.rows(
      z.object({ id: z.string(), stored: z.unknown() }),
      `select v.id, f.value -> 'before' as stored from "Tag" t cross join jsonb_array_elements(coalesce(t.followed, '[]')) f
       join ${table} v on v."tenantId" = t."tenantId" and v.id = f.value ->> 'id' and v.${column} = f.value -> 'after'
       where t.id = $1 and f.value ->> 'kind' = $2`,
      [tagId, kind],
    )
    given.push(...rows.map((row) => ({ kind, ...row })))
  }
  await write(sql, tenantId, actor, given, true)
}

/** @param isMerge who is meant may have changed, and not only a name */
async function write(
  sql: SqlTx,
  tenantId: string,
  actor: Actor,
  rows: readonly { kind: Kind; id: string; stored: unknown }[],
  isMerge: boolean,
): Promise<void> {
  for (const kind of kinds) {
    const own = rows.filter((row) => row.kind === kind).map(({ id, stored }) => ({ id, stored }))
    if (own.length === 0) continue
    const { table, column } = places[kind]
    await sql.run(
      `update ${table} v set ${column} = n.stored, version = version + 1, "updatedByName" = $2, "updatedAt" = clock_timestamp()
       from jsonb_to_recordset($1::jsonb) n (id text, stored jsonb) where v.id = n.id`,
      [JSON.stringify(own), actor.name],
    )
    if (kind === 'segment' && isMerge) await beginSegmentRun(sql, tenantId)
  }
}
