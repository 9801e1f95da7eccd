// The rows of an import's file as what they say of people, in batches of a steady size.
import 'server-only'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ImportSettings } from '@/lib/customers/import/import-settings'
import { conflict } from '@/lib/customers/import/known-customer'
import type { ReadRow } from '@/lib/customers/import/plan-batch'
import { readRow, type RowReading } from '@/lib/customers/import/read-row'
import type { Shop } from '@/lib/customers/use-case'
import { readCsv } from './read-csv'

/** Rows of one transaction: large enough that its statements cost little a row, short enough that nobody waits for it. */
export const batchSize = 2000
const slice = 100

/**
 * `skip` rows of the table (its header is none) are passed over unread. Every batch but the last is full, so that a run that
 * goes on after a crash cuts the file as it was cut before.
 */
export async function* readBatches(
  pieces: AsyncIterable<Uint8Array>,
  settings: ImportSettings,
  shop: Pick<Shop, 'region' | 'currency'>,
  skip = 0,
): AsyncGenerator<ReadRow[]> {
  const context = { settings, region: shop.region, currency: shop.currency }
  let passed = settings.hasHeader ? -1 : 0
  let batch: ReadRow[] = []
  for await (const { row, cells, broken } of readCsv(pieces, settings)) {
    passed++
    // Rows come faster than anything else gets a turn: the statements of the batch before are sent in between.
    if (passed % slice === 0) await nextTurn()
    if (passed <= skip) continue
    const reading: RowReading = broken
      ? { kind: 'refused', reasons: conflict(cells.some((cell) => cell.includes('"')) ? 'unclosed_quote' : 'too_long').reasons }
      : readRow(row, cells, context)
    batch.push({ row, cells, reading })
    if (batch.length === batchSize) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
