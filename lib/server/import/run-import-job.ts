// Job `run-import`: the file's rows take effect, a batch a transaction. Killed at any moment, it goes on where it was.
import 'server-only'
import type { Actor } from '@/lib/customers/use-case'
import { applyBatch } from '@/lib/db/import-batch'
import { readChunks } from '@/lib/db/import-file-repo'
import { findImport, finishImport, type ImportRecord } from '@/lib/db/import-repo'
import { findShop } from '@/lib/db/tenant-repo'
import { notFound } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { readBatches } from './read-rows'

export interface ImportJob {
  tenantId: string
  importId: string
}

/** An import's work is done in the name of whoever started it. */
export const actorOf = ({ createdById: id, createdByName: name }: ImportRecord): Actor =>
  id === null ? { kind: 'system', id, name } : { kind: 'user', id, name }

/** Two at once do each batch once: the second ends at its first one. */
export async function runImportJob({ tenantId, importId }: ImportJob): Promise<void> {
  const [shop, record] = await Promise.all([findShop(tenantId), findImport(tenantId, importId)])
  if (shop === null || record === null) throw notFound('import')
  const { settings } = record
  if (settings === null || record.status !== 'running') return
  const batches = readBatches(readChunks(tenantId, importId), settings, shop, record.position)
  let from = record.position
  // The next batch is read while the database works on this one.
  for (let next = batches.next(); ;) {
    const turn = await next
    if (turn.done === true) break
    const rows = turn.value
    next = batches.next()
    // Looked at when its turn comes; a failure of this batch must not leave it unheard.
    next.catch(() => undefined)
    if ((await applyBatch(shop, actorOf(record), { importId, from, rows, locale: shop.locale })) === 'stopped') return
    from += rows.length
  }
  await finishImport(tenantId, importId)
  log().info({ tenantId, importId, rows: from }, 'an import has run')
}
