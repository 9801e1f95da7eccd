// The one place where SOQL and SOSL texts are made: values become literals, names pass an allow-list, nothing else goes in.
// https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
import { CrmError } from '@/lib/shared/errors'

/** A finished piece of a query. Only this file makes one, so a text of somebody's cannot be taken for one. */
class Piece {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
export type Soql = Piece

/** 15 characters, case-sensitive, or the same with three more. */
export const isSalesforceId = (text: string): boolean => /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(text)

const isName = (text: string): boolean => /^[A-Za-z][A-Za-z0-9_]{0,79}$/.test(text)

/** An object's or a field's name. Names are never escaped: what is none is refused. Throws `invalid`. */
export function fieldName(name: string): string {
  if (!isName(name))
    throw new CrmError('invalid', 'Not a name of a Salesforce field', { issues: [{ path: ['field'], reason: 'format' }] })
  return name
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

/** The text between quotes. Half a surrogate pair is no character, control signs and separators mean nothing: all become spaces. */
const escaped = (text: string): string =>
  text.replace(/[\p{Cs}\p{Zl}\p{Zp}]/gu, ' ').replace(/\p{Cc}|[\\']/gu, (sign) => escapes[sign] ?? ' ')

export type Value = string | number | boolean | Date | null

/** A value as SOQL writes it; times to the second, in UTC. */
export function literal(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `'${escaped(value)}'`
  if (value instanceof Date) return `${value.toISOString().slice(0, 19)}Z`
  return String(value)
}

/** Where a LIKE's own wildcards stand around the text. */
export type Like = 'begins' | 'ends' | 'contains'

const likeLiteral = (text: string, where: Like): string => {
  const inner = escaped(text).replace(/[%_]/g, '\\$&')
  return `'${where === 'begins' ? '' : '%'}${inner}${where === 'ends' ? '' : '%'}'`
}

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

export const compare = (field: string, operator: Comparison, value: Value): Soql =>
  new Piece(`${fieldName(field)} ${operator} ${literal(value)}`)
export const like = (field: string, text: string, where: Like): Soql =>
  new Piece(`${fieldName(field)} LIKE ${likeLiteral(text, where)}`)
/** None of no values: no row. */
export const among = (field: string, values: readonly string[]): Soql =>
  values.length === 0 ? compare('Id', '=', null) : new Piece(`${fieldName(field)} IN (${values.map(literal).join(', ')})`)
/** A multi-select picklist that has one of the values. `;` parts values inside one literal, so it is refused by leaving it out. */
export const includes = (field: string, values: readonly string[]): Soql =>
  new Piece(`${fieldName(field)} INCLUDES (${values.map((value) => literal(value.replaceAll(';', ' '))).join(', ')})`)

const joined = (pieces: readonly Soql[], word: 'AND' | 'OR'): Soql => {
  const [only] = pieces
  if (only === undefined) throw new CrmError('invalid', 'A condition without parts')
  return pieces.length === 1 ? only : new Piece(`(${pieces.map(({ text }) => text).join(` ${word} `)})`)
}
export const all = (...pieces: Soql[]): Soql => joined(pieces, 'AND')
export const any = (...pieces: Soql[]): Soql => joined(pieces, 'OR')

export interface Select {
  fields: readonly string[]
  from: string
  where?: Soql
  orderBy?: readonly string[]
  descending?: boolean
  limit?: number
}

export function select({ fields, from, where, orderBy = [], descending = false, limit }: Select): string {
  const order = orderBy.map((name) => `${fieldName(name)}${descending ? ' DESC' : ''}`)
  return [
    `SELECT ${fields.map(fieldName).join(', ')} FROM ${fieldName(from)}`,
    ...(where === undefined ? [] : [`WHERE ${where.text}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(', ')}`]),
    ...(limit === undefined ? [] : [`LIMIT ${Math.trunc(limit)}`]),
  ].join(' ')
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm */
const reserved = /[?&|!{}[\]()^~*:\\"'+-]/g

/** Words of the language itself, which are only words in quotes. */
const isLanguage = (text: string): boolean => /^(and|or|not|in|returning|find|with|limit)$/i.test(text)

const escapedTerm = (text: string): string => text.replace(/[\p{Cs}\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(reserved, '\\$&')

/**
 * A word or phrase to FIND, in quotes so that `and`, `or` and the like are words; with `*` before or after when given. A
 * wildcard stands at one word only: without quotes the second of two could be an operator.
 */
export const findTerm = (text: string, { before = false, after = false }: { before?: boolean; after?: boolean } = {}): string => {
  const plain = escapedTerm(text)
  const isOneWord = plain !== '' && !/[\s\p{Z}]/u.test(plain) && !isLanguage(plain)
  return isOneWord && (before || after) ? `${before ? '*' : ''}${plain}${after ? '*' : ''}` : `"${plain}"`
}

export interface Find {
  /** All must be found, or one of them; made by `findTerm`. */
  terms: readonly string[]
  together: 'AND' | 'OR'
  scope: 'ALL' | 'NAME' | 'EMAIL' | 'PHONE'
  fields: readonly string[]
  from: string
  limit: number
}

export const find = ({ terms, together, scope, fields, from, limit }: Find): string =>
  `FIND {${terms.join(` ${together} `)}} IN ${scope} FIELDS RETURNING ${fieldName(from)}(${fields.map(fieldName).join(', ')}) LIMIT ${Math.trunc(limit)}`
