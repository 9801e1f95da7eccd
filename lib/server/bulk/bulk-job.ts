// Jobs `run-bulk` and `undo-bulk`: many customers are changed, or changed back, a batch a transaction. Killed at any moment,
// they go on where they were; two at once do each batch once.
import 'server-only'
import { may, type Permission, roleSchema } from '@/lib/auth/roles'
import type { BulkAction } from '@/lib/customers/bulk/bulk-action'
import type { Actor } from '@/lib/customers/use-case'
import { roleIn } from '@/lib/db/account-repo'
import { applyPiece } from '@/lib/db/bulk-batch'
import { type BulkRecord, findBulkJob } from '@/lib/db/bulk-repo'
import { undoPiece } from '@/lib/db/bulk-undo'
import { findShop } from '@/lib/db/tenant-repo'
import { notFound } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'

interface BulkJob {
  tenantId: string
  jobId: string
}

const own: Partial<Record<BulkAction['kind'], Permission>> = { archive: 'customers:delete', 'ask-consent': 'customers:export' }
export const permissionFor = ({ kind }: BulkAction): Permission => own[kind] ?? 'customers:write'

async function open({ tenantId, jobId }: BulkJob) {
  const [shop, record] = await Promise.all([findShop(tenantId), findBulkJob(tenantId, jobId)])
  if (shop === null || record === null) throw notFound('bulk')
  return { shop, record }
}

const actorOf = (id: string | null, name: string): Actor =>
  id === null ? { kind: 'system', id, name } : { kind: 'user', id, name }

/** A long job may outlast its author's rights: they are looked at before every batch. */
async function stillMay(tenantId: string, { createdById, action }: BulkRecord): Promise<boolean> {
  if (createdById === null) return true
  const role = roleSchema.safeParse(await roleIn(tenantId, createdById))
  return role.success && may(role.data, permissionFor(action))
}

export async function runBulkJob(job: BulkJob): Promise<void> {
  const { shop, record } = await open(job)
  const actor = actorOf(record.createdById, record.createdByName)
  for (let more = true; more;) more = await applyPiece(shop, actor, job.jobId, await stillMay(shop.id, record))
  log().info({ ...job, customers: record.total }, 'a bulk job has run')
}

export async function undoBulkJob(job: BulkJob): Promise<void> {
  const { shop, record } = await open(job)
  const actor = actorOf(record.undoneById, record.undoneByName ?? record.createdByName)
  while (await undoPiece(shop, actor, job.jobId));
  log().info({ ...job, customers: record.done }, 'a bulk job was taken back')
}
