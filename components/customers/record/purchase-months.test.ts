import { expect, it } from 'vitest'
import { chartSize, purchaseMonths } from './purchase-months'

const line = (month: string, amount: number, currency = 'EUR', orders = 1) => ({ month, orders, spent: { amount, currency } })

it('has twelve months that end with this one, each currency for itself, the shop’s own first', () => {
  const found = purchaseMonths(
    [line('2026-03', 900, 'JPY', 5), line('2026-11', 5_000), line('2025-12', 10_000), line('2026-03', 100)],
    'EUR',
    '2026-11-25',
  )
  expect(found.map(({ currency, total, most }) => [currency, total, most])).toEqual([
    ['EUR', 15_100, 10_000],
    ['JPY', 900, 900],
  ])
  const [own] = found
  expect(own?.months.map(({ month }) => month)).toEqual([
    ...['2025-12', '2026-01', '2026-02', '2026-03', '2026-04', '2026-05'],
    ...['2026-06', '2026-07', '2026-08', '2026-09', '2026-10', '2026-11'],
  ])
  expect([0, 3, 4, 11].map((at) => own?.months[at]?.height)).toEqual([chartSize.height, 2, 0, chartSize.height / 2])
})

it('draws nothing for a month that was given back whole', () => {
  const [only] = purchaseMonths([line('2026-11', 0)], 'EUR', '2026-11-25')
  expect(only?.months.at(-1)).toEqual({ month: '2026-11', orders: 1, spent: 0, height: 0 })
  expect(purchaseMonths([], 'EUR', '2026-11-25')).toEqual([])
})
