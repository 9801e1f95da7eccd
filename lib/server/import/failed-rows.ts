// The rows that were not imported, as a file like the one they came in, with the reason of each: corrected, it can be imported.
import 'server-only'
import { csvLine, givenBack } from '@/lib/customers/import/csv-cell'
import { byteOrderMark, encodeText } from '@/lib/customers/import/encode-text'
import type { ImportSettings } from '@/lib/customers/import/import-settings'
import type { RowReason } from '@/lib/customers/import/read-row'
import { failedRows } from '@/lib/db/import-outcome'

const pageOf = 500

export interface FailedWords {
  row: string
  reason: string
  say(reason: RowReason): string
}

/** The file's own encoding and separator; our two columns come last and are passed over when it is read again. */
export async function* failedRowsFile(
  tenantId: string,
  importId: string,
  { encoding, delimiter, columns }: ImportSettings,
  words: FailedWords,
): AsyncGenerator<Buffer> {
  const line = (cells: readonly string[]) => encodeText(csvLine(cells.map(givenBack), delimiter), encoding)
  yield byteOrderMark(encoding)
  yield line([...columns.map(({ header }) => header), words.row, words.reason])
  for (let after = 0; ;) {
    const rows = await failedRows(tenantId, importId, after, pageOf)
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.row
    yield Buffer.concat(
      rows.map(({ row, cells, reasons }) => {
        const own = columns.map((_, at) => cells[at] ?? '')
        const said = reasons.map((reason) =>
          reason.column === null ? words.say(reason) : `${reason.column} : ${words.say(reason)}`,
        )
        return line([...own, String(row), said.join(' ')])
      }),
    )
  }
}
