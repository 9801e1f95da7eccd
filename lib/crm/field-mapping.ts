// Which of our fields stands in which field of the other system: read from settings, checked against its live schema.
import { z } from 'zod'
import type { ExternalField, ExternalFieldType } from '@/lib/customers/field-catalogue'

const mappableNames = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'preferredChannel',
  'language',
  'segment',
  'tags',
  'optIn.email',
  'optIn.sms',
  'optIn.whatsapp',
  'optIn.phone',
] as const
/**
 * They come from orders and are never written there; a system that keeps totals of its own is read. People are not offered
 * them, but they may stand in a mapping that was written by hand.
 */
const figureNames = ['totalOrders', 'totalSpent', 'averageOrderValue', 'lastOrderAt'] as const
const allNames = [...mappableNames, ...figureNames]
type MappableName = (typeof mappableNames)[number]
type InternalName = (typeof allNames)[number]

/** Types of ours. What the shop keeps under a name of its own, `metadata.<key>`, is text here and may be anything there. */
const typeOf: Record<InternalName, ExternalFieldType> = {
  firstName: 'text',
  lastName: 'text',
  email: 'text',
  phone: 'text',
  preferredChannel: 'choice',
  language: 'text',
  segment: 'text',
  tags: 'choices',
  totalOrders: 'number',
  totalSpent: 'number',
  averageOrderValue: 'number',
  lastOrderAt: 'date',
  'optIn.email': 'boolean',
  'optIn.sms': 'boolean',
  'optIn.whatsapp': 'boolean',
  'optIn.phone': 'boolean',
}

const isFigure = (internal: string): boolean => figureNames.some((name) => name === internal)

/** What people may map, in the order in which a screen shows it. */
export const mappableFields: readonly { name: MappableName; type: ExternalFieldType }[] = mappableNames.map((name) => ({
  name,
  type: typeOf[name],
}))

/** Type of one of our fields, `metadata.<key>` included. */
export function mappedType(internal: string): ExternalFieldType {
  const known = allNames.find((name) => name === internal)
  return known === undefined ? 'text' : typeOf[known]
}

const prefix = 'metadata.'
export const metadataKeyOf = (internal: string): string | null =>
  internal.startsWith(prefix) ? internal.slice(prefix.length) : null

const synonyms = new Map<string, InternalName>([
  ['totalRevenue', 'totalSpent'],
  ['tag', 'tags'],
])

/** `preferred_channel` and `preferredChannel` are one field; null for a name that is none of ours. */
function internalName(given: string): InternalName | null {
  const camel = given.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())
  return allNames.find((name) => name === given || name === camel) ?? synonyms.get(given) ?? synonyms.get(camel) ?? null
}

const externalPattern = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/

/**
 * As stored in a connection's settings and as the handoff writes it: `{ internalField: externalField }`, or the other way
 * round. Refuses (`external_field`) what can be no field's name there, whichever side it stands on, and one of ours given
 * twice.
 */
export const fieldMappingSchema = z
  .record(z.string().trim().min(1).max(128), z.string().trim())
  .superRefine((given, context) => {
    const seen = new Set<string>()
    for (const { key, internal, external } of entriesOf(given)) {
      if (!externalPattern.test(external)) context.addIssue({ code: 'custom', path: [key], message: 'external_field' })
      if (seen.has(internal)) context.addIssue({ code: 'custom', path: [key], message: 'mapping_taken_twice' })
      seen.add(internal)
    }
  })
  .default({})

/** Our field → theirs. Names that are none of ours are `metadata.<name>`. */
export type FieldMapping = Readonly<Record<string, string>>

export interface MappingWarning {
  /** `mapping_direction`: it was written the other way round and has been turned. */
  fault: 'mapping_direction'
  params: { internal: string; external: string }
}

interface Entry {
  /** As it was given. */
  key: string
  internal: string
  external: string
  isTurned: boolean
}

const entriesOf = (given: Readonly<Record<string, string>>): Entry[] =>
  Object.entries(given).map(([key, value]) => {
    const [own, turned] = [internalName(key), internalName(value)]
    if (own === null && turned !== null && metadataKeyOf(key) === null)
      return { key, internal: turned, external: key, isTurned: true }
    return { key, internal: own ?? (metadataKeyOf(key) === null ? `${prefix}${key}` : key), external: value, isTurned: false }
  })

/**
 * The mapping in one direction and one spelling. An entry whose value is one of our fields and whose key is none was
 * written the other way round: it is turned, with a warning.
 */
export function normaliseMapping(given: Readonly<Record<string, string>>): { mapping: FieldMapping; warnings: MappingWarning[] } {
  const entries = entriesOf(given)
  return {
    mapping: Object.fromEntries(entries.map(({ internal, external }) => [internal, external])),
    warnings: entries.flatMap(({ internal, external, isTurned }) =>
      isTurned ? [{ fault: 'mapping_direction', params: { internal, external } }] : [],
    ),
  }
}

export interface MappingProblem {
  internal: string
  external: string
  /**
   * `absent`: no such field there. `read_only`: cannot be written. `wrong_type`: a value would not fit. `taken_twice`: two of
   * ours. `reserved`: the system's adapter keeps something else in it.
   */
  fault: 'absent' | 'read_only' | 'wrong_type' | 'taken_twice' | 'reserved'
  /** `out`: from here to there; `in`: from there to here. */
  direction: 'out' | 'in' | 'both'
}

