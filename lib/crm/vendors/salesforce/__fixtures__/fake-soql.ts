// SOQL on the fake's rows: parsed by a grammar of its own, then judged as Salesforce does.
import { type Condition, parseQuery, type Query, type WhereClause } from '@jetstreamapp/soql-parser-js'
import { type FakeField, type FakeObject, isFilterable } from './fake-fields'
import type { FakeOrg, FakeRow } from './fake-org'
import { type FakeValue, Refusal } from './fake-values'

const malformed = (why: string) => new Refusal(400, 'MALFORMED_QUERY', why)

export interface FakeSelection {
  object: FakeObject
  fields: string[]
  rows: FakeRow[]
}

export function runSoql(org: FakeOrg, text: string, withDeleted: boolean): FakeSelection {
  const query = parsed(text)
  const object = query.sObject
  if (object !== 'Contact' && object !== 'Task' && object !== 'TaskStatus')
    throw new Refusal(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`)
  const fields = (query.fields ?? []).map((field) => {
    if (field.type !== 'Field') throw malformed('only plain fields here')
    return known(org, object, field.field).name
  })
  const holds = query.where === undefined ? () => true : condition(org, object, query.where)
  const rows = org.all(object).filter((row) => !row.purged && (withDeleted || row.deletedAt === null) && holds(row))
  const order = query.orderBy === undefined ? [] : [query.orderBy].flat()
  const by = order.map((one) => {
    if (!('field' in one)) throw malformed('only fields order rows')
    const field = known(org, object, one.field)
    if (!isFilterable(field)) throw invalidField(`field '${field.name}' can not be sorted in a query call`)
    return { field, down: one.order === 'DESC' }
  })
  rows.sort((a, b) => {
    for (const { field, down } of by) {
      const sign = order2(field, org.value(a, field.name), org.value(b, field.name))
      if (sign !== 0) return down ? -sign : sign
    }
    return 0
  })
  if ((query.offset ?? 0) > 2_000) throw new Refusal(400, 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000')
  const from = query.offset ?? 0
  return { object, fields, rows: rows.slice(from, query.limit === undefined ? undefined : from + query.limit) }
}

const order2 = (field: FakeField, a: FakeValue, b: FakeValue): number => {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  const [left, right] = field.type === 'id' || typeof a !== 'string' || typeof b !== 'string' ? [a, b] : [a.toLowerCase(), b.toLowerCase()]
  return left < right ? -1 : left > right ? 1 : 0
}

function parsed(text: string): Query {
  if (text.length > 100_000) throw malformed('SOQL statements cannot be longer than 100000 characters.')
  try {
    return parseQuery(text)
  } catch {
    throw malformed('unexpected token')
  }
}

const invalidField = (why: string) => new Refusal(400, 'INVALID_FIELD', why)

function known(org: FakeOrg, object: FakeObject, name: string): FakeField {
  const field = org.field(object, name)
  if (field === undefined)
    throw invalidField(`No such column '${name}' on entity '${object}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.`)
  return field
}

type Test = (row: FakeRow) => boolean
type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | { test: Test }

/** The parser gives a chain with counted parentheses: read again as a tree. AND beside OR needs parentheses in SOQL. */
function condition(org: FakeOrg, object: FakeObject, where: WhereClause): Test {
  const tokens: Token[] = []
  for (let node: WhereClause | undefined = where; node !== undefined; ) {
    const { left } = node
    if (left !== null) {
      if ('openParen' in left) for (let n = left.openParen ?? 0; n > 0; n--) tokens.push('(')
      if ('operator' in left) {
        if ('valueQuery' in left) throw malformed('no subqueries here')
        tokens.push({ test: comparison(org, object, left) })
        for (let n = left.closeParen ?? 0; n > 0; n--) tokens.push(')')
      }
    }
    if (!('operator' in node)) break
    tokens.push(node.operator)
    node = node.right
  }
  let at = 0
  const group = (): Test => {
    const tests = [single()]
    let joint: Token | undefined
    for (let word = tokens[at]; word === 'AND' || word === 'OR'; word = tokens[at]) {
      if (joint !== undefined && joint !== word) throw malformed('AND and OR need parentheses')
      joint = word
      at += 1
      tests.push(single())
    }
    return joint === 'OR' ? (row) => tests.some((test) => test(row)) : (row) => tests.every((test) => test(row))
  }
  const single = (): Test => {
    const token = tokens[at++]
    if (token === 'NOT') {
      const inner = single()
      return (row) => !inner(row)
    }
    if (token === '(') {
      const inner = group()
      if (tokens[at++] !== ')') throw malformed('missing parenthesis')
      return inner
    }
    if (typeof token !== 'object') throw malformed('unexpected token')
    return token.test
  }
  const test = group()
  if (at !== tokens.length) throw malformed('unexpected end')
  return test
}

/** The text of a string literal. A backslash before anything else is an error; `\%` and `\_` are for LIKE only. */
export function unquoted(literal: string, isLike = false): string {
  const match = /^'((?:[^'\\]|\\.)*)'$/s.exec(literal)
  if (match === null) throw malformed('not a string literal')
  return (match[1] ?? '').replace(/\\(.)/gs, (_whole, sign: string) => {
    const plain: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '"': '"', "'": "'", '\\': '\\' }
    if (isLike && (sign === '%' || sign === '_')) return `\\${sign}`
    const value = plain[sign]
    if (value === undefined) throw malformed(`Illegal string literal: Invalid string literal. Illegal character sequence '\\${sign}' in string literal.`)
    return isLike && value === '\\' ? '\\\\' : value
  })
}

