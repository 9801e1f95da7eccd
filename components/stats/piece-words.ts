// What a piece of a period is called: short under an axis, whole in a table.
import type { Grain, Period, Piece } from '@/lib/customers/period'

// Noon, so that no zone can turn the day into another.
const dateOf = (day: string): Date => new Date(`${day}T12:00:00Z`)

const format = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })

/** "12 mars" for a day or the week that begins with it, "mars 26" for a month. */
export const pieceLabel = ({ from }: Piece, grain: Grain, locale: string): string =>
  format(locale, grain === 'month' ? { month: 'short', year: '2-digit' } : { day: 'numeric', month: 'short' }).format(
    dateOf(from),
  )

/** "jeudi 12 mars 2026", "12–18 mars 2026", "mars 2026"; a month that is not whole says which days it has. */
export function pieceTitle({ from, to }: Piece, grain: Grain, locale: string): string {
  if (grain === 'day') return format(locale, { dateStyle: 'full' }).format(dateOf(from))
  const isWhole = from.endsWith('-01') && dateOf(to).getTime() + 86_400_000 >= Date.parse(nextMonth(from))
  if (grain === 'month' && isWhole) return format(locale, { month: 'long', year: 'numeric' }).format(dateOf(from))
  return rangeTitle({ from, to }, locale)
}

const nextMonth = (day: string): string => {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month, 1)).toISOString()
}

/** "27 oct. – 25 nov. 2026". */
export const rangeTitle = ({ from, to }: Pick<Period, 'from' | 'to'>, locale: string): string =>
  format(locale, { day: 'numeric', month: 'short', year: 'numeric' }).formatRange(dateOf(from), dateOf(to))
