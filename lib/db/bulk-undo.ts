// A bulk job is taken back, a batch of its customers a transaction: what it did goes back where nobody has changed it since;
// what stays is written beside the row, with why.
import 'server-only'
import { z } from 'zod'
import type { BulkAction } from '@/lib/customers/bulk/bulk-action'
import type { AskedChannel } from '@/lib/customers/bulk/bulk-limits'
import type { KeptReason } from '@/lib/customers/bulk/bulk-result'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError } from '@/lib/shared/errors'
import { insertAudit } from './audit-repo'
import { lockCustomers } from './bulk-batch'
import { type BulkContext, changeSegments, tagged, tellRequests, tellTags, traceOf, undoSchema } from './bulk-effects'
import { byCustomer } from './by-customer'
import { announceBulk, endWork, nextPiece } from './bulk-repo'
import { revokeRequests } from './consent-requests'
import { isUniqueViolation } from './database-errors'
import { LeavingChanges } from './leaving-changes'
import { insertCustomerAudits } from './tell-many'
import { type SqlTx, tenantDb } from './tenant-db'

const attempts = 6

/** False when all of it is taken back. */
export async function undoPiece(shop: Shop, actor: Actor, jobId: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tenantDb(shop.id).sql((sql) => undoInTransaction(sql, shop, actor, jobId))
    } catch (error) {
      // Somebody was given an archived customer's number at the same moment: this time that is seen.
      if (!isUniqueViolation(error)) throw error
      if (attempt >= attempts) throw new CrmError('unavailable', 'Handles change hands too fast', { retryAfter: 1, cause: error })
    }
  }
}

async function undoInTransaction(sql: SqlTx, shop: Shop, actor: Actor, jobId: string): Promise<boolean> {
  const next = await nextPiece(sql, shop.id, jobId, 'undoing')
  if (next === null) return false
  const { record, ids } = next
  if (ids === null) {
    await endWork(sql, shop.id, jobId, 'undoing')
    return false
  }
  const changes = new LeavingChanges()
  const context: BulkContext = { sql, shop, actor, jobId, isUndo: true, changes }
  const rows = await readRows(context, ids)
  const kept = await takeBack(context, record.action, rows)
  await markRows(context, rows, kept)
  const counts = { restored: rows.length - kept.size, kept: kept.size }
  await sql.run(
    `update "BulkJob" set "undoPosition" = "undoPosition" + 1, restored = restored + $3, kept = kept + $4,
       "updatedAt" = clock_timestamp() where "tenantId" = $1 and id = $2`,
    [shop.id, jobId, counts.restored, counts.kept],
  )
  await insertAudit(sql, shop.id, actor, {
    action: 'bulk.undo-batch',
    entity: 'bulk',
    entityId: jobId,
    changes: { place: record.undoPosition, ...counts },
  })
  await announceBulk(sql, shop.id, jobId)
  await changes.write(sql, { inBulk: true })
  return true
}

type Customer = Awaited<ReturnType<typeof lockCustomers>>[number]
type DoneRow = Customer & { at: Date; undo: z.output<typeof undoSchema> }

/** Customers to whom the job did something, as they are now. */
async function readRows({ sql, shop, jobId }: BulkContext, ids: readonly string[]): Promise<DoneRow[]> {
  const customers = new Map((await lockCustomers(sql, shop.id, ids)).map((customer) => [customer.id, customer]))
  const rows = await sql.rows(
    z.object({ id: z.string(), at: z.date(), undo: undoSchema }),
    `select "customerId" as id, at, undo from "BulkRow"
     where "tenantId" = $1 and "jobId" = $2 and outcome = 'done' and "customerId" = any($3::text[]) and undone is null order by 1`,
    [shop.id, jobId, ids],
  )
  return rows.flatMap(({ id, at, undo }) => {
    const customer = customers.get(id)
    return customer === undefined ? [] : [{ ...customer, at, undo }]
  })
}

type Kept = Map<string, KeptReason>

/** One statement for all that went back and one for each reason: found by their key, however many rows the job has. */
async function markRows({ sql, shop, jobId }: BulkContext, rows: readonly DoneRow[], kept: Kept): Promise<void> {
  const ids = new Map<KeptReason | null, string[]>()
  for (const { id } of rows) {
    const because = kept.get(id) ?? null
    const own = ids.get(because)
    if (own === undefined) ids.set(because, [id])
    else own.push(id)
  }
  for (const [because, own] of ids)
    await sql.run(
      `update "BulkRow" set undone = $4, "keptBecause" = $5
       where "tenantId" = $1 and "jobId" = $2 and outcome = 'done' and "customerId" = any($3::text[])`,
      [shop.id, jobId, own, because === null ? 'restored' : 'kept', because],
    )
}

