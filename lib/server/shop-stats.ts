// Statistiques' data: a period's figures beside those before it, money by currency, in the pieces that a chart shows.
import 'server-only'
import { dayIn, parsePeriod, type Period, type Piece, pieceFinder, piecesOf } from '@/lib/customers/period'
import { averageOf } from '@/lib/db/customer-row'
import { readShopFigures, type ShopFigures } from '@/lib/db/shop-stats-repo'
import type { Money } from '@/lib/shared/money'
import type { DashboardContext } from './context'

/** A figure of the period and of the days before it, and of each piece of both. */
export interface Figure<T> {
  total: T
  before: T
  pieces: T[]
  beforePieces: T[]
}

export interface CurrencyFigures {
  currency: string
  revenue: Figure<Money>
  orders: Figure<number>
  /** Null where nothing was bought. */
  average: Figure<Money | null>
}

export interface ShopStats {
  period: Period
  pieces: Piece[]
  /** The shop's own currency first, then the one with most purchases. Amounts of two are never added. */
  currencies: CurrencyFigures[]
  customers: Figure<number>
  messages: Figure<number>
  /** The busiest first. */
  channels: { channel: string; messages: Figure<number> }[]
  /** The largest first; customers at the end of each piece, null before counting began. '' is "no segment". */
  segments: { segment: string; pieces: (number | null)[] }[]
}

type Asked = Parameters<typeof parsePeriod>[0]

export async function getShopStats({ shop, useCase }: DashboardContext, asked: Asked): Promise<ShopStats> {
  const period = parsePeriod(asked, dayIn(shop.timezone, useCase.clock()))
  return shapeStats(period, await readShopFigures(shop, period.before.from, period.to), shop.currency)
}

/** @param own the shop's currency */
export function shapeStats(period: Period, figures: ShopFigures, own: string): ShopStats {
  const pieces = piecesOf(period)
  const find = pieceFinder(period)
  const sumOf = <L extends { day: string }>(lines: readonly L[], value: (line: L) => number): Figure<number> => {
    const figure = { total: 0, before: 0, pieces: pieces.map(() => 0), beforePieces: pieces.map(() => 0) }
    for (const line of lines) {
      const { piece, isBefore } = find(line.day)
      if (piece < 0) continue
      const into = isBefore ? figure.beforePieces : figure.pieces
      into[piece] = (into[piece] ?? 0) + value(line)
      figure[isBefore ? 'before' : 'total'] += value(line)
    }
    return figure
  }
  const count = ({ count: n }: { count: number }): number => n
  const currencies = [...new Set([own, ...figures.sales.map(({ currency }) => currency)])].map((currency) => {
    const sales = figures.sales.filter((line) => line.currency === currency)
    return moneyFigures(
      currency,
      sumOf(sales, ({ revenue }) => revenue),
      sumOf(sales, ({ orders }) => orders),
    )
  })
  return {
    period,
    pieces,
    currencies: currencies.toSorted(
      (one, other) => Number(other.currency === own) - Number(one.currency === own) || other.orders.total - one.orders.total,
    ),
    customers: sumOf(figures.customers, count),
    messages: sumOf(figures.messages, count),
    channels: [...new Set(figures.messages.map(({ channel }) => channel))]
      .map((channel) => ({
        channel,
        messages: sumOf(
          figures.messages.filter((line) => line.channel === channel),
          count,
        ),
      }))
      .toSorted((one, other) => other.messages.total - one.messages.total),
    segments: segmentsOf(period, figures.segments, pieces),
  }
}

function moneyFigures(currency: string, revenue: Figure<number>, orders: Figure<number>): CurrencyFigures {
  const money = (amount: number): Money => ({ amount, currency })
  const average = (earned: number, count: number | undefined) => averageOf(earned, count ?? 0, currency)
  return {
    currency,
    orders,
    revenue: {
      total: money(revenue.total),
      before: money(revenue.before),
      pieces: revenue.pieces.map(money),
      beforePieces: revenue.beforePieces.map(money),
    },
    average: {
      total: average(revenue.total, orders.total),
      before: average(revenue.before, orders.before),
      pieces: revenue.pieces.map((earned, at) => average(earned, orders.pieces[at])),
      beforePieces: revenue.beforePieces.map((earned, at) => average(earned, orders.beforePieces[at])),
    },
  }
}

/** The latest count of each piece stands for it. A segment that nobody is in on a counted day has none there, not "unknown". */
export function segmentsOf(
  period: Pick<Period, 'from' | 'to'>,
  lines: ShopFigures['segments'],
  pieces: readonly Piece[],
): ShopStats['segments'] {
  const inside = lines.filter(({ day }) => day >= period.from && day <= period.to)
  const latest = pieces.map(({ from, to }) =>
    inside.reduce<string | null>(
      (best, { day }) => (day >= from && day <= to && (best === null || day > best) ? day : best),
      null,
    ),
  )
  const segments = [...new Set(inside.map(({ segment }) => segment))].map((segment) => {
    const counts = new Map(inside.filter((line) => line.segment === segment).map(({ day, customers }) => [day, customers]))
    return { segment, pieces: latest.map((day) => (day === null ? null : (counts.get(day) ?? 0))) }
  })
  const last = ({ pieces: counts }: ShopStats['segments'][number]) => counts.findLast((value) => value !== null) ?? 0
  return segments.toSorted((one, other) => last(other) - last(one))
}
