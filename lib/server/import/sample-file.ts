// The beginning of a file: what is guessed from it, and what a person sees of it before anything is decided.
import 'server-only'
import { isSkipped, meantCell } from '@/lib/customers/import/read-row'
import { cutText } from '@/lib/customers/import/cut-text'
import { guessDelimiter } from '@/lib/customers/import/delimiter'
import { decoderOf, type FileEncoding } from '@/lib/customers/import/encoding'
import { columnNames, guessColumns, guessDateOrder, headerOf, looksHeaderless } from '@/lib/customers/import/guess-columns'
import { type Column, type ImportSettings, mostColumns } from '@/lib/customers/import/import-settings'
import { repairMojibake } from '@/lib/customers/import/mojibake'
import { isNothing } from '@/lib/customers/import/value-formats'
import type { Shop } from '@/lib/customers/use-case'
import { CrmError } from '@/lib/shared/errors'
import { type CsvShape, readCsv } from './read-csv'

const sampleRows = 200

async function* once(piece: Uint8Array): AsyncGenerator<Uint8Array> {
  yield piece
}

/** The first rows. A row that the piece cuts in two comes last, and is left out when the file goes on. */
async function firstRows(piece: Uint8Array, shape: CsvShape, goesOn: boolean): Promise<string[][]> {
  const rows: string[][] = []
  try {
    for await (const { cells } of readCsv(once(piece), shape)) {
      rows.push(cells)
      if (rows.length > sampleRows) return rows.slice(0, sampleRows)
    }
  } catch (error) {
    // Quotes in disorder: the check says where; what came before can be shown.
    if (!(error instanceof CrmError)) throw error
  }
  return goesOn && rows.length > 1 ? rows.slice(0, -1) : rows
}

export interface FileStart {
  piece: Uint8Array
  /** The file has more than this piece. */
  goesOn: boolean
}

export interface Guesses {
  encoding: FileEncoding
  /** Given when a person has chosen; guessed otherwise. */
  delimiter?: ImportSettings['delimiter']
  hasHeader?: boolean
  repair?: boolean
}

type Reading = Pick<ImportSettings, 'encoding' | 'delimiter' | 'hasHeader' | 'repair' | 'columns' | 'dateOrder'>

/** `numbered` names a column without a header. Throws `invalid` `file_columns`. */
export async function guessReading(
  { piece, goesOn }: FileStart,
  given: Guesses,
  shop: Pick<Shop, 'region' | 'currency'>,
  numbered: (place: number) => string,
): Promise<Reading> {
  const { encoding, repair = true } = given
  const decoder = decoderOf(encoding)
  const delimiter = given.delimiter ?? guessDelimiter(decoder.decode(piece).slice(0, 60_000))
  const rows = await firstRows(piece, { encoding, delimiter }, goesOn)
  const meant = rows.map((cells) => cells.map((cell) => meantCell(cell, repair)))
  const first = headerOf(meant)
  if (Math.max(0, ...rows.map((cells) => cells.length)) > mostColumns * 4 || first.length > mostColumns)
    throw new CrmError('invalid', 'Too many columns', { reason: 'file_columns', params: { most: mostColumns } })
  const hasHeader = given.hasHeader ?? !looksHeaderless(first, shop.region)
  const isHeader = (cells: string[]) => hasHeader && cells.every((cell, at) => cell === first[at])
  // What stands above the header is about the file, and no value of a column.
  const below = hasHeader ? meant.slice(meant.findIndex((cells) => cells === first) + 1) : meant
  const values = below.filter((cells) => cells.some((cell) => !isNothing(cell)) && !isHeader(cells))
  const dateOrder = guessDateOrder(values)
  const names = columnNames(hasHeader ? first : first.map(() => ''), numbered)
  return { encoding, delimiter, hasHeader, repair, columns: guessColumns(names, values, { ...shop, dateOrder }), dateOrder }
}

export interface FilePreview {
  /** The first rows below the header, as they would be taken; long cells are cut. */
  rows: string[][]
  /** Cells that were wrongly encoded, as they stand and as they are meant. */
  repairs: { before: string; after: string }[]
  hasLostCharacters: boolean
}

const shownRows = 6
const shownCell = 60
const shownRepairs = 5

export async function previewFile({ piece, goesOn }: FileStart, settings: ImportSettings): Promise<FilePreview> {
  const all = await firstRows(piece, settings, goesOn)
  const rows = settings.hasHeader ? all.slice(1) : all
  const repairs = new Map<string, string>()
  for (const cell of all.flat()) {
    if (repairs.size >= shownRepairs) break
    const after = repairMojibake(cell)
    if (after !== cell && cell.length < 200) repairs.set(cutText(cell, shownCell), cutText(after, shownCell))
  }
  const width = settings.columns.length
  return {
    rows: rows
      .filter((cells) => !isSkipped(cells, settings))
      .slice(0, shownRows)
      .map((cells) => Array.from({ length: width }, (_, at) => cutText(meantCell(cells[at] ?? '', settings.repair), shownCell))),
    repairs: [...repairs].map(([before, after]) => ({ before, after })),
    hasLostCharacters: all.some((cells) => cells.some((cell) => cell.includes('\uFFFD'))),
  }
}

/** The same columns read otherwise: what a person had chosen for them stays where the names stay. */
export const keepChoices = (columns: readonly Column[], chosen: readonly Column[]): Column[] =>
  columns.map((column) => chosen.find(({ header }) => header === column.header) ?? column)
