// What goes into a query comes out as the same text: parsed back by a grammar that is not ours.
import { parseQuery } from '@jetstreamapp/soql-parser-js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostileTexts as payloads } from './__fixtures__/hostile-texts'
import { parseSosl } from './__fixtures__/fake-sosl'
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
      any(compare('LastName', '=', value), like('FirstName', value, 'begins')),
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
  const [equal = '', begins = '', first = '', second = ''] = valuesIn(soql)
  expect(unquoted(equal)).toBe(kept(value))
  expect(unquoted(first)).toBe(kept(value))
  expect(unquoted(second)).toBe('y')
  // In a LIKE, signs of the value are literal and the only wildcard is ours at the end.
  const pattern = unquoted(begins, true)
  expect(pattern.endsWith('%')).toBe(true)
  expect(pattern.slice(0, -1).replace(/\\([%_\\])/gs, '$1')).toBe(kept(value))
  expect(pattern.slice(0, -1).replace(/\\[%_\\]/gs, '')).not.toMatch(/[%_]/)
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
  const asked = (value: string) =>
    find({
      terms: [findTerm(value), findTerm('zz')],
      together: 'AND',
      scope: 'NAME',
      fields: ['Id', 'Name'],
      from: 'Contact',
      limit: 5,
    })
  const checkFind = (value: string) => {
    const { terms, ...rest } = parseSosl(asked(value))
    expect(rest).toEqual({ together: 'AND', scope: 'NAME', object: 'Contact', fields: ['Id', 'Name'], limit: 5 })
    expect(terms).toHaveLength(2)
    expect(terms[0]).toMatchObject({ before: false, after: false })
    expect(terms[1]?.words).toEqual(['zz'])
  }

  test('hostile terms stay terms', () => {
    for (const payload of [
      ...payloads,
      '} RETURNING User(Id)',
      'a} IN ALL FIELDS',
      'AND',
      'or',
      'x OR y',
      '*',
      '"} LIMIT 1',
      'find',
      'a*',
    ])
      checkFind(payload)
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), checkFind), { numRuns: 2_000 })
  })

  test('wildcards are ours only', () => {
    expect(findTerm('5*5', { before: true })).toBe('*5\\*5')
    expect(findTerm('hel', { after: true })).toBe('hel*')
    for (const word of ['and', 'OR', 'Not', 'returning']) expect(findTerm(word, { after: true })).toBe(`"${word}"`)
    expect(findTerm('a"b')).toBe('"a\\"b"')
  })
})
