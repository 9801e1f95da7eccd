// What goes into a query comes out as the same text: parsed back by a grammar that is not ours.
import { parseQuery } from '@jetstreamapp/soql-parser-js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostileTexts as payloads } from './__fixtures__/hostile-texts'
import { parseSosl, words } from './__fixtures__/fake-sosl'
import { unquoted } from './__fixtures__/fake-soql'
import { all, among, any, compare, fieldName, find, findTerm, includes, isSalesforceId, like, literal, select } from './soql'

/** Half characters, control signs and line separators mean nothing to Salesforce: they are sent as spaces. */
const kept = (text: string): string => text.replace(/[\p{Cs}\p{Zl}\p{Zp}]/gu, ' ').replace(/[^\n\r\t\b\f\P{Cc}]/gu, ' ')

const whereOf = (soql: string) => parseQuery(soql).where
const shapeOf = (soql: string): string =>
  JSON.stringify(parseQuery(soql), (key, value: unknown) =>
    key === 'value' ? (Array.isArray(value) ? value.map(() => "'…'") : "'…'") : value,
  )
const tree = (value: string) =>
  select({
    fields: ['Id', 'Email'],
    from: 'Contact',
    where: all(
      any(compare('LastName', '=', value), like('FirstName', value, 'begins'), like('Phone', value, 'contains')),
      among('Email', [value, 'y']),
      compare('IsDeleted', '=', false),
    ),
    orderBy: ['SystemModstamp', 'Id'],
    limit: 7,
  })
const expected = shapeOf(tree('x'))

function valuesIn(soql: string): string[] {
  const found: string[] = []
  JSON.stringify(whereOf(soql), (key, value: unknown) => {
    if (key === 'value')
      found.push(...[value].flat().filter((one): one is string => typeof one === 'string' && one.startsWith("'")))
    return value
  })
  return found
}

function check(value: string): void {
  const soql = tree(value)
  expect(shapeOf(soql)).toBe(expected)
  const [equal = '', begins = '', contains = '', first = '', second = ''] = valuesIn(soql)
  expect(unquoted(equal)).toBe(kept(value))
  expect(unquoted(first)).toBe(kept(value))
  expect(unquoted(second)).toBe('y')
  // In a LIKE, signs of the value are literal and the only wildcards are ours at the ends.
  const plain = (pattern: string) => pattern.replace(/\\([%_\\])/gs, '$1')
  expect(unquoted(begins, true)).toMatch(/%$/)
  expect(unquoted(contains, true)).toMatch(/^%.*%$/s)
  for (const inner of [unquoted(begins, true).slice(0, -1), unquoted(contains, true).slice(1, -1)]) {
    expect(plain(inner)).toBe(kept(value))
    expect(inner.replace(/\\[%_\\]/gs, '')).not.toMatch(/[%_]/)
  }
}

