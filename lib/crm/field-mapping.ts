// Which of our fields stands in which field of the other system: read from settings, checked against its live schema.
import { z } from 'zod'
import type { ExternalField, ExternalFieldType } from '@/lib/customers/field-catalogue'

export const mappableNames = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'preferredChannel',
  'language',
  'segment',
  'tags',
  'totalOrders',
  'totalSpent',
  'averageOrderValue',
  'lastOrderAt',
  'optIn.email',
  'optIn.sms',
  'optIn.whatsapp',
  'optIn.phone',
] as const
export type MappableName = (typeof mappableNames)[number]

/** Types of ours; `metadata.<key>` is text. */
const typeOf: Record<MappableName, ExternalFieldType> = {
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

/** Figures come from orders: they are written there and never read back. */
const outOnly: ReadonlySet<string> = new Set(['totalOrders', 'totalSpent', 'averageOrderValue', 'lastOrderAt'])

export const mappableFields: readonly { name: MappableName; type: ExternalFieldType; isReadBack: boolean }[] = mappableNames.map(
  (name) => ({ name, type: typeOf[name], isReadBack: !outOnly.has(name) }),
)

/** Type of one of our fields, `metadata.<key>` included. */
export const mappedType = (internal: string): ExternalFieldType =>
  mappableFields.find(({ name }) => name === internal)?.type ?? 'text'

const prefix = 'metadata.'
export const metadataKeyOf = (internal: string): string | null =>
  internal.startsWith(prefix) ? internal.slice(prefix.length) : null

const synonyms: Readonly<Record<string, MappableName>> = { totalRevenue: 'totalSpent', tag: 'tags' }

/** `preferred_channel` and `preferredChannel` are one field; null for a name that is none of ours. */
function internalName(given: string): MappableName | null {
  const camel = given.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())
  return mappableNames.find((name) => name === given || name === camel) ?? synonyms[given] ?? synonyms[camel] ?? null
}

const externalName = z
  .string()
  .trim()
  .regex(/^[A-Za-z][A-Za-z0-9_.-]{0,127}$/, { error: 'external_field' })

/** As stored in a connection's settings and as the handoff writes it: `{ internalField: externalField }`. */
export const fieldMappingSchema = z.record(z.string().trim().min(1).max(128), externalName).default({})

/** Our field → theirs. Names that are none of ours are `metadata.<name>`. */
export type FieldMapping = Readonly<Record<string, string>>

export interface MappingWarning {
  /** `mapping_direction`: it was written the other way round and has been turned. */
  fault: 'mapping_direction'
  params: { internal: string; external: string }
}

/**
 * The mapping in one direction and one spelling. An entry whose value is one of our fields and whose key is none was
 * written the other way round: it is turned, with a warning.
 */
export function normaliseMapping(given: Readonly<Record<string, string>>): { mapping: FieldMapping; warnings: MappingWarning[] } {
  const mapping: Record<string, string> = {}
  const warnings: MappingWarning[] = []
  for (const [key, value] of Object.entries(given)) {
    const [own, turned] = [internalName(key), internalName(value)]
    if (own === null && turned !== null && metadataKeyOf(key) === null) {
      mapping[turned] = key
      warnings.push({ fault: 'mapping_direction', params: { internal: turned, external: key } })
    } else mapping[own ?? (metadataKeyOf(key) === null ? `${prefix}${key}` : key)] = value
  }
  return { mapping, warnings }
}

export interface MappingProblem {
  internal: string
  external: string
  /** `absent`: no such field there. `read_only`: cannot be written. `wrong_type`: a value would not fit. `taken_twice`: two of ours. */
  fault: 'absent' | 'read_only' | 'wrong_type' | 'taken_twice'
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

/** What does not fit, in both directions, for the settings screen. Empty: all fits. */
export function mappingProblems(mapping: FieldMapping, catalogue: readonly ExternalField[]): MappingProblem[] {
  const entries = Object.entries(mapping)
  return entries.flatMap(([internal, external]): MappingProblem[] => {
    const field = catalogue.find(({ name }) => name === external)
    if (field === undefined) return [{ internal, external, fault: 'absent', direction: 'both' }]
    const problems: MappingProblem[] = []
    if (entries.some(([other, name]) => other !== internal && name === external))
      problems.push({ internal, external, fault: 'taken_twice', direction: 'both' })
    if (!field.writable) problems.push({ internal, external, fault: 'read_only', direction: 'out' })
    const type = mappedType(internal)
    const fitsOut = holds[type].includes(field.type) || (type === 'text' && field.type === 'choice')
    if (!fitsOut) problems.push({ internal, external, fault: 'wrong_type', direction: outOnly.has(internal) ? 'out' : 'both' })
    return problems
  })
}

/** Our value as their text; null clears. A choice that they do not have throws nothing here: `fits` says so first. */
export function toExternalText(value: unknown, type: ExternalFieldType): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(String).join(';')
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'object') return JSON.stringify(value)
  const text = String(value)
  return type === 'text' || text !== '' ? text : null
}

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
  if (type === 'number') return Number.isFinite(Number(given)) ? Number(given) : null
  if (type === 'boolean')
    return /^(true|1|yes|oui|granted)$/i.test(given) ? true : /^(false|0|no|non|denied)$/i.test(given) ? false : null
  if (type === 'choices') return given.split(';').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
  if (type === 'date') {
    const at = new Date(/^\d{12,}$/.test(given) ? Number(given) : given)
    return Number.isNaN(at.getTime()) ? null : at
  }
  return given
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
