// One mapping for every vendor, whichever way round it was written; values survive the way out and back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExternalField } from '@/lib/customers/field-catalogue'
import {
  fieldMappingSchema,
  fitsField,
  fromExternalText,
  majorUnits,
  mappableFields,
  mappingProblems,
  minorUnits,
  normaliseMapping,
  toExternalText,
} from './field-mapping'

const field = (name: string, more: Partial<ExternalField> = {}): ExternalField => ({
  name,
  label: name,
  type: 'text',
  writable: true,
  maxLength: null,
  choices: [],
  ...more,
})

describe('normaliseMapping', () => {
  test('the handoff’s two ways of writing it are one', () => {
    expect(normaliseMapping({ preferred_channel: 'Preferred_Communication_Channel__c' })).toEqual({
      mapping: { preferredChannel: 'Preferred_Communication_Channel__c' },
      warnings: [],
    })
    const { mapping, warnings } = normaliseMapping({
      Total_Orders__c: 'totalOrders',
      Total_Revenue__c: 'totalRevenue',
      Preferred_Channel__c: 'preferredChannel',
      Customer_Segment__c: 'segment',
    })
    expect(mapping).toEqual({
      totalOrders: 'Total_Orders__c',
      totalSpent: 'Total_Revenue__c',
      preferredChannel: 'Preferred_Channel__c',
      segment: 'Customer_Segment__c',
    })
    expect(warnings.map(({ params }) => params.internal)).toEqual(['totalOrders', 'totalSpent', 'preferredChannel', 'segment'])
    expect(normaliseMapping(mapping)).toEqual({ mapping, warnings: [] })
  })
  test('a name of nobody is a metadata key', () => {
    expect(normaliseMapping({ loyalty: 'loyalty_level', 'metadata.size': 'size' }).mapping).toEqual({
      'metadata.loyalty': 'loyalty_level',
      'metadata.size': 'size',
    })
  })
  test.each(['a b', "x' OR 1", '1st', '__proto__', 'é', 'a\nb', 'x'.repeat(129)])(
    '%j is no field of theirs, on either side',
    (name) => {
      expect(fieldMappingSchema.safeParse({ segment: name }).success).toBe(false)
      // `__proto__` as a key is no entry at all.
      const turned = fieldMappingSchema.safeParse(Object.fromEntries([[name, 'segment']]))
      expect(turned.success && Object.keys(turned.data).length > 0).toBe(false)
    },
  )
  test('names that objects have by birth are metadata like any other', () => {
    expect(normaliseMapping({ constructor: 'a', toString: 'b', hasOwnProperty: 'c' }).mapping).toEqual({
      'metadata.constructor': 'a',
      'metadata.toString': 'b',
      'metadata.hasOwnProperty': 'c',
    })
  })
  test('one of ours in two spellings or two directions is refused, not half kept', () => {
    for (const twice of [
      { preferredChannel: 'a', preferred_channel: 'b' },
      { totalSpent: 'a', totalRevenue: 'b' },
      { segment: 'a', Segment__c: 'segment' },
      { loyalty: 'a', 'metadata.loyalty': 'b' },
    ])
      expect(fieldMappingSchema.safeParse(twice).error?.issues.map(({ message }) => message)).toEqual(['mapping_taken_twice'])
  })
  test('property: normalised once is normalised, and nothing is lost', () => {
    const external = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,20}$/)
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom(...mappableFields.map(({ name }) => name)), external), external),
        (given) => {
          const parsed = fieldMappingSchema.safeParse(given)
          fc.pre(parsed.success)
          const { mapping } = normaliseMapping(given)
          expect(Object.keys(mapping)).toHaveLength(Object.keys(given).length)
          expect(normaliseMapping(mapping)).toEqual({ mapping, warnings: [] })
        },
      ),
    )
  })
})

describe('mappingProblems', () => {
  test('says what does not fit, and which way', () => {
    const catalogue = [
      field('ok'),
      field('locked', { writable: false }),
      field('count', { type: 'number' }),
      field('flag', { type: 'boolean' }),
    ]
    expect(mappingProblems({ segment: 'ok', totalOrders: 'count', 'optIn.sms': 'flag' }, catalogue)).toEqual([])
    expect(
      mappingProblems({ segment: 'gone', language: 'locked', firstName: 'count', tags: 'ok', lastName: 'ok' }, catalogue),
    ).toEqual([
      { internal: 'segment', external: 'gone', fault: 'absent', direction: 'both' },
      { internal: 'language', external: 'locked', fault: 'read_only', direction: 'out' },
      { internal: 'firstName', external: 'count', fault: 'wrong_type', direction: 'both' },
      { internal: 'tags', external: 'ok', fault: 'taken_twice', direction: 'both' },
      { internal: 'lastName', external: 'ok', fault: 'taken_twice', direction: 'both' },
    ])
    expect(mappingProblems({ lastOrderAt: 'flag' }, catalogue)).toMatchObject([{ direction: 'in' }])
    const own = (name: string) => mappingProblems({ 'metadata.size': name }, catalogue).map(({ fault }) => fault)
    expect(['ok', 'count', 'flag'].flatMap(own)).toEqual([])
    expect(own('locked')).toEqual(['read_only'])
  })
})

