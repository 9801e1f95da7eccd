// Minor units, whatever the currency's decimals.
import { describe, expect, it } from 'vitest'
import { formatMoney, fractionDigits, moneySchema } from './money'

const plain = (text: string): string => text.replace(/\s/g, ' ')

describe('money', () => {
  it('knows the decimals of a currency', () => {
    expect(['EUR', 'JPY', 'KWD', 'CLF', 'HUF', 'XXX'].map(fractionDigits)).toEqual([2, 0, 3, 4, 2, 2])
  })
  it('is written for people', () => {
    expect(plain(formatMoney({ amount: 123456, currency: 'EUR' }, 'fr'))).toBe('1 234,56 €')
    expect(plain(formatMoney({ amount: 500, currency: 'JPY' }, 'en'))).toBe('¥500')
    expect(plain(formatMoney({ amount: -50, currency: 'EUR' }, 'en'))).toBe('-€0.50')
  })
  it.each([
    { amount: 1.5, currency: 'EUR' },
    { amount: 1, currency: 'eur' },
    { amount: '1', currency: 'EUR' },
  ])('refuses %j', (value) => expect(moneySchema.safeParse(value).success).toBe(false))
})
