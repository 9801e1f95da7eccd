// SOSL on what the fake's index has: words, phrases and wildcards, in name, e-mail, phone or all fields.
// https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-sosl-syntax.html
import type { FakeObject } from './fake-fields'
import type { FakeOrg, FakeRow } from './fake-org'
import { Refusal } from './fake-values'

const malformed = (why: string) => new Refusal(400, 'MALFORMED_SEARCH', why)

export type Scope = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE'
interface Term {
  words: string[]
  before: boolean
  after: boolean
}

/** No case, no accents: how the index folds letters is not documented for every language. */
export const words = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

export function parseSosl(text: string): { terms: Term[]; together: 'AND' | 'OR'; scope: Scope; object: FakeObject; fields: string[]; limit: number } {
  const match = /^FIND \{((?:[^\\{}]|\\.)*)\} IN (ALL|NAME|EMAIL|PHONE) FIELDS RETURNING (\w+)\(([\w, ]+)\)(?: LIMIT (\d+))?$/s.exec(text)
  if (match === null) throw malformed('unexpected token')
  const [, expression = '', scope = 'ALL', object = '', fields = '', limit] = match
  if (object !== 'Contact') throw new Refusal(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`)
  const { terms, together } = expressionOf(expression)
  return { terms, together, scope: scope as Scope, object, fields: fields.split(',').map((name) => name.trim()), limit: Number(limit ?? 2_000) }
}

function expressionOf(text: string): { terms: Term[]; together: 'AND' | 'OR' } {
  const terms: Term[] = []
  const joints = new Set<string>()
  // A phrase in quotes or a word with wildcards; between two of them AND, OR or nothing (which means AND).
  const token = /\s*(?:"((?:[^"\\]|\\.)*)"|(\*?)((?:[^\s"*?&|!{}[\]()^~:\\'+-]|\\.)+)(\*?))/gsy
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const match = token.exec(text)
    if (match === null || match.index !== at) throw malformed('unexpected sign in FIND')
    const [, phrase, before = '', word, after = ''] = match
    const plain = (phrase ?? word ?? '').replace(/\\(.)/gs, '$1')
    if (phrase === undefined && /^(and|or|not|in|returning|find)$/i.test(plain)) {
      if ((plain !== 'AND' && plain !== 'OR') || before !== '' || after !== '') throw malformed(`unexpected token: ${plain}`)
      joints.add(plain)
    }
    else terms.push({ words: words(plain), before: before === '*', after: after === '*' })
  }
  if (terms.length === 0 || terms.every((term) => term.words.join('').length < 2)) throw malformed('search term must be longer than one character')
  if (joints.size > 1) throw malformed('AND and OR need parentheses')
  return { terms, together: joints.has('OR') ? 'OR' : 'AND' }
}

export function runSosl(org: FakeOrg, given: ReturnType<typeof parseSosl>): FakeRow[] {
  const now = performance.now()
  const names = [...org.fields[given.object].values()].filter(({ type, name }) => {
    if (given.scope === 'NAME') return name === 'FirstName' || name === 'LastName'
    if (given.scope === 'EMAIL') return type === 'email'
    if (given.scope === 'PHONE') return type === 'phone'
    return ['string', 'textarea', 'email', 'phone', 'picklist', 'multipicklist'].includes(type)
  })
  const found = org.all(given.object).filter((row) => {
    const values = row.indexed.findLast(({ at }) => at <= now)?.values
    if (row.deletedAt !== null || values === undefined) return false
    const texts = names.flatMap(({ name, type }) => {
      const value = values[name]
      if (typeof value !== 'string') return []
      // Numbers are found by their digits however they are written.
      return type === 'phone' ? [words(value.replace(/\D/g, '')), words(value)] : [words(value)]
    })
    const has = (term: Term) => texts.some((text) => matches(text, term))
    return given.together === 'OR' ? given.terms.some(has) : given.terms.every(has)
  })
  return found.slice(0, given.limit)
}

function matches(text: string[], { words: wanted, before, after }: Term): boolean {
  if (wanted.length === 0) return false
  return text.some((_word, from) =>
    wanted.every((one, at) => {
      const word = text[from + at]
      if (word === undefined) return false
      const [open, close] = [before && at === 0, after && at === wanted.length - 1]
      if (open && close) return word.includes(one)
      return open ? word.endsWith(one) : close ? word.startsWith(one) : word === one
    }),
  )
}
