// One row of a file as what it says of a person, or the reasons why it cannot be taken; pure, and the same in a dry run.
import { z } from 'zod'
import type { ContactChannel, Metadata } from '../customer'
import { type NewHandle, normaliseEmail, normalisePhone } from '../identity'
import { plainCell } from './csv-cell'
import { cutText } from './cut-text'
import { type Column, type ImportSettings, longestCell, metadataKey } from './import-settings'
import { repairMojibake } from './mojibake'
import { cleanName, splitFullName } from './person-name'
import {
  isNothing,
  readAmount,
  readChannel,
  readDate,
  readLanguage,
  readList,
  readNumber,
  readSegment,
  readYesNo,
} from './value-formats'

/** Keys under `imports.reason` in the catalogues. */
export const rowReasons = [
  'phone',
  'phone_spreadsheet',
  'email',
  'no_identity',
  'too_long',
  'too_many_cells',
  'too_many_tags',
  'too_many_handles',
  'unclosed_quote',
  'unreadable',
  'language',
  'two_people',
  'other_name',
  'shared_handle',
] as const

/** `column` is a header of the file; `value` and the names beside it are for the person who reads the refusal. */
export const rowReasonSchema = z.object({
  reason: z.enum(rowReasons),
  column: z.string().nullable(),
  params: z.record(z.string(), z.string()),
})
export type RowReason = z.infer<typeof rowReasonSchema>

export const textFields = ['firstName', 'lastName', 'language', 'preferredChannel', 'segment'] as const
export type TextField = (typeof textFields)[number]

/** What a row says of one person. Handles in their order: the first of a kind is the one to use. */
export interface Candidate {
  row: number
  id: string | null
  handles: NewHandle[]
  fields: Partial<Record<TextField, string>>
  metadata: Metadata
  tags: string[]
  consents: Partial<Record<ContactChannel, boolean>>
}

export type RowReading =
  { kind: 'candidate'; candidate: Candidate } | { kind: 'refused'; reasons: RowReason[] } | { kind: 'skipped' }

export interface RowContext {
  settings: ImportSettings
  region: string
  currency: string
}

const consentOf: Partial<Record<Column['target'], ContactChannel>> = {
  consentSms: 'sms',
  consentWhatsapp: 'whatsapp',
  consentEmail: 'email',
  consentPhone: 'phone',
}
const longest: Partial<Record<Column['target'], number>> = {
  firstName: 120,
  lastName: 120,
  fullName: 240,
  segment: 60,
  reference: 120,
}
const mostTags = 100
/** Phones or e-mails of one row: a cell that holds more is no person's. */
const mostReaches = 20

/** The cell as it is meant: repaired when the settings say so, and without what spreadsheets put around it. */
export const meantCell = (cell: string, repair: boolean): string => plainCell(repair ? repairMojibake(cell) : cell)

const oneLine = (cell: string): string => cell.replace(/\s+/g, ' ').trim()

/** A line of nothing, or the header once more: below a title, or where files were put one behind the other. */
export function isSkipped(cells: readonly string[], { columns, repair }: Pick<ImportSettings, 'columns' | 'repair'>): boolean {
  const named = (cell: string, at: number): boolean => {
    const header = columns[at]?.header
    const name = oneLine(meantCell(cell, repair))
    return name === header || name === header?.replace(/ \(\d+\)$/, '')
  }
  const filled = [...cells.entries()].filter(([, cell]) => cell.trim() !== '')
  return filled.length === 0 || (filled.length > 1 && filled.every(([at, cell]) => named(cell, at)))
}

export function readRow(row: number, cells: readonly string[], { settings, region, currency }: RowContext): RowReading {
  const { columns, repair } = settings
  if (isSkipped(cells, settings)) return { kind: 'skipped' }
  const reasons: RowReason[] = []
  const refuse = (reason: RowReason['reason'], column: string | null = null, value = ''): void =>
    void reasons.push({ reason, column, params: { value: cutText(value, 80) } })
  if (cells.slice(columns.length).some((cell) => cell.trim() !== '')) refuse('too_many_cells')

  const candidate: Candidate = { row, id: null, handles: [], fields: {}, metadata: {}, tags: [], consents: {} }
  columns.forEach((column, at) => {
    const { target, header } = column
    if (target === 'ignore') return
    const value = meantCell(cells[at] ?? '', repair)
    if (value === '') return
    if (value.length > (longest[target] ?? longestCell)) return refuse('too_long', header, value)
    if (value.includes('\uFFFD')) return refuse('unreadable', header, value)
    readCell(candidate, column, value, { settings, region, currency }, refuse)
  })
  if (candidate.tags.length > mostTags) refuse('too_many_tags')
  if (candidate.handles.length > mostReaches) refuse('too_many_handles')
  if (reasons.length > 0) return { kind: 'refused', reasons }
  if (candidate.id === null && candidate.handles.length === 0) {
    refuse('no_identity')
    return { kind: 'refused', reasons }
  }
  return { kind: 'candidate', candidate }
}

