// What the screens of bulk jobs read and ask for, for one signed-in person's shop.
import 'server-only'
import type { BulkAction } from '@/lib/customers/bulk/bulk-action'
import { undoMinutes } from '@/lib/customers/bulk/bulk-limits'
import type { BulkStatus } from '@/lib/customers/bulk/bulk-result'
import type { BulkTarget } from '@/lib/customers/bulk/bulk-target'
import { type BulkRecord, createBulkJob, findBulkJob, listBulkJobs, startBulkUndo, stopBulkJob } from '@/lib/db/bulk-repo'
import { bulkRows, type BulkRow, type BulkShare } from '@/lib/db/bulk-rows'
import { CrmError, notFound } from '@/lib/shared/errors'
import type { DashboardContext } from '../context'
import { permissionFor } from './bulk-job'

export type { BulkRecord, BulkRow }

const shownJobs = 30
const shownRows = 50

export const recentBulkJobs = ({ shop }: DashboardContext): Promise<BulkRecord[]> => listBulkJobs(shop.id, shownJobs)

export interface BulkProgress {
  id: string
  status: BulkStatus
  kind: BulkAction['kind']
  /** Customers looked at, of `total`. */
  looked: number
  total: number
  done: number
  nothing: number
  refused: number
  restored: number
  kept: number
  /** In milliseconds; null when it cannot be taken back. */
  undoUntil: number | null
  /** Milliseconds of it that are left: the clock of a device may differ. */
  undoLeft: number
}

function progressOf(record: BulkRecord, now: Date): BulkProgress {
  const { id, status, action, total, done, nothing, refused, restored, kept, finishedAt } = record
  const isOpen = (status === 'done' || status === 'stopped') && finishedAt !== null
  const undoUntil = isOpen && done > 0 ? finishedAt.getTime() + undoMinutes * 60_000 : null
  return {
    id,
    status,
    kind: action.kind,
    ...(status === 'undoing' || status === 'undone'
      ? { looked: restored + kept, total: done }
      : { looked: done + nothing + refused, total }),
    done,
    nothing,
    refused,
    restored,
    kept,
    undoUntil,
    undoLeft: undoUntil === null ? 0 : Math.max(0, undoUntil - now.getTime()),
  }
}

export interface BulkView {
  record: BulkRecord
  progress: BulkProgress
  mayUndo: boolean
  share: BulkShare
  rows: BulkRow[]
  /** Where the next page begins. */
  next: string | null
}

/** Null for an unknown id and another shop's. */
export async function readBulkProgress({ shop, useCase }: DashboardContext, id: string): Promise<BulkProgress | null> {
  const record = await findBulkJob(shop.id, id)
  return record === null ? null : progressOf(record, useCase.clock())
}

/** Failures first: `asked` null shows the share that a person needs to see most. Null for an unknown id and another shop's. */
export async function readBulk(
  context: DashboardContext,
  id: string,
  { asked, after }: { asked: BulkShare | null; after: string },
): Promise<BulkView | null> {
  const record = await findBulkJob(context.shop.id, id)
  if (record === null) return null
  const share = asked ?? (['kept', 'refused', 'done', 'nothing'] as const).find((name) => record[name] > 0) ?? 'done'
  const rows = await bulkRows(context.shop.id, id, { share, after, limit: shownRows + 1 })
  const page = rows.slice(0, shownRows)
  return {
    record,
    progress: progressOf(record, context.useCase.clock()),
    mayUndo: context.can(permissionFor(record.action)),
    share,
    rows: page,
    next: rows.length > shownRows ? (page.at(-1)?.customerId ?? null) : null,
  }
}

/** Throws `invalid` (`bulk_nobody`, `bulk_too_many`). */
export const startBulk = ({ shop, useCase }: DashboardContext, action: BulkAction, target: BulkTarget) =>
  createBulkJob(shop, useCase.actor, action, target)

/** Throws `not_found`, `forbidden` for who may not do what the job does. */
async function requireRight(context: DashboardContext, id: string): Promise<void> {
  const record = await findBulkJob(context.shop.id, id)
  if (record === null) throw notFound('bulk')
  const permission = permissionFor(record.action)
  if (!context.can(permission)) throw new CrmError('forbidden', `Needs ${permission}`, { reason: 'role_forbidden' })
}

/** Throws `not_found`, `forbidden`, `conflict` `bulk_not_open`. */
export async function stopBulk(context: DashboardContext, id: string): Promise<void> {
  await requireRight(context, id)
  await stopBulkJob(context.shop, context.useCase.actor, id)
}

/** Throws `not_found`, `forbidden`, `conflict` (`bulk_not_open`, `bulk_too_old`). */
export async function undoBulk(context: DashboardContext, id: string): Promise<void> {
  await requireRight(context, id)
  await startBulkUndo(context.shop, context.useCase.actor, id)
}
