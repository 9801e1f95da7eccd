// What each column of a file is about: by its name first, by what stands in it where the name says nothing.
import { normaliseEmail, normalisePhone } from '../identity'
import { tagKey } from '../tag-key'
import { cutText } from './cut-text'
import { headerWords } from './header-words'
import { type Column, type ColumnTarget, columnTargets, type MetadataFormat, ownMark } from './import-settings'
import { type DateOrder, isNothing, readAmount, readDate, readNumber, readYesNo } from './value-formats'

export const headerKey = (header: string): string =>
  tagKey(header)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const byWord = new Map<string, ColumnTarget>(
  columnTargets.flatMap((target) =>
    target === 'metadata' ? [] : headerWords[target].map((word): [string, ColumnTarget] => [word, target]),
  ),
)

/** Fields that one column only may fill; of two, the first does and the other is kept as a field of its own. */
const single = new Set<ColumnTarget>([
  'id',
  'reference',
  'firstName',
  'lastName',
  'fullName',
  'language',
  'preferredChannel',
  'segment',
  'consentSms',
  'consentWhatsapp',
  'consentEmail',
  'consentPhone',
])

const share = (values: readonly string[], test: (value: string) => boolean): number =>
  values.length === 0 ? 0 : values.filter(test).length / values.length

const looksLikePhone = (value: string, region: string): boolean =>
  /^[+\d(][\d\s().\-/]{7,}$/.test(value) && normalisePhone(value, region) !== null

function byContent(values: readonly string[], region: string): ColumnTarget | null {
  if (share(values, (value) => normaliseEmail(value) !== null) >= 0.7) return 'email'
  // Bare figures may be anything; a leading 0 or +, or spaces, make them a number to call.
  const callable = (value: string) => looksLikePhone(value, region) && /^(?:\+|00|0[1-9])/.test(value)
  return share(values, callable) >= 0.7 ? 'phone' : null
}

function formatOf(values: readonly string[], order: DateOrder, currency: string): MetadataFormat {
  if (values.length === 0) return 'text'
  if (values.every((value) => /[-/. ]/.test(value) && readDate(value, order) !== null)) return 'date'
  if (values.every((value) => /[€$£¥]|[A-Z]{3}/.test(value) && readAmount(value, currency) !== null)) return 'amount'
  if (values.every((value) => /^(?:oui|non|yes|no|true|false|vrai|faux)$/i.test(value) && readYesNo(value) !== null))
    return 'yesNo'
  // A leading zero is part of a postcode or a card's number, and more figures than a number holds are a code.
  const plain = (value: string) => /^-?(?:0|[1-9]\d{0,5})(?:[.,]\d{1,2})?$/.test(value) && readNumber(value) !== null
  return values.every(plain) && values.some((value) => /[.,]/.test(value)) ? 'number' : 'text'
}

/** Whether dates such as 03/14/2026 show that the month comes first. */
export function guessDateOrder(rows: readonly (readonly string[])[]): DateOrder {
  let day = 0
  let month = 0
  for (const cell of rows.flat()) {
    const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b/.exec(cell.trim())
    if (parts === null) continue
    if (Number(parts[1]) > 12) day++
    if (Number(parts[2]) > 12) month++
  }
  return month > day ? 'month' : 'day'
}

/** A first line that holds a person and no names of columns. */
export function looksHeaderless(first: readonly string[], region: string): boolean {
  if (first.some((cell) => byWord.has(headerKey(cell)))) return false
  return first.some((cell) => normaliseEmail(cell) !== null || (looksLikePhone(cell.trim(), region) && !/^\d{1,8}$/.test(cell)))
}

/** Lines above the header that a program may have written: a title, a date, for whom. */
const mostAbove = 10

/** The row that names the columns: the first that is not empty, or one below it that says what two columns or more are. */
export function headerOf(rows: readonly (readonly string[])[]): readonly string[] {
  const known = (cells: readonly string[]): number => cells.filter((cell) => byWord.has(headerKey(cell))).length
  const filled = rows.filter((cells) => cells.some((cell) => cell !== ''))
  const first = filled[0] ?? []
  return known(first) > 0 ? first : (filled.slice(0, mostAbove).find((cells) => known(cells) > 1) ?? first)
}

/** Names for columns without one, and a number behind a name that comes again. */
export function columnNames(header: readonly string[], numbered: (place: number) => string): string[] {
  const times = new Map<string, number>()
  return header.map((cell, index) => {
    const name = cutText(cell.trim().replace(/\s+/g, ' '), 200) || numbered(index + 1)
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    return time === 1 ? name : `${name} (${time})`
  })
}

/** The header of a shop's own column in an export; with a mark where its name alone would mean something else. */
export const ownColumnHeader = (key: string): string => (byWord.has(headerKey(key)) ? `Data: ${key}` : key)

export interface Guess {
  region: string
  currency: string
  dateOrder: DateOrder
}

/** `names` from `columnNames`; `rows` a sample of what stands below, cut to plain cells. */
export function guessColumns(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  { region, currency, dateOrder }: Guess,
): Column[] {
  const taken = new Set<ColumnTarget>()
  const isOurs = names.some((name) => byWord.get(headerKey(name)) === 'id')
  const columns = names.map((header, index): Column => {
    const values = rows.map((row) => row[index] ?? '').filter((value) => !isNothing(value))
    const named = ownMark.test(header) ? 'metadata' : byWord.get(headerKey(header.replace(/ \(\d+\)$/, '')))
    // Our own export says of every column what it is.
    let target = named ?? (isOurs ? null : byContent(values, region)) ?? 'metadata'
    // A column "Numéro" that holds 1, 2, 3 is no telephone.
    if (target === 'phone' && headerKey(header) === 'numero' && share(values, (value) => looksLikePhone(value, region)) < 0.5)
      target = 'metadata'
    if (single.has(target) && taken.has(target)) target = 'metadata'
    taken.add(target)
    return { header, target, format: target === 'metadata' ? formatOf(values, dateOrder, currency) : 'text' }
  })
  // "Nom" beside no "Prénom" holds whole names.
  if (!taken.has('firstName') && !taken.has('fullName'))
    for (const column of columns) if (column.target === 'lastName') column.target = 'fullName'
  return columns
}