describe('SOQL', () => {
  test(`${payloads.length} hostile values stay values`, () => {
    expect(payloads.length).toBeGreaterThanOrEqual(100)
    for (const payload of payloads) check(payload)
  })

  test('10,000 random ones too', { timeout: 60_000 }, () => {
    const signs = fc.constantFrom("'", '\\', '%', '_', '"', '\n', ')', '(', ' ', 'OR', '--', 'é', '👗', '\ud83d', '\u0000')
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(signs, { maxLength: 12 }).map((parts) => parts.join('')),
    )
    fc.assert(fc.property(text, check), { numRuns: 10_000 })
  })

  test('names pass an allow-list and are never escaped', () => {
    for (const name of ['Id', 'LastName', 'Total_Orders__c', 'ns__Field__c']) expect(fieldName(name)).toBe(name)
    for (const name of [
      '',
      ' Id',
      'Id ',
      'Id,Name',
      'Id FROM User',
      "Id'",
      'Id--',
      'a.b',
      '1a',
      '_a',
      'é',
      'COUNT()',
      'Id\n',
      'x'.repeat(81),
      'toString()',
    ])
      expect(() => fieldName(name), name).toThrow()
    expect(() => select({ fields: ['Id'], from: 'Contact WHERE Id != null' })).toThrow()
  })

  test('values are written by their type', () => {
    expect(literal(null)).toBe('null')
    expect(literal(true)).toBe('true')
    expect(literal(new Date('2026-11-01T10:00:00.987Z'))).toBe('2026-11-01T10:00:00Z')
    expect(select({ fields: ['Id'], from: 'Contact', where: includes('Tags__c', ['a;b', "c'"]) })).toBe(
      "SELECT Id FROM Contact WHERE Tags__c INCLUDES ('a b', 'c\\'')",
    )
    expect(select({ fields: ['Id'], from: 'Contact', where: among('Email', []) })).toBe('SELECT Id FROM Contact WHERE Id = null')
    for (const id of ['003xx000004TmiQ', '003xx000004TmiQAAS']) expect(isSalesforceId(id)).toBe(true)
    for (const id of ['', "003xx000004Tmi'", '003xx000004TmiQA', '003xx000004TmiQAAS1', '../003xx00000'])
      expect(isSalesforceId(id)).toBe(false)
  })
})

describe('SOSL', () => {
  /** One term with and without our wildcards, beside another: the same tree, the same words, nothing of the text an operator. */
  const checkFind = (value: string) => {
    for (const wild of [{}, { before: true }, { after: true }, { before: true, after: true }]) {
      const asked = find({
        terms: [findTerm(value, wild), findTerm('zz')],
        together: 'AND',
        scope: 'NAME',
        fields: ['Id', 'Name'],
        from: 'Contact',
        limit: 5,
      })
      const { terms, ...rest } = parseSosl(asked)
      expect(rest).toEqual({ together: 'AND', scope: 'NAME', object: 'Contact', fields: ['Id', 'Name'], limit: 5 })
      expect(terms.map((term) => term.words)).toEqual([words(kept(value)), ['zz']])
      // Several words are a phrase, which has none.
      const isPhrase = terms[0]?.before === false && terms[0].after === false
      expect(isPhrase || (terms[0]?.before === 'before' in wild && terms[0].after === 'after' in wild)).toBe(true)
      if ('before' in wild && /^[a-z]+$/.test(value) && !['and', 'or', 'find', 'in', 'not'].includes(value))
        expect(isPhrase).toBe(false)
    }
  }

  const own = ['} RETURNING User(Id)', 'a} IN ALL FIELDS', 'AND', 'or', 'x OR y', '*', '"} LIMIT 1', 'find', 'a*', 'plain']
  // Signs that separate words for Salesforce and not for a split on white space.
  const joined = ['a\u0000OR\u0000b', 'a\u0085OR\u0085b', 'a\u001fNOT\u001fb', 'x\u2028AND\u2028y', 'a\u00a0OR\u00a0b']

  test('hostile terms stay terms', () => {
    for (const payload of [...payloads, ...own, ...joined]) checkFind(payload)
  })

  test('10,000 random ones too', { timeout: 60_000 }, () => {
    const signs = fc.constantFrom(
      '"',
      '\\',
      '*',
      '?',
      '{',
      '}',
      '(',
      ')',
      '-',
      '+',
      ' ',
      ' OR ',
      'AND',
      '\u0085',
      '\u0000',
      'é',
      '\ud83d',
      'ab',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(signs, { maxLength: 12 }).map((parts) => parts.join('')),
    )
    fc.assert(fc.property(text, checkFind), { numRuns: 10_000 })
  })

  test('wildcards are ours only', () => {
    expect(findTerm('5*5', { before: true })).toBe('*5\\*5')
    expect(findTerm('hel', { after: true })).toBe('hel*')
    for (const word of ['and', 'OR', 'Not', 'returning']) expect(findTerm(word, { after: true })).toBe(`"${word}"`)
    expect(findTerm('a"b')).toBe('"a\\"b"')
  })
})
