// Brings the segments of some customers up to date with the rules. Only differences are written.
import { z } from 'zod'
import type { Actor, Shop } from '@/lib/customers/use-case'
import type { Segment } from '@/lib/segments/segment'
import { newId } from '@/lib/shared/ids'
import { LeavingChanges } from './leaving-changes'
import { Parameters } from './parameters'
import { ruleSql } from './rule-sql'
import { readSegments, rulesLock } from './segment-rows'
import type { SqlTx } from './tenant-db'

const actor: Actor = { kind: 'system', id: null, name: 'segments' }

/** Nobody set it, or the ladder wrote it last. */
export const isFree = '(c.segment is null or c.segment is not distinct from c."ruledSegment")'

/** The key of the first level whose rule holds. */
function ladderSql(levels: readonly Segment[], shop: Shop, parameters: Parameters): string {
  const steps = levels.map(({ rule, key }) => `when ${ruleSql(rule, shop, parameters)} then ${parameters.add(key, 'text')}`)
  return `case ${steps.join(' ')} end`
}

export interface LevelChange {
  id: string
  from: string | null
  to: string | null
}

/**
 * In the caller's transaction; a constant number of statements. `quietly`: open screens are not told of each customer.
 * A first segment makes no noise: it is no news on the timeline, to programs or to linked systems, which get it with the
 * customer's next change.
 */
export async function refreshSegments(
  sql: SqlTx,
  shop: Shop,
  ids: readonly string[],
  { quietly = false } = {},
): Promise<LevelChange[]> {
  await sql.run(`select pg_advisory_xact_lock_shared(${rulesLock})`, [shop.id])
  const segments = await readSegments(sql)
  const levels = segments.filter(({ kind }) => kind === 'level')
  const changes = levels.length === 0 ? [] : await writeLevels(sql, shop, levels, ids)
  await tell(sql, shop, changes, quietly)
  // After the levels: a group may ask about them.
  await writeMembers(
    sql,
    shop,
    segments.filter(({ kind }) => kind === 'group'),
    ids,
  )
  return changes
}

async function writeLevels(sql: SqlTx, shop: Shop, levels: readonly Segment[], ids: readonly string[]): Promise<LevelChange[]> {
  const parameters = new Parameters()
  const due = await sql.rows(
    z.object({ id: z.string() }),
    `select c.id from "Customer" c where c.id = any(${parameters.add(ids, 'text[]')}) and c."deletedAt" is null and ${isFree}
     and (${ladderSql(levels, shop, parameters)}) is distinct from c.segment order by c.id`,
    parameters.values,
  )
  if (due.length === 0) return []
  // Locked first and looked at again: what somebody else commits meanwhile is seen, or comes after us with a job of its own.
  const locked = await sql.rows(
    z.object({ id: z.string() }),
    `select id from "Customer" where id = any($1::text[]) and "deletedAt" is null order by id for no key update`,
    [due.map(({ id }) => id)],
  )
  const again = new Parameters()
  return sql.rows(
    z.object({ id: z.string(), from: z.string().nullable(), to: z.string().nullable() }),
    `with ruled as materialized (
       select c."tenantId", c.id, c.segment as "from", (${ladderSql(levels, shop, again)}) as "to" from "Customer" c
       where c.id = any(${again.add(
         locked.map(({ id }) => id),
         'text[]',
       )}) and ${isFree})
     update "Customer" k set segment = ruled."to", "ruledSegment" = ruled."to",
       "updatedAt" = case when ruled."from" is null then k."updatedAt" else clock_timestamp() end
     from ruled where k."tenantId" = ruled."tenantId" and k.id = ruled.id and ruled."to" is distinct from ruled."from"
     returning k.id, ruled."from", ruled."to"`,
    again.values,
  )
}

async function writeMembers(sql: SqlTx, shop: Shop, groups: readonly Segment[], ids: readonly string[]): Promise<void> {
  const parameters = new Parameters()
  const whom = parameters.add(ids, 'text[]')
  const tenant = parameters.add(shop.id, 'text')
  // With no group there is still somebody to take out: an archived customer, or a member of a group that is gone.
  const inThem = groups.map(
    ({ id, rule }) =>
      `select c.id as "customerId", ${parameters.add(id, 'text')} as "segmentId" from "Customer" c
       where c.id = any(${whom}) and c."deletedAt" is null and ${ruleSql(rule, shop, parameters)}`,
  )
  const meant =
    inThem.length === 0 ? `select null::text as "customerId", null::text as "segmentId" where false` : inThem.join(' union all ')
  await sql.run(
    `with meant as materialized (${meant}),
     gone as (
       delete from "SegmentMember" m using "Customer" c
       where m."tenantId" = ${tenant} and m."customerId" = any(${whom}) and c."tenantId" = m."tenantId" and c.id = m."customerId"
         and (c."deletedAt" is not null or m."segmentId" = any(${parameters.add(
           groups.map(({ id }) => id),
           'text[]',
         )}))
         and not exists (select from meant n where n."customerId" = m."customerId" and n."segmentId" = m."segmentId"))
     insert into "SegmentMember" ("tenantId", "segmentId", "customerId")
     select ${tenant}, n."segmentId", n."customerId" from meant n
     where not exists (select from "SegmentMember" m where m."tenantId" = ${tenant} and m."segmentId" = n."segmentId" and m."customerId" = n."customerId")
     order by 2, 3 on conflict do nothing`,
    parameters.values,
  )
}

/** The timeline's and the audit's line of each, what leaves for a linked system, and open screens. */
async function tell(sql: SqlTx, shop: Shop, changes: readonly LevelChange[], quietly: boolean): Promise<void> {
  if (changes.length === 0) return
  const news = changes.filter(({ from }) => from !== null)
  const first = changes.length - news.length
  const lines = news.map(({ id, from, to }) => ({
    customerId: id,
    activityId: newId(),
    auditId: newId(),
    change: { from, to, byRule: true },
  }))
  const given = JSON.stringify(lines)
  await sql.run(
    `insert into "CustomerActivity" ("tenantId", id, "customerId", type, description, "timestamp", metadata)
     select $1, n."activityId", n."customerId", 'segment_changed', coalesce(n.change->>'to', ''), clock_timestamp(), n.change
     from jsonb_to_recordset($2::jsonb) n ("activityId" text, "customerId" text, change jsonb)`,
    [shop.id, given],
  )
  await sql.run(
    `insert into "AuditEvent" ("tenantId", id, "actorKind", "actorId", "actorName", action, entity, "entityId", changes)
     select $1, n."auditId", $3, null, $4, 'segment.rule', 'customer', n."customerId", n.change
     from jsonb_to_recordset($2::jsonb) n ("auditId" text, "customerId" text, change jsonb)
     union all select $1, $5, $3, null, $4, 'segment.first', 'shop', $1, jsonb_build_object('customers', $6::int) where $6::int > 0`,
    [shop.id, given, actor.kind, actor.name, newId(), first],
  )
  const leaving = new LeavingChanges()
  for (const { id } of news) leaving.customer(id, ['segment'])
  await leaving.write(sql, { inBulk: quietly })
  if (!quietly)
    await sql.rows(
      z.unknown(),
      `select pg_notify('coccinelle_live', json_build_object('tenantId', $1::text, 'kind', 'customer', 'customerId', id)::text)::text
       from unnest($2::text[]) id`,
      [shop.id, changes.map(({ id }) => id)],
    )
}