function readCell(
  candidate: Candidate,
  { target, header, format }: Column,
  value: string,
  { settings, region, currency }: RowContext,
  refuse: (reason: RowReason['reason'], column: string | null, value: string) => void,
): void {
  switch (target) {
    case 'id':
      if (/^[0-9a-f-]{36}$/i.test(value)) candidate.id = value.toLowerCase()
      return
    case 'reference':
      return isNothing(value) ? undefined : addHandle(candidate, { kind: 'reference', value: value.normalize('NFC'), raw: value })
    case 'firstName':
    case 'lastName': {
      const name = cleanName(value)
      if (name !== '') candidate.fields[target] = name
      return
    }
    case 'fullName': {
      const names = splitFullName(value)
      if (Object.values(names).some((name) => name.length > (longest.firstName ?? 0))) return refuse('too_long', header, value)
      return void Object.assign(candidate.fields, names)
    }
    case 'phone':
      return readPhones(candidate, value, region, (reason) => refuse(reason, header, value))
    case 'email':
      return readEmails(candidate, value, () => refuse('email', header, value))
    case 'language': {
      const language = readLanguage(value)
      if (language === null) return isNothing(value) ? undefined : refuse('language', header, value)
      candidate.fields.language = language
      return
    }
    case 'preferredChannel': {
      const channel = readChannel(value)
      if (channel !== null) candidate.fields.preferredChannel = channel
      return
    }
    case 'segment':
      if (!isNothing(value)) candidate.fields.segment = readSegment(value)
      return
    case 'tags':
      candidate.tags = readList(value)
      if (candidate.tags.some((tag) => tag.length > 60)) refuse('too_long', header, value)
      return
    case 'metadata':
      candidate.metadata[metadataKey(header)] = readMetadata(value, format, settings, currency)
      return
    default: {
      const channel = consentOf[target]
      const answer = readYesNo(value)
      if (channel !== undefined && answer !== null) candidate.consents[channel] = answer
    }
  }
}

/** What cannot be read as its column's format is kept as the text it is. */
function readMetadata(value: string, format: Column['format'], settings: ImportSettings, currency: string): Metadata[string] {
  switch (format) {
    case 'text':
      return value
    case 'number':
      return readNumber(value) ?? value
    case 'date':
      return readDate(value, settings.dateOrder) ?? value
    case 'yesNo':
      return readYesNo(value) ?? value
    case 'amount': {
      const money = readAmount(value, currency)
      return money === null ? value : { amount: money.amount, currency: money.currency }
    }
  }
}

function addHandle(candidate: Candidate, handle: NewHandle): void {
  if (!candidate.handles.some(({ kind, value }) => kind === handle.kind && value === handle.value)) candidate.handles.push(handle)
}

/** "06 39 98 12 34 / 01 42…": several in one cell; a list of figures such as 06/39/98/12/34 is one. */
function readPhones(
  candidate: Candidate,
  value: string,
  region: string,
  refuse: (reason: 'phone' | 'phone_spreadsheet') => void,
): void {
  if (isNothing(value) || /^[\s0.\-/]+$/.test(value)) return
  // 3,36123E+10: the spreadsheet has thrown figures away, nobody can bring them back.
  if (/^\d+([.,]\d+)?E\+?\d+$/i.test(value)) return refuse('phone_spreadsheet')
  const whole = normalisePhone(value, region)
  const parts = whole === null ? value.split(/[;,|\n]|\s\/\s|\bou\b|\bor\b/i).map((part) => part.trim()) : [value]
  for (const part of parts) {
    if (part === '') continue
    const phone = normalisePhone(part.replace(/^(?:t[ée]l\.?|mob\.?|port\.?|gsm)\s*:?\s*/i, ''), region)
    if (phone === null) return refuse('phone')
    addHandle(candidate, { kind: 'phone', value: phone, raw: cutText(part, 60) })
  }
}

function readEmails(candidate: Candidate, value: string, refuse: () => void): void {
  if (isNothing(value)) return
  const parts = value.split(/[;,|\s]+/).filter((part) => part !== '')
  for (const part of parts) {
    const email = normaliseEmail(part.replace(/^<|>$/g, '').replace(/^mailto:/i, ''))
    if (email === null) return refuse()
    addHandle(candidate, { kind: 'email', value: email, raw: part })
  }
}
