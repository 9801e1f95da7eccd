// Job `revert-import`: an import is taken back, a batch of customers a transaction. Killed at any moment, it goes on.
import 'server-only'
import { findImport } from '@/lib/db/import-repo'
import { revertBatch } from '@/lib/db/import-revert'
import { findShop } from '@/lib/db/tenant-repo'
import { notFound } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { actorOf, type ImportJob } from './run-import-job'

export async function revertImportJob({ tenantId, importId }: ImportJob): Promise<void> {
  const [shop, record] = await Promise.all([findShop(tenantId), findImport(tenantId, importId)])
  if (shop === null || record === null) throw notFound('import')
  let customers = 0
  for (let looked = -1; looked !== 0; customers += looked) looked = await revertBatch(shop, actorOf(record), importId)
  log().info({ tenantId, importId, customers }, 'an import was taken back')
}
