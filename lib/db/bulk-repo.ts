// Bulk jobs: what is to be done to whom, and how far it has come. Each change of state is one guarded statement.
import 'server-only'
import { z } from 'zod'
import { type BulkAction, bulkActionSchema } from '@/lib/customers/bulk/bulk-action'
import { mostCustomers, undoMinutes } from '@/lib/customers/bulk/bulk-limits'
import { type BulkStatus, bulkStatuses } from '@/lib/customers/bulk/bulk-result'
import { type BulkTarget, bulkTargetSchema, filterOf } from '@/lib/customers/bulk/bulk-target'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError, notFound } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { announceMany, notifyScreens } from './announce-many'
import { insertAudit } from './audit-repo'
import { idsStatement, type Statement, wantedTags } from './list-conditions'
import { type SqlTx, type SqlValue, tenantDb } from './tenant-db'

const recordSchema = z.object({
  id: z.string(),
  status: z.enum(bulkStatuses),
  action: bulkActionSchema,
  total: z.int(),
  position: z.int(),
  undoPosition: z.int(),
  done: z.int(),
  nothing: z.int(),
  refused: z.int(),
  restored: z.int(),
  kept: z.int(),
  createdById: z.string().nullable(),
  createdByName: z.string(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
  undoneById: z.string().nullable(),
  undoneByName: z.string().nullable(),
  undoneAt: z.date().nullable(),
  emptiedAt: z.date().nullable(),
})
export type BulkRecord = z.output<typeof recordSchema>

const columns = `id, status, action, total, "position", "undoPosition", done, nothing, refused, restored, kept, "createdById",
  "createdByName", "createdAt", "finishedAt", "undoneById", "undoneByName", "undoneAt", "emptiedAt"`
const stamp = '"updatedAt" = clock_timestamp()'

/** Customers of one batch, and so of one transaction. */
const pieceSize = 500
/** Customers that are not worth a wait behind a long job of the same shop. */
const few = 1_000
/** Milliseconds that finding everybody whom a list means may take. */
const patience = 60_000

/** Null for an unknown id and for another shop's. */
export const findBulkJob = (tenantId: string, id: string): Promise<BulkRecord | null> =>
  tenantDb(tenantId).sql(async (sql) => {
    // From an address: the one character that no database keeps is in no id.
    const wanted = id.replaceAll('\0', '')
    const rows = await sql.rows(recordSchema, `select ${columns} from "BulkJob" where "tenantId" = $1 and id = $2`, [
      tenantId,
      wanted,
    ])
    return rows[0] ?? null
  })

/** Newest first. */
export const listBulkJobs = (tenantId: string, limit: number): Promise<BulkRecord[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(recordSchema, `select ${columns} from "BulkJob" where "tenantId" = $1 order by "createdAt" desc, id desc limit $2`, [
      tenantId,
      limit,
    ]),
  )

/**
 * Notes whom `target` means at this moment, in one statement, and queues the work; how many they are. Throws `invalid`
 * (`bulk_nobody`, `bulk_too_many`).
 */
export const createBulkJob = (
  shop: Shop,
  actor: Actor,
  action: BulkAction,
  target: BulkTarget,
): Promise<{ id: string; total: number }> =>
  tenantDb(shop.id).sql(async (sql) => {
    await sql.run(`set local statement_timeout = ${patience}`)
    const id = newId()
    await sql.run(
      `insert into "BulkJob" ("tenantId", id, status, action, target, total, "createdById", "createdByName")
       values ($1, $2, 'running', $3::jsonb, $4::jsonb, 0, $5, $6)`,
      [shop.id, id, JSON.stringify(action), JSON.stringify(keptTarget(target)), actor.id, actor.name],
    )
    const total = await notePieces(sql, shop, id, target)
    if (total === 0) throw new CrmError('invalid', 'Nobody is meant', { reason: 'bulk_nobody' })
    if (total > mostCustomers)
      throw new CrmError('invalid', 'Too many at once', { reason: 'bulk_too_many', params: { most: mostCustomers } })
    await sql.run(`update "BulkJob" set total = $3 where "tenantId" = $1 and id = $2`, [shop.id, id, total])
    await insertAudit(sql, shop.id, actor, {
      action: 'bulk.start',
      entity: 'bulk',
      entityId: id,
      changes: { action: JSON.stringify(action), customers: total },
    })
    await queueBulk(sql, 'run-bulk', shop.id, id, total)
    return { id, total }
  })

/** The ids themselves are in the pieces. */
const keptTarget = (target: BulkTarget) => ('ids' in target ? { ids: target.ids.length } : bulkTargetSchema.parse(target))

async function notePieces(sql: SqlTx, shop: Shop, id: string, target: BulkTarget): Promise<number> {
  const chosen = await whoIsMeant(sql, shop, target)
  if (chosen === null) return 0
  const add = (value: SqlValue) => `$${chosen.values.push(value)}`
  const pieces = await sql.rows(
    z.object({ size: z.int() }),
    `insert into "BulkPiece" ("tenantId", "jobId", place, ids)
     select ${add(shop.id)}, ${add(id)}, (n.nth - 1) / ${pieceSize}, array_agg(n.id order by n.id)
     from (select meant.id, row_number() over (order by meant.id) as nth from (${chosen.text}) meant) n
     group by (n.nth - 1) / ${pieceSize} returning cardinality(ids) as size`,
    chosen.values,
  )
  return pieces.reduce((sum, { size }) => sum + size, 0)
}

/** Ids that somebody points at are taken as they are: what becomes of each is said row by row, of a stranger's as well. */
const whoIsMeant = async (sql: SqlTx, shop: Shop, target: BulkTarget): Promise<Statement | null> => {
  if ('ids' in target) return { text: 'select distinct unnest($1::text[]) as id', values: [target.ids] }
  const filter = filterOf(target)
  return idsStatement(shop, filter, mostCustomers + 1, await wantedTags(sql, filter))
}

/** A shop's long jobs go one after another, and short ones beside them. */
const queueBulk = (sql: SqlTx, task: 'run-bulk' | 'undo-bulk', tenantId: string, jobId: string, total: number) =>
  sql.rows(
    z.unknown(),
    `select enqueue_job($1, json_build_object('tenantId', $2::text, 'jobId', $3::text), queue => $4, job_key => $5)::text`,
    [task, tenantId, jobId, `bulk${total > few ? '' : '-few'} ${tenantId}`, `${task} ${jobId}`],
  )

async function lockBulkJob(sql: SqlTx, tenantId: string, id: string): Promise<BulkRecord & { canUndo: boolean }> {
  const [record] = await sql.rows(
    recordSchema.extend({ canUndo: z.boolean() }),
    `select ${columns}, "finishedAt" > clock_timestamp() - interval '${undoMinutes} minutes' is true as "canUndo"
     from "BulkJob" where "tenantId" = $1 and id = $2 for update`,
    [tenantId, id],
  )
  if (record === undefined) throw notFound('bulk')
  return record
}

const notOpen = (): CrmError => new CrmError('conflict', 'The job is past this step', { reason: 'bulk_not_open' })

/** What is done stays done; the rest is left. Throws `not_found`, `conflict` `bulk_not_open`. */
export const stopBulkJob = (shop: Shop, actor: Actor, id: string): Promise<void> =>
  tenantDb(shop.id).sql(async (sql) => {
    const { status } = await lockBulkJob(sql, shop.id, id)
    if (status !== 'running') throw notOpen()
    await sql.run(
      `update "BulkJob" set status = 'stopped', "finishedAt" = clock_timestamp(), ${stamp} where "tenantId" = $1 and id = $2`,
      [shop.id, id],
    )
    await insertAudit(sql, shop.id, actor, { action: 'bulk.stop', entity: 'bulk', entityId: id, changes: {} })
    await announceBulk(sql, shop.id, id)
    await announceMany(sql, shop.id)
  })

/** Throws `not_found`, `conflict` (`bulk_not_open`, `bulk_too_old` ten minutes after the end). */
export const startBulkUndo = (shop: Shop, actor: Actor, id: string): Promise<void> =>
  tenantDb(shop.id).sql(async (sql) => {
    const { status, canUndo, total } = await lockBulkJob(sql, shop.id, id)
    if (status !== 'done' && status !== 'stopped') throw notOpen()
    if (!canUndo) throw new CrmError('conflict', 'Too old to take back', { reason: 'bulk_too_old', params: { undoMinutes } })
    await sql.run(
      `update "BulkJob" set status = 'undoing', "undoneById" = $3, "undoneByName" = $4, ${stamp} where "tenantId" = $1 and id = $2`,
      [shop.id, id, actor.id, actor.name],
    )
    await insertAudit(sql, shop.id, actor, { action: 'bulk.undo', entity: 'bulk', entityId: id, changes: {} })
    await queueBulk(sql, 'undo-bulk', shop.id, id, total)
    await announceBulk(sql, shop.id, id)
  })

/** The job, locked until the end of the batch, and the batch's customers in order; null when it is not at this work. */
export async function nextPiece(
  sql: SqlTx,
  tenantId: string,
  id: string,
  work: Extract<BulkStatus, 'running' | 'undoing'>,
): Promise<{ record: BulkRecord; ids: string[] | null } | null> {
  // A batch that a crash of the database forgets takes its place in the job with it, and is done again.
  await sql.run('set local synchronous_commit to off')
  const record = await lockBulkJob(sql, tenantId, id)
  if (record.status !== work) return null
  const done = work === 'undoing' && record.undoPosition >= record.position
  const [piece] = done
    ? []
    : await sql.rows(
        z.object({ ids: z.array(z.string()) }),
        `select ids from "BulkPiece" where "tenantId" = $1 and "jobId" = $2 and place = $3`,
        [tenantId, id, work === 'running' ? record.position : record.undoPosition],
      )
  return { record, ids: piece?.ids ?? null }
}

/** After the last piece. */
export async function endWork(sql: SqlTx, tenantId: string, id: string, work: 'running' | 'undoing'): Promise<void> {
  const set = work === 'running' ? `status = 'done', "finishedAt"` : `status = 'undone', "undoneAt"`
  await sql.run(`update "BulkJob" set ${set} = clock_timestamp(), ${stamp} where "tenantId" = $1 and id = $2`, [tenantId, id])
  await announceBulk(sql, tenantId, id)
  await announceMany(sql, tenantId)
}

/** Open screens of the shop hear of it after the commit. */
export const announceBulk = (sql: SqlTx, tenantId: string, bulkId: string) =>
  notifyScreens(sql, { tenantId, kind: 'bulk', customerId: '', bulkId })
