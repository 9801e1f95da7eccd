// Job `check-import`: the dry run. The whole file is read and decided as the run would, and nothing of a customer is written.
import 'server-only'
import { FileMemory } from '@/lib/customers/import/file-memory'
import { collectSamples, noCounts, noReport, rowsOf, tally } from '@/lib/customers/import/import-report'
import { planBatch } from '@/lib/customers/import/plan-batch'
import { readDirectory } from '@/lib/db/import-directory'
import { readChunks } from '@/lib/db/import-file-repo'
import { findImport, type ImportTrouble, saveCheck } from '@/lib/db/import-repo'
import { findShop } from '@/lib/db/tenant-repo'
import { tenantDb } from '@/lib/db/tenant-db'
import { CrmError, notFound } from '@/lib/shared/errors'
import { readBatches } from './read-rows'

/** Milliseconds between two signs of progress. */
const telling = 400

interface CheckJob {
  tenantId: string
  importId: string
  version: number
}

/** Ends without a word when the settings have changed meanwhile: they have a check of their own. */
export async function checkImportJob({ tenantId, importId, version }: CheckJob): Promise<void> {
  const [shop, record] = await Promise.all([findShop(tenantId), findImport(tenantId, importId)])
  if (shop === null || record === null) throw notFound('import')
  const { settings } = record
  if (settings === null || record.status !== 'checking' || record.settingsVersion !== version) return
  const counts = noCounts()
  const report = noReport()
  const memory = new FileMemory()
  const wantsTeam = settings.policy === 'overwrite'
  let told = performance.now()
  let trouble: ImportTrouble | null = null
  try {
    for await (const rows of readBatches(readChunks(tenantId, importId), settings, shop)) {
      const known = await tenantDb(tenantId).sql((sql) =>
        readDirectory(sql, { tenantId, importId, rows, wantsTeam, lock: false }),
      )
      const planned = planBatch(rows, { settings, locale: shop.locale, known, memory })
      tally(counts, planned)
      collectSamples(report, planned)
      if (performance.now() - told < telling) continue
      told = performance.now()
      if (!(await saveCheck(tenantId, importId, version, { position: rowsOf(counts), counts, report }))) return
    }
  } catch (error) {
    if (!(error instanceof CrmError) || error.code !== 'invalid') throw error
    trouble = { reason: error.reason, params: error.params }
  }
  const total = rowsOf(counts)
  if (trouble === null && total === counts.skipped) trouble = { reason: 'file_no_rows', params: {} }
  const finished = { totalRows: total, trouble }
  await saveCheck(tenantId, importId, version, { position: total, counts, report, finished })
}
