// The figures of a period as trends: numbers to draw and the same in the reader's words.
import type { Money } from '@/lib/shared/money'
import { formatMoney, fractionDigits } from '@/lib/shared/money'
import type { Figure, ShopStats } from '@/lib/server/shop-stats'
import { pieceLabel, pieceTitle } from './piece-words'
import { mostSeries } from './series-mark'
import type { Trend } from './trend'

export interface TrendWords {
  locale: string
  now: string
  before: string
  none: string
  others: string
}

type Frame = Pick<ShopStats, 'pieces' | 'period'>
type Line = { id: string; label: string; pieces: readonly (number | null)[] }

const heads = ({ pieces, period }: Frame, locale: string) =>
  pieces.map((piece) => ({
    label: pieceLabel(piece, period.grain, locale),
    title: pieceTitle(piece, period.grain, locale),
  }))

/** Bars of the period, a line of the days before. */
export function moneyTrend(
  frame: Frame,
  { pieces, beforePieces }: Figure<Money | null>,
  currency: string,
  words: TrendWords,
): Trend {
  const unit = 10 ** fractionDigits(currency)
  const read = (money: Money | null | undefined) => (money ? formatMoney(money, words.locale) : words.none)
  const draw = (money: Money | null | undefined) => (money ? money.amount / unit : null)
  return {
    kind: 'compare',
    currency,
    series: [
      { id: 'now', label: words.now },
      { id: 'before', label: words.before },
    ],
    points: heads(frame, words.locale).map((head, at) => ({
      ...head,
      values: [draw(pieces[at]), draw(beforePieces[at])],
      texts: [read(pieces[at]), read(beforePieces[at])],
    })),
  }
}

export const countTrend = (frame: Frame, { pieces, beforePieces }: Figure<number>, words: TrendWords): Trend =>
  linesTrend(
    'compare',
    frame,
    [
      { id: 'now', label: words.now, pieces },
      { id: 'before', label: words.before, pieces: beforePieces },
    ],
    words,
  )

/** Of more lines than a chart can tell apart, the last ones are shown together. */
export function linesTrend(kind: Trend['kind'], frame: Frame, lines: readonly Line[], words: TrendWords): Trend {
  const format = new Intl.NumberFormat(words.locale)
  const shown =
    lines.length <= mostSeries ? lines : [...lines.slice(0, mostSeries - 1), together(lines.slice(mostSeries - 1), words.others)]
  return {
    kind,
    currency: null,
    series: shown.map(({ id, label }) => ({ id, label })),
    points: heads(frame, words.locale).map((head, at) => {
      const values = shown.map(({ pieces }) => pieces[at] ?? null)
      return { ...head, values, texts: values.map((value) => (value === null ? words.none : format.format(value))) }
    }),
  }
}

const together = (lines: readonly Line[], label: string): Line => ({
  id: 'others',
  label,
  pieces: (lines[0]?.pieces ?? []).map((_, at) =>
    lines.reduce<number | null>((sum, { pieces }) => {
      const value = pieces[at] ?? null
      return value === null ? sum : (sum ?? 0) + value
    }, null),
  ),
})