test('a field that the adapter keeps for something else is reserved; for the same it is not', () => {
  const catalogue = [field('firstname'), field('own_tags', { type: 'choices' }), field('own_data')]
  const reserved = new Map([
    ['firstname', 'firstName'],
    ['own_tags', 'tags'],
    ['own_data', null],
  ])
  expect(mappingProblems({ firstName: 'firstname', tags: 'own_tags' }, catalogue, reserved)).toEqual([])
  expect(mappingProblems({ segment: 'firstname', 'metadata.x': 'own_data' }, catalogue, reserved)).toEqual([
    { internal: 'segment', external: 'firstname', fault: 'reserved', direction: 'both' },
    { internal: 'metadata.x', external: 'own_data', fault: 'reserved', direction: 'both' },
  ])
})

describe('values', () => {
  test.each<[unknown, string | null]>([
    [null, null],
    [undefined, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [new Date(Number.NaN), null],
    [[], null],
    [['', ' '], null],
    [['a;b', 'c'], 'a,b;c'],
    [{ a: 1 }, '{"a":1}'],
    [() => 1, null],
    [9_007_199_254_740_993n, '9007199254740993'],
  ])('out: %s is %s', (value, text) => expect(toExternalText(value, 'choices')).toBe(text))

  test('in: what is no value of the type is not read as one', () => {
    for (const text of ['', ' ', '0x10', 'Infinity', '1,5', '1.', '1e999', 'ten', '١٢'])
      expect(fromExternalText(text, 'number')).toBeNull()
    for (const text of ['', 'maybe', '2', 'truely']) expect(fromExternalText(text, 'boolean')).toBeNull()
    for (const text of ['12', 'yesterday', '2026', '2026-13-01', '01/02/2026', '-1', 'Thu', '9'.repeat(16)])
      expect(fromExternalText(text, 'date'), text).toBeNull()
    for (const type of ['text', 'number', 'boolean', 'date', 'choice', 'choices'] as const)
      expect(fromExternalText(null, type)).toBeNull()
  })

  test('in: dates as vendors write them', () => {
    const at = Date.UTC(2026, 0, 31, 10, 20, 30)
    for (const text of [
      '2026-01-31T10:20:30Z',
      '2026-01-31T10:20:30.000+0000',
      '2026-01-31T11:20:30+01:00',
      '2026-01-31T10:20:30',
      String(at),
    ])
      expect(fromExternalText(text, 'date'), text).toEqual(new Date(at))
    expect(fromExternalText('2026-01-31', 'date')).toEqual(new Date('2026-01-31T00:00:00Z'))
  })

  test('property: out and back is the identity', () => {
    const there = (value: unknown, type: ExternalField['type']) => fromExternalText(toExternalText(value, type), type)
    fc.assert(fc.property(fc.boolean(), (value) => void expect(there(value, 'boolean')).toBe(value)))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer(),
          fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
        ),
        (value) => void expect(there(value, 'number')).toBe(value),
      ),
    )
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
        (value) => void expect(there(value, 'date')).toEqual(value),
      ),
    )
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => text.trim() === text && text !== ''),
        (value) => void expect(there(value, 'text')).toBe(value),
      ),
    )
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 }),
        (value) => void expect(there(value, 'choices')).toEqual(value),
      ),
    )
  })
  test('property: money goes through decimals without arithmetic on them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.integer({ min: 0, max: 3 }),
        (minor, digits) => void expect(minorUnits(majorUnits(minor, digits), digits)).toBe(minor),
      ),
    )
    expect([majorUnits(5, 2), majorUnits(-1234, 2), majorUnits(500, 0), minorUnits('12.3', 2), minorUnits('1e3', 2)]).toEqual([
      '0.05',
      '-12.34',
      '500',
      1230,
      null,
    ])
  })
  test('a text fits within length and choices', () => {
    const choice = field('c', { type: 'choice', choices: [{ value: 'sms', label: 'SMS' }] })
    expect([fitsField('sms', choice), fitsField('fax', choice)]).toEqual([true, false])
    expect(fitsField('💙'.repeat(3), field('t', { maxLength: 3 }))).toBe(true)
    expect(fitsField('x'.repeat(4), field('t', { maxLength: 3 }))).toBe(false)
  })
})