function likePattern(pattern: string): RegExp {
  const body = pattern.replace(/\\([%_\\])|[%_]|[.*+?^${}()|[\]\\]/gs, (sign, own: string | undefined) =>
    own !== undefined ? own.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : sign === '%' ? '.*' : sign === '_' ? '.' : `\\${sign}`,
  )
  return new RegExp(`^${body}$`, 'isu')
}

function comparison(org: FakeOrg, object: FakeObject, given: Condition): Test {
  if (!('field' in given) || !('value' in given)) throw malformed('only plain conditions here')
  const field = known(org, object, given.field)
  if (!isFilterable(field)) throw invalidField(`field '${field.name}' can not be filtered in a query call`)
  const isText = !['boolean', 'double', 'currency', 'date', 'datetime'].includes(field.type)
  const fold = (text: string) => (field.caseSensitive ? text : text.toLowerCase())
  const literals = [given.value].flat()
  const kinds = literals.map((text) => (/^'/.test(text) ? 'STRING' : /^null$/i.test(text) ? 'NULL' : /^(true|false)$/i.test(text) ? 'BOOLEAN' : /^\d{4}-\d\d-\d\d/.test(text) ? 'DATE' : 'NUMBER'))
  for (const kind of kinds) {
    const fits = kind === 'NULL' || kind === (isText ? 'STRING' : field.type === 'boolean' ? 'BOOLEAN' : field.type.startsWith('date') ? 'DATE' : 'NUMBER')
    if (!fits) throw invalidField(`value of filter criterion for field '${field.name}' must be of type ${field.type}${kind === 'STRING' ? ' and should not be enclosed in quotes' : ''}`)
  }
  const operator = given.operator.toUpperCase()
  const read = (text: string, at: number): FakeValue => {
    if (kinds[at] === 'NULL') return null
    if (kinds[at] === 'STRING') return fold(unquoted(text, operator === 'LIKE'))
    return kinds[at] === 'BOOLEAN' ? /^true$/i.test(text) : kinds[at] === 'DATE' ? Date.parse(text) : Number(text)
  }
  const wanted = literals.map(read)
  const [first = null] = wanted
  const has = (row: FakeRow): FakeValue => {
    const value = org.value(row, field.name)
    if (typeof value !== 'string') return value
    return field.type === 'datetime' ? Date.parse(value.replace('+0000', 'Z')) : field.type === 'id' || field.type === 'reference' ? value : fold(value)
  }
  const isId = field.type === 'id' || field.type === 'reference'
  const values = isId ? literals.map((text, at) => (kinds[at] === 'STRING' ? unquoted(text) : null)) : wanted
  const parts = (row: FakeRow) => String(has(row) ?? '').split(';')
  switch (operator) {
    case '=':
      return (row) => has(row) === (values[0] ?? null)
    case '!=':
      return (row) => has(row) !== (values[0] ?? null)
    case 'IN':
      return (row) => values.includes(has(row))
    case 'NOT IN':
      return (row) => !values.includes(has(row))
    case 'LIKE': {
      const pattern = likePattern(String(first))
      return (row) => pattern.test(String(has(row) ?? ''))
    }
    case 'INCLUDES':
      if (field.type !== 'multipicklist') throw invalidField('includes or excludes operator only valid on multipicklist field')
      return (row) => wanted.some((one) => String(one).split(';').every((part) => parts(row).includes(part)))
    default: {
      const limit = values[0] ?? null
      return (row) => {
        const value = has(row)
        if (value === null || limit === null) return false
        return operator === '<' ? value < limit : operator === '<=' ? value <= limit : operator === '>' ? value > limit : value >= limit
      }
    }
  }
}
