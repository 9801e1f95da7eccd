// The rows of a file, one after another, whatever its size: bytes → text → rows, a piece at a time.
import 'server-only'
import Papa from 'papaparse'
import { z } from 'zod'
import { declaredDelimiter } from '@/lib/customers/import/delimiter'
import { decoderOf, type FileEncoding } from '@/lib/customers/import/encoding'
import { longestRow, mostRows } from '@/lib/customers/import/import-settings'
import { CrmError } from '@/lib/shared/errors'

export interface CsvRow {
  /** The line as a spreadsheet counts it, from 1; a cell may hold line breaks. */
  row: number
  cells: string[]
  /** A quotation mark was never closed, or stands where none can. */
  broken: boolean
}

export interface CsvShape {
  encoding: FileEncoding
  delimiter: string
}

const parsedSchema = z.object({
  data: z.array(z.array(z.string())),
  errors: z.array(z.looseObject({ type: z.string(), row: z.number().optional() })),
  meta: z.looseObject({ cursor: z.number() }),
})
type Parsed = z.output<typeof parsedSchema>

/** Quotes that swallow the lines behind them are put right this many times: each makes the reader look at those once more. */
const mostRepairs = 50

/** Line breaks of every kind become \n, in cells too: files of several origins are put one behind the other. */
async function* textOf(pieces: AsyncIterable<Uint8Array>, encoding: FileEncoding): AsyncGenerator<string> {
  const decoder = decoderOf(encoding)
  let carried = ''
  for await (const piece of pieces) {
    const text = carried + decoder.decode(piece)
    carried = text.endsWith('\r') ? '\r' : ''
    yield text.slice(0, text.length - carried.length).replace(/\r\n?/g, '\n')
  }
  yield (carried + decoder.end()).replace(/\r\n?/g, '\n')
}

/** Throws `invalid`: `file_rows` beyond the most rows allowed, `file_quotes` when too many quotes are never closed. */
export async function* readCsv(pieces: AsyncIterable<Uint8Array>, shape: CsvShape): AsyncGenerator<CsvRow> {
  const { delimiter } = shape
  const parse = (text: string, isLast: boolean, preview = 0): Parsed =>
    parsedSchema.parse(new Papa.Parser({ delimiter, newline: '\n', quoteChar: '"', preview }).parse(text, 0, !isLast))
  let row = 0
  let repairs = 0
  let rest = ''
  let begun = false
  /** Inside a line that is longer than any row may be: what is left of it is no row of its own. */
  let overlong = false
  const numbered = function* (data: string[][], broken: ReadonlySet<number>): Generator<CsvRow> {
    for (const [at, cells] of data.entries()) {
      row++
      if (row > mostRows + 1) throw new CrmError('invalid', 'Too many rows', { reason: 'file_rows', params: { most: mostRows } })
      yield { row, cells, broken: broken.has(at) }
    }
  }
  /** The line where reading stands is lost, alone, and reading goes on behind it. */
  const loseLine = function* (): Generator<CsvRow> {
    repairs++
    const end = rest.indexOf('\n')
    const line = end < 0 ? rest : rest.slice(0, end)
    rest = end < 0 ? '' : rest.slice(end + 1)
    overlong = end < 0
    yield* numbered([line.split(delimiter)], new Set([0]))
  }
  const read = function* (isLast: boolean): Generator<CsvRow> {
    for (;;) {
      const { data, errors, meta } = parse(rest, false)
      const broken = brokenIn(errors)
      // A quote closed by one of another line has made one row of several.
      const swallowing = [...broken].find((at) => data[at]?.some((cell) => cell.includes('\n')))
      if (swallowing !== undefined && repairs < mostRepairs) {
        if (swallowing > 0) {
          const before = parse(rest, false, swallowing)
          yield* numbered(before.data, broken)
          rest = rest.slice(before.meta.cursor)
        }
        yield* loseLine()
        continue
      }
      yield* numbered(data, broken)
      rest = rest.slice(meta.cursor)
      if (rest === '' || (!isLast && rest.length <= longestRow)) return
      const last = isLast ? parse(rest, true) : null
      if (last !== null && !last.errors.some(({ type }) => type === 'Quotes')) {
        rest = ''
        yield* numbered(last.data, new Set())
        return
      }
      if (repairs >= mostRepairs)
        throw new CrmError('invalid', 'Too many quotes are never closed', { reason: 'file_quotes', params: { row: row + 1 } })
      yield* loseLine()
    }
  }
  for await (const text of textOf(pieces, shape.encoding)) {
    rest += text
    if (!begun && rest.includes('\n')) {
      begun = true
      // Excel's own line about the separator is a line of the spreadsheet, and no row of the table.
      if (declaredDelimiter(rest) !== null) {
        rest = rest.slice(rest.indexOf('\n') + 1)
        row++
      }
    }
    if (overlong) {
      const end = rest.indexOf('\n')
      rest = end < 0 ? '' : rest.slice(end + 1)
      overlong = end < 0
    }
    yield* read(false)
  }
  yield* read(true)
}

const brokenIn = (errors: Parsed['errors']): Set<number> =>
  new Set(errors.flatMap(({ type, row }) => (type === 'Quotes' && row !== undefined ? [row] : [])))
