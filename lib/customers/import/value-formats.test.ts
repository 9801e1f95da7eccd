import { describe, expect, it } from 'vitest'
import {
  readAmount,
  readChannel,
  readDate,
  readLanguage,
  readList,
  readNumber,
  readSegment,
  readYesNo,
  writeList,
} from './value-formats'

const today = new Date('2026-11-25T10:00:00Z')

describe('dates', () => {
  it.each([
    ['14/03/2026', 'day', '2026-03-14'],
    ['14-03-26', 'day', '2026-03-14'],
    ['14.03.80', 'day', '1980-03-14'],
    ['03/14/2026', 'month', '2026-03-14'],
    ['2026-03-14', 'day', '2026-03-14'],
    ['2026-03-14T10:00:00Z', 'day', '2026-03-14'],
    ['14/03/2026 10:30', 'day', '2026-03-14'],
    ['1er août 2026', 'day', '2026-08-01'],
    ['samedi 14 mars 2026', 'day', '2026-03-14'],
    ['31/02/2026', 'day', null],
    ['14/03/2026', 'month', null],
    ['0000-00-00', 'day', null],
    ['hier', 'day', null],
  ] as const)('%s (%s first) is %s', (text, order, wanted) => {
    expect(readDate(text, order, today)).toBe(wanted)
  })
})

describe('numbers and amounts', () => {
  it.each([
    ['1 234,56', 1234.56],
    ['1\u202F234,56', 1234.56],
    ['1.234,56', 1234.56],
    ['1,234.56', 1234.56],
    ['1,234', 1234],
    ['12,5', 12.5],
    ['1.234.567', 1234567],
    ['-12', -12],
    ['(12,50)', -12.5],
    ['12a', null],
    ['1,2,3.4.5', null],
    ['', null],
  ])('%s is %s', (text, wanted) => {
    expect(readNumber(text)).toBe(wanted)
  })

  it.each([
    ['1 234,56 €', { amount: 123456, currency: 'EUR' }],
    ['$12.50', { amount: 1250, currency: 'USD' }],
    ['1200 JPY', { amount: 1200, currency: 'JPY' }],
    ['1234,56 EUR', { amount: 123456, currency: 'EUR' }],
    ['7', { amount: 700, currency: 'EUR' }],
    ['beaucoup', null],
  ])('%s is %j', (text, wanted) => {
    expect(readAmount(text, 'EUR')).toEqual(wanted)
  })
})

describe('words', () => {
  it.each([
    ['Oui', true],
    ['X', true],
    ['Accepté', true],
    ['opt-in', true],
    ['NON', false],
    ['désinscrit', false],
    ['unsubscribed', false],
    ['peut-être', null],
    ['', null],
  ])('%s is %s', (text, wanted) => {
    expect(readYesNo(text)).toBe(wanted)
  })

  it.each([
    ['Français', 'fr'],
    ['EN', 'en'],
    ['pt_br', 'pt-BR'],
    ['je ne sais pas', null],
  ])('%s is the language %s', (text, wanted) => {
    expect(readLanguage(text)).toBe(wanted)
  })

  it('reads channels, segments and lists', () => {
    expect(['SMS', 'E-mail', 'Téléphone', 'Whats App', 'pigeon'].map(readChannel)).toEqual([
      'sms',
      'email',
      'phone',
      'whatsapp',
      null,
    ])
    expect(['Actif', 'VIP', 'Amis de la maison'].map(readSegment)).toEqual(['active', 'vip', 'Amis de la maison'])
    expect(readList('Été, VIP ; vip|ete\nMariée')).toEqual(['Été', 'VIP', 'Mariée'])
    const odd = ['a, b', 'c;d', '"e"', 'f']
    expect(readList(writeList(odd))).toEqual(odd)
  })
})
