// Phones and e-mails as customers and staff really type them.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emailHandle, normaliseEmail, normalisePhone, phoneHandle, readPhoneQuery, reversedDigits } from './identity'
import { CrmError } from '@/lib/shared/errors'

const phones: [input: string, region: string, e164: string | null][] = [
  ['06 39 98 12 34', 'FR', '+33639981234'],
  ['0639981234', 'FR', '+33639981234'],
  ['06.39.98.12.34', 'FR', '+33639981234'],
  ['06-39-98-12-34', 'FR', '+33639981234'],
  ['+33 6 39 98 12 34', 'FR', '+33639981234'],
  ['+33 (0)6 39 98 12 34', 'FR', '+33639981234'],
  ['0033639981234', 'FR', '+33639981234'],
  ['00 33 6 39 98 12 34', 'FR', '+33639981234'],
  ['33639981234', 'FR', '+33639981234'],
  ['639981234', 'FR', '+33639981234'],
  ['tel:+33-6-39-98-12-34', 'FR', '+33639981234'],
  ['whatsapp:+33639981234', 'FR', '+33639981234'],
  ['\u202d+33 6 39 98 12 34\u202c', 'FR', '+33639981234'],
  ['０６３９９８１２３４', 'FR', '+33639981234'],
  ['0692 12 34 56', 'RE', '+262692123456'],
  ['+262 692 12 34 56', 'FR', '+262692123456'],
  ['0470 12 34 56', 'BE', '+32470123456'],
  ['079 123 45 67', 'CH', '+41791234567'],
  ['+44 20 8765 4321', 'FR', '+442087654321'],
  ['06 39 98 12', 'FR', null],
  ['06 39 98 12 34 56', 'FR', null],
  ['36105', 'FR', null],
  ['MaBanque', 'FR', null],
  ['abc', 'FR', null],
  ['', 'FR', null],
  ['   ', 'FR', null],
]

describe('normalisePhone', () => {
  it.each(phones)('%j in %s is %s', (input, region, expected) => expect(normalisePhone(input, region)).toBe(expected))

  it('reads its own answers as themselves', () => {
    fc.assert(
      fc.property(fc.integer({ min: 600000000, max: 799999999 }), (national) => {
        const first = normalisePhone(`0${String(national)}`, 'FR')
        expect(first).toBe(`+33${String(national)}`)
        expect(normalisePhone(first ?? '', 'BE')).toBe(first)
      }),
    )
  })

  it('does not fall over anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(normalisePhone(text, 'FR') ?? '+').toMatch(/^\+\d*$/)
      }),
    )
  })
})

describe('normaliseEmail', () => {
  it.each([
    ['Marie.Dupont@Example.ORG ', 'marie.dupont@example.org'],
    ['marie@sub.example.fr', 'marie@sub.example.fr'],
    ['marie@example', null],
    ['marie@@example.org', null],
    ['marie dupont@example.org', null],
    ['<marie@example.org>', null],
    ['@example.org', null],
    ['', null],
  ])('%j is %s', (input, expected) => expect(normaliseEmail(input)).toBe(expected))
})

describe('handles', () => {
  it('keep what was given', () => {
    expect(phoneHandle('06 39 98 12 34', 'FR')).toEqual({ kind: 'phone', value: '+33639981234', raw: '06 39 98 12 34' })
    expect(emailHandle('A@Example.org')).toEqual({ kind: 'email', value: 'a@example.org', raw: 'A@Example.org' })
  })

  it('refuse with the field that is wrong', () => {
    const refusal = (make: () => unknown): unknown => {
      try {
        make()
      } catch (error) {
        return error instanceof CrmError ? { code: error.code, issues: error.issues } : error
      }
      return undefined
    }
    expect(refusal(() => phoneHandle('36105', 'FR'))).toEqual({ code: 'invalid', issues: [{ path: ['phone'], reason: 'phone' }] })
    expect(refusal(() => emailHandle('nope'))).toEqual({ code: 'invalid', issues: [{ path: ['email'], reason: 'email' }] })
  })

  it('know their digits backwards, and only of numbers', () => {
    expect(reversedDigits('phone', '+33639981234')).toBe('43218993633')
    expect(reversedDigits('whatsapp', '+33639981234')).toBe('43218993633')
    expect(reversedDigits('whatsapp', 'FR.13491208655302741918')).toBe('')
    expect(reversedDigits('email', 'a1@example.org')).toBe('')
  })
})

describe('readPhoneQuery', () => {
  it('reads a whole number in every form', () => {
    for (const text of ['06 39 98 12 34', '+33639981234', '0033639981234'])
      expect(readPhoneQuery(text, 'FR')).toMatchObject({ numbers: ['+33639981234'] })
  })
  it('reads a beginning and an ending', () => {
    expect(readPhoneQuery('06 39', 'FR').starts).toEqual(['+33639'])
    expect(readPhoneQuery('1234', 'FR')).toEqual({ numbers: [], starts: [], ending: '1234' })
    expect(readPhoneQuery('0470', 'BE').starts).toEqual(['+32470'])
  })
  it('leaves names alone', () => {
    expect(readPhoneQuery('Marie 75', 'FR').ending).toBe('')
    expect(readPhoneQuery('helene', 'FR').ending).toBe('')
    expect(readPhoneQuery('7', 'FR').ending).toBe('')
  })
  it('finds the last four digits when they begin with zero', () => {
    expect(readPhoneQuery('0042', 'FR').ending).not.toBe('')
  })
})