/** Which of their types can hold ours, and which of theirs we can read. */
const holds: Record<ExternalFieldType, readonly ExternalFieldType[]> = {
  text: ['text'],
  number: ['number', 'text'],
  boolean: ['boolean', 'choice', 'text'],
  date: ['date', 'text'],
  choice: ['choice', 'text'],
  choices: ['choices', 'text'],
  other: ['text'],
}

function fits(internal: string, theirs: ExternalFieldType): boolean {
  if (metadataKeyOf(internal) !== null) return theirs !== 'other'
  const type = mappedType(internal)
  return holds[type].includes(theirs) || (type === 'text' && theirs === 'choice')
}

/**
 * What does not fit, in both directions, for the settings screen. Empty: all fits.
 * @param reserved fields of theirs that the adapter keeps for itself, and for which of ours, if any
 */
export function mappingProblems(
  mapping: FieldMapping,
  catalogue: readonly ExternalField[],
  reserved: ReadonlyMap<string, string | null> = new Map(),
): MappingProblem[] {
  const entries = Object.entries(mapping)
  return entries.flatMap(([internal, external]): MappingProblem[] => {
    const field = catalogue.find(({ name }) => name === external)
    if (field === undefined) return [{ internal, external, fault: 'absent', direction: 'both' }]
    const problems: MappingProblem[] = []
    if (entries.some(([other, name]) => other !== internal && name === external))
      problems.push({ internal, external, fault: 'taken_twice', direction: 'both' })
    if (reserved.has(external) && reserved.get(external) !== internal)
      problems.push({ internal, external, fault: 'reserved', direction: 'both' })
    if (!field.writable && !isFigure(internal)) problems.push({ internal, external, fault: 'read_only', direction: 'out' })
    if (!fits(internal, field.type))
      problems.push({ internal, external, fault: 'wrong_type', direction: isFigure(internal) ? 'in' : 'both' })
    return problems
  })
}

/**
 * Our value as their text; null clears. Lists are parted by `;`, which a part therefore cannot hold. Whether their field
 * takes it says `fitsField`.
 */
export function toExternalText(value: unknown, type: ExternalFieldType): string | null {
  switch (typeof value) {
    case 'string':
      return type === 'text' || value !== '' ? value : null
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      return Number.isFinite(value) ? String(value) : null
    case 'bigint':
      return value.toString()
    case 'object':
      if (value === null) return null
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
      if (!Array.isArray(value)) return JSON.stringify(value)
      return partsOf(value).join(';') || null
    default:
      return null
  }
}

const partsOf = (list: readonly unknown[]): string[] =>
  list.flatMap((part) => {
    const text = toExternalText(part, 'choice')?.replaceAll(';', ',').trim() ?? ''
    return text === '' ? [] : [text]
  })

/** Whether a text may be written into their field as it is: within its length, among its choices. */
export function fitsField(text: string, field: ExternalField): boolean {
  if (field.maxLength !== null && [...text].length > field.maxLength) return false
  if (field.type === 'choice') return field.choices.some(({ value }) => value === text)
  if (field.type === 'choices') return text.split(';').every((part) => field.choices.some(({ value }) => value === part))
  return field.type !== 'number' || /^-?\d+(\.\d+)?$/.test(text)
}

/** Their text as a value of our type; null for an empty one and for what cannot be read. */
export function fromExternalText(
  text: string | null,
  type: ExternalFieldType,
): string | number | boolean | Date | string[] | null {
  const given = text?.trim() ?? ''
  if (given === '') return null
  switch (type) {
    case 'number':
      return decimal.test(given) && Number.isFinite(Number(given)) ? Number(given) : null
    case 'boolean':
      return /^(true|1|yes|oui|granted)$/i.test(given) ? true : /^(false|0|no|non|denied)$/i.test(given) ? false : null
    case 'choices':
      return given.split(';').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
    case 'date':
      return dateOf(given)
    default:
      return given
  }
}

const decimal = /^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i
/** ISO 8601, a day or a moment; `+0000` without a colon too, as one vendor writes it. */
const isoDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** Also milliseconds since 1970, as another writes it. A moment without an offset is UTC. */
function dateOf(text: string): Date | null {
  const isMoment = /T/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text)
  const at = /^\d{11,15}$/.test(text)
    ? new Date(Number(text))
    : new Date(isoDate.test(text) ? `${text}${isMoment ? 'Z' : ''}` : '')
  return Number.isNaN(at.getTime()) ? null : at
}

/** `1234` and 2 digits → `12.34`, by text alone. */
export function majorUnits(minor: number, digits: number): string {
  const sign = minor < 0 ? '-' : ''
  const padded = String(Math.abs(minor)).padStart(digits + 1, '0')
  return digits === 0 ? `${sign}${padded}` : `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}

/** `12.3` and 2 digits → `1230`; null for what is no amount. Digits beyond the currency's are cut. */
export function minorUnits(text: string, digits: number): number | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (match === null) return null
  const fraction = (match[3] ?? '').padEnd(digits, '0').slice(0, digits)
  const amount = Number(`${match[2] ?? ''}${fraction}`)
  if (!Number.isSafeInteger(amount)) return null
  return match[1] === '-' && amount !== 0 ? -amount : amount
}