/** Whom it leaves as they are, with why. */
async function takeBack(context: BulkContext, action: BulkAction, rows: readonly DoneRow[]): Promise<Kept> {
  if (rows.length === 0) return new Map()
  if (action.kind === 'archive') return bringBack(context, rows)
  if (action.kind === 'ask-consent') return withdraw(context, action.channel, rows)
  const kept: Kept = new Map(rows.flatMap(({ id, gone }) => (gone === null ? [] : [[id, gone] as const])))
  const live = rows.filter(({ gone }) => gone === null)
  if (action.kind === 'set-segment') {
    const same = live.filter(({ segment }) => segment === action.segment)
    await changeSegments(
      context,
      same.map(({ id, segment, undo }) => ({ id, from: segment, to: undo.segment })),
    )
    for (const { id, segment } of live) if (segment !== action.segment) kept.set(id, 'changed')
    return kept
  }
  const add = action.kind === 'remove-tags'
  const changed = await (add ? giveTags(context, live) : takeTags(context, live))
  const back = byCustomer(changed)
  await tellTags(context, changed, add)
  for (const { id, undo } of live) {
    const now = back.get(id)?.length ?? 0
    if (now < undo.tags.length) kept.set(id, now === 0 ? 'changed' : 'partly')
  }
  return kept
}

/** A link that was used stays: what was answered by it stands. One that was not ends, whatever became of the customer. */
async function withdraw(context: BulkContext, channel: AskedChannel, rows: readonly DoneRow[]): Promise<Kept> {
  const ids = rows.map(({ id }) => id)
  const revoked = await revokeRequests(context.sql, context.shop.id, context.jobId, ids)
  await tellRequests(
    context,
    channel,
    rows.flatMap(({ id, gone }) => (gone === null && revoked.has(id) ? [id] : [])),
    false,
  )
  return new Map(ids.flatMap((id) => (revoked.has(id) ? [] : [[id, 'answered'] as const])))
}

const wornOf = (rows: readonly DoneRow[]): string =>
  JSON.stringify(rows.flatMap(({ id, at, undo }) => undo.tags.map((tag) => ({ id, tag, at }))))

/** A tag that was taken away and given again since is somebody else's doing: it is younger than the job's row. */
const takeTags = ({ sql, shop }: BulkContext, rows: readonly DoneRow[]) =>
  sql.rows(
    tagged,
    `with removed as (
       delete from "CustomerTag" ct using jsonb_to_recordset($2::jsonb) n (id text, tag text, at timestamptz)
       where ct."tenantId" = $1 and ct."customerId" = any($3::text[]) and ct."customerId" = n.id and ct."tagId" = n.tag
         and ct."createdAt" <= n.at
       returning ct."customerId", ct."tagId")
     select x."customerId", x."tagId", t.name from removed x join "Tag" t on t."tenantId" = $1 and t.id = x."tagId" order by t.key collate "C"`,
    [shop.id, wornOf(rows), rows.map(({ id }) => id)],
  )

const giveTags = ({ sql, shop }: BulkContext, rows: readonly DoneRow[]) =>
  sql.rows(
    tagged,
    `with added as (
       insert into "CustomerTag" ("tenantId", "customerId", "tagId")
       select $1, n.id, t.id from jsonb_to_recordset($2::jsonb) n (id text, tag text)
       join "Tag" t on t."tenantId" = $1 and t.id = n.tag order by n.id, t.id on conflict do nothing returning "customerId", "tagId")
     select a."customerId", a."tagId", t.name from added a join "Tag" t on t."tenantId" = $1 and t.id = a."tagId" order by t.key collate "C"`,
    [shop.id, wornOf(rows)],
  )

/** Archived customers are in the lists again, with the numbers and addresses that nobody else was given meanwhile, or not at all. */
async function bringBack(context: BulkContext, rows: readonly DoneRow[]): Promise<Kept> {
  const { sql, shop, actor, changes } = context
  const taken = await sql.rows(
    z.object({ id: z.string() }),
    // Lateral: value by value through the unique index, whatever the planner believes of how many are free.
    `select distinct mine."customerId" as id from "CustomerHandle" mine cross join lateral (
       select from "CustomerHandle" other where other."tenantId" = $1 and other.kind = mine.kind and other.value = mine.value
         and other."deletedAt" is null and not other.shared limit 1) other
     where mine."tenantId" = $1 and mine.id = any($2::text[]) and not mine.shared`,
    [shop.id, rows.flatMap(({ undo }) => undo.handles)],
  )
  const lost = new Set(taken.map(({ id }) => id))
  const kept: Kept = new Map()
  for (const { id, gone, version, undo } of rows) {
    if (gone === 'merged') kept.set(id, 'merged')
    else if (gone === null || version !== undo.version) kept.set(id, 'changed')
    else if (lost.has(id)) kept.set(id, 'taken')
  }
  const back = rows.filter(({ id }) => !kept.has(id))
  await sql.run(
    `update "Customer" set "deletedAt" = null, "updatedAt" = clock_timestamp(), version = version + 1
     where "tenantId" = $1 and id = any($2::text[])`,
    [shop.id, back.map(({ id }) => id)],
  )
  await sql.run(`update "CustomerHandle" set "deletedAt" = null where "tenantId" = $1 and id = any($2::text[])`, [
    shop.id,
    back.flatMap(({ undo }) => undo.handles),
  ])
  await insertCustomerAudits(
    sql,
    shop.id,
    actor,
    back.map(({ id }) => ({ customerId: id, action: 'customer.restore', changes: traceOf(context) })),
  )
  for (const { id } of back) changes.customer(id)
  return kept
}
