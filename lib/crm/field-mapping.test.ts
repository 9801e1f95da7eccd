// One mapping for every vendor, whichever way round it was written; values survive the way out and back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExternalField } from '@/lib/customers/field-catalogue'
import {
  fieldMappingSchema,
  fitsField,
  fromExternalText,
  majorUnits,
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
  test.each(['a b', "x' OR 1", '', '1st', 'x'.repeat(200)])('%j is no field of theirs', (name) =>
    expect(fieldMappingSchema.safeParse({ segment: name }).success).toBe(false),
  )
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
    expect(mappingProblems({ lastOrderAt: 'flag' }, catalogue)).toMatchObject([{ direction: 'out' }])
  })
})

describe('values', () => {
  test('property: out and back is the identity', () => {
    const there = (value: unknown, type: ExternalField['type']) => fromExternalText(toExternalText(value, type), type)
    fc.assert(fc.property(fc.boolean(), (value) => void expect(there(value, 'boolean')).toBe(value)))
    fc.assert(fc.property(fc.integer(), (value) => void expect(there(value, 'number')).toBe(value)))
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
