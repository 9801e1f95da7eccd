// Days become the pieces of a chart: nothing added across currencies, nothing counted twice.
import { describe, expect, it } from 'vitest'
import { parsePeriod } from '@/lib/customers/period'
import { shapeStats } from './shop-stats'

const period = parsePeriod({ from: '2026-11-01', to: '2026-11-03' }, '2026-11-25')
const nothing = { sales: [], customers: [], messages: [], segments: [] }
const eur = (amount: number) => ({ amount, currency: 'EUR' })

describe('shapeStats', () => {
  it('keeps each currency to itself, the shop’s own first, even without a sale', () => {
    const sales = [
      { day: '2026-11-01', currency: 'JPY', orders: 1, revenue: 4_200 },
      { day: '2026-11-01', currency: 'TND', orders: 1, revenue: 12_000 },
      { day: '2026-11-02', currency: 'TND', orders: 2, revenue: 500 },
    ]
    const { currencies } = shapeStats(period, { ...nothing, sales }, 'EUR')
    expect(currencies.map(({ currency, revenue, orders }) => [currency, revenue.total.amount, orders.total])).toEqual([
      ['EUR', 0, 0],
      ['TND', 12_500, 3],
      ['JPY', 4_200, 1],
    ])
  })

  it('has the average of each piece, and none where nothing was bought', () => {
    const sales = [
      { day: '2026-10-31', currency: 'EUR', orders: 4, revenue: 1_000 },
      { day: '2026-11-01', currency: 'EUR', orders: 3, revenue: 1_000 },
      { day: '2026-11-03', currency: 'EUR', orders: 1, revenue: 0 },
    ]
    const [own] = shapeStats(period, { ...nothing, sales }, 'EUR').currencies
    expect(own?.average).toEqual({
      total: eur(250),
      before: eur(250),
      pieces: [eur(333), null, eur(0)],
      beforePieces: [null, null, eur(250)],
    })
    expect(own?.revenue.pieces).toEqual([eur(1_000), eur(0), eur(0)])
  })

  it('orders channels by use and takes a piece’s last count of a segment', () => {
    const stats = shapeStats(
      parsePeriod({ period: '90d' }, '2026-11-25'),
      {
        ...nothing,
        messages: [
          { day: '2026-11-24', channel: 'sms', count: 2 },
          { day: '2026-11-25', channel: 'email', count: 3 },
          { day: '2026-06-01', channel: 'whatsapp', count: 9 },
        ],
        segments: [
          { day: '2026-06-01', segment: 'gone', customers: 9 },
          { day: '2026-11-20', segment: 'vip', customers: 5 },
          { day: '2026-11-25', segment: 'vip', customers: 6 },
          { day: '2026-11-20', segment: 'prospect', customers: 40 },
        ],
      },
      'EUR',
    )
    expect(stats.channels.map(({ channel, messages }) => [channel, messages.total, messages.before])).toEqual([
      ['email', 3, 0],
      ['sms', 2, 0],
      ['whatsapp', 0, 9],
    ])
    expect(stats.messages).toMatchObject({ total: 5, before: 9 })
    // Counted on the 25th, when nobody was a prospect any more; not counted before the last week.
    expect(stats.segments.map(({ segment, pieces }) => [segment, pieces.slice(-2)])).toEqual([
      ['vip', [null, 6]],
      ['prospect', [null, 0]],
    ])
  })
})
