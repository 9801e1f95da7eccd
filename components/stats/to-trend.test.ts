// Amounts are drawn and written with their own currency's decimals.
import { expect, it } from 'vitest'
import { parsePeriod, piecesOf } from '@/lib/customers/period'
import { mostSeries } from './series-mark'
import { linesTrend, moneyTrend } from './to-trend'

const period = parsePeriod({ from: '2026-03-12', to: '2026-03-13' }, '2026-11-25')
const frame = { period, pieces: piecesOf(period) }
const words = { locale: 'fr', now: 'Cette période', before: 'Avant', none: '–', others: 'Autres' }
const plain = (text: string | undefined) => text?.replaceAll(/[\u00a0\u202f]/g, ' ')

it.each([
  ['EUR', 123_456, 1234.56, '1 234,56 €'],
  ['JPY', 123_456, 123_456, '123 456 JPY'],
  ['TND', 123_456, 123.456, '123,456 TND'],
])('money in %s', (currency, amount, value, text) => {
  const money = { amount, currency }
  const { points } = moneyTrend(
    frame,
    { total: money, before: money, pieces: [money, null], beforePieces: [null, money] },
    currency,
    words,
  )
  expect(points.map(({ values }) => values)).toEqual([
    [value, null],
    [null, value],
  ])
  expect(points[0]?.texts.map(plain)).toEqual([text, '–'])
  expect(points[0]).toMatchObject({ label: '12 mars', title: 'jeudi 12 mars 2026' })
})

it('shows what is beyond the marks together', () => {
  const lines = Array.from({ length: 9 }, (_, at) => ({ id: String(at), label: `n° ${at}`, pieces: [at, at === 8 ? 1 : null] }))
  const { series, points } = linesTrend('lines', frame, lines, words)
  expect(series).toHaveLength(mostSeries)
  expect(series.at(-1)).toEqual({ id: 'others', label: 'Autres' })
  expect(points.map(({ values }) => values.at(-1))).toEqual([6 + 7 + 8, 1])
})
