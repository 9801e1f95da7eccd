// What came of a bulk job, as a file: those with a problem first.
import 'server-only'
import { csvLine, neutralise } from '@/lib/customers/import/csv-cell'
import { bulkOutcomes } from '@/lib/customers/bulk/bulk-result'
import { type BulkRow, bulkRows } from '@/lib/db/bulk-rows'

const pageOf = 500

export interface ResultWords {
  header: readonly string[]
  /** In the order of `header`. */
  cells: (row: BulkRow) => string[]
}

/** UTF-8 with its mark, by which French Excel knows it. A page is held at a time. */
export async function* resultsFile(tenantId: string, jobId: string, { header, cells }: ResultWords): AsyncGenerator<Buffer> {
  const line = (texts: readonly string[]) => csvLine(texts.map(neutralise), ';')
  yield Buffer.from(`\uFEFF${line(header)}`)
  for (const share of bulkOutcomes)
    for (let after = ''; ;) {
      const rows = await bulkRows(tenantId, jobId, { share, after, limit: pageOf })
      const last = rows.at(-1)
      if (last === undefined) break
      after = last.customerId
      yield Buffer.from(rows.map((row) => line(cells(row))).join(''))
    }
}
