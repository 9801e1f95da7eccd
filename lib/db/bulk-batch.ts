// One batch of a bulk job takes effect: its customers locked, changed with a handful of statements, each with its result, in
// one transaction that also moves the job on. A batch happens once, however often it is tried.
import 'server-only'
import { z } from 'zod'
import type { BulkOutcome, Refusal } from '@/lib/customers/bulk/bulk-result'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { insertAudit } from './audit-repo'
import { type BulkUndo, type LiveCustomer, takeEffect } from './bulk-effects'
import { announceBulk, endWork, nextPiece } from './bulk-repo'
import { LeavingChanges } from './leaving-changes'
import { type SqlTx, tenantDb } from './tenant-db'

const customerSchema = z.object({
  id: z.string(),
  segment: z.string().nullable(),
  gone: z.enum(['archived', 'merged']).nullable(),
})

/** Locked in one order, so that two jobs about the same people wait for each other; read afterwards, as they are then. */
export async function lockCustomers(sql: SqlTx, tenantId: string, ids: readonly string[]) {
  await sql.rows(z.unknown(), `select id from "Customer" where "tenantId" = $1 and id = any($2::text[]) order by id for update`, [
    tenantId,
    ids,
  ])
  return sql.rows(
    customerSchema.extend({ version: z.int() }),
    `select id, version, segment,
       case when "mergedIntoId" is not null then 'merged' when "deletedAt" is not null then 'archived' end as gone
     from "Customer" where "tenantId" = $1 and id = any($2::text[])`,
    [tenantId, ids],
  )
}

interface ResultRow {
  customerId: string
  outcome: BulkOutcome
  reason: Refusal | null
  undo: Partial<BulkUndo> | null
}

/** @param allowed whether the job's author may still do this; @returns false when there is no more to do, or it was stopped */
export const applyPiece = (shop: Shop, actor: Actor, jobId: string, allowed: boolean): Promise<boolean> =>
  tenantDb(shop.id).sql(async (sql) => {
    const next = await nextPiece(sql, shop.id, jobId, 'running')
    if (next === null) return false
    const { record, ids } = next
    if (ids === null) {
      await endWork(sql, shop.id, jobId, 'running')
      return false
    }
    const changes = new LeavingChanges()
    const rows = allowed
      ? await applyTo(sql, shop, actor, { jobId, action: record.action, ids, changes })
      : ids.map((customerId): ResultRow => ({ customerId, outcome: 'refused', reason: 'forbidden', undo: null }))
    await sql.run(
      `insert into "BulkRow" ("tenantId", "jobId", outcome, "customerId", reason, undo)
       select $1, $2, n.outcome, n."customerId", n.reason, n.undo
       from jsonb_to_recordset($3::jsonb) n (outcome text, "customerId" text, reason text, undo jsonb)`,
      [shop.id, jobId, JSON.stringify(rows)],
    )
    const count = (outcome: BulkOutcome) => rows.filter((row) => row.outcome === outcome).length
    const counts = { done: count('done'), nothing: count('nothing'), refused: count('refused') }
    await sql.run(
      `update "BulkJob" set "position" = "position" + 1, done = done + $3, nothing = nothing + $4, refused = refused + $5,
         "updatedAt" = clock_timestamp() where "tenantId" = $1 and id = $2`,
      [shop.id, jobId, counts.done, counts.nothing, counts.refused],
    )
    await insertAudit(sql, shop.id, actor, {
      action: 'bulk.batch',
      entity: 'bulk',
      entityId: jobId,
      changes: { place: record.position, ...counts },
    })
    await announceBulk(sql, shop.id, jobId)
    await changes.write(sql, { inBulk: true })
    return true
  })

async function applyTo(
  sql: SqlTx,
  shop: Shop,
  actor: Actor,
  { ids, ...work }: Omit<Parameters<typeof takeEffect>[3], 'customers'> & { ids: readonly string[] },
): Promise<ResultRow[]> {
  const known = new Map((await lockCustomers(sql, shop.id, ids)).map((customer) => [customer.id, customer]))
  const live = [...known.values()].filter(
    (customer): customer is LiveCustomer & { gone: null; version: number } => customer.gone === null,
  )
  const effects = new Map(
    (await takeEffect(sql, shop, actor, { ...work, customers: live })).map((effect) => [effect.customerId, effect]),
  )
  return ids.map((customerId) => {
    const customer = known.get(customerId)
    const reason = customer === undefined ? 'unknown' : customer.gone
    const effect = effects.get(customerId)
    if (reason !== null) return { customerId, outcome: 'refused', reason, undo: null }
    if (effect === undefined) return { customerId, outcome: 'nothing', reason: null, undo: null }
    return 'left' in effect
      ? { customerId, outcome: 'nothing', reason: effect.left, undo: null }
      : { customerId, outcome: 'done', reason: null, undo: effect.undo }
  })
}
