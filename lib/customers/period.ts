// A stretch of calendar days of a shop, what it is compared with, and the pieces it is shown in. Days are ISO texts: they have
// no hours, so no clock change can move them.
import { z } from 'zod'

/** As the address says them; `own` has its days in the address too. */
export const periodChoices = ['30d', '90d', '12m'] as const
export type PeriodChoice = (typeof periodChoices)[number]

export interface Period {
  choice: PeriodChoice | 'own'
  /** First and last day, both included. */
  from: string
  to: string
  /** The days before that it is compared with: as many, or the same months a year earlier. */
  before: { from: string; to: string }
  grain: Grain
}

/** What one piece is: a day, seven days that end with the period, or a calendar month. */
export type Grain = 'day' | 'week' | 'month'

/** Both included; of a month, only the days that the period has. */
export interface Piece {
  from: string
  to: string
}

/** The longest own range: three years. */
export const mostDays = 1_096
const dayLong = 86_400_000

const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const iso = (at: number): string => new Date(at).toISOString().slice(0, 10)
export const addDays = (day: string, days: number): string => iso(utc(day) + days * dayLong)
/** From `from` to `to`, both included. */
const countDays = (from: string, to: string): number => Math.round((utc(to) - utc(from)) / dayLong) + 1

/** The same day of another month, or that month's last when it is shorter. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return iso(Date.UTC(year, month - 1 + months, Math.min(date, last)))
}

const firstOfMonth = (day: string): string => `${day.slice(0, 8)}01`

/** The calendar day of a moment where the shop is. */
export const dayIn = (timeZone: string, at: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

const dateSchema = z.iso.date()
const dayOf = (text: string | undefined): string | null => {
  const parsed = dateSchema.safeParse(text)
  return parsed.success && parsed.data >= '2000-01-01' ? parsed.data : null
}

/** What an address asks for; whatever cannot be read is the last thirty days. Nothing lies in the future. */
export function parsePeriod(
  asked: { period?: string | undefined; from?: string | undefined; to?: string | undefined },
  today: string,
): Period {
  const [one, other] = [dayOf(asked.from), dayOf(asked.to)]
  if (one !== null || other !== null) {
    const end = other ?? today
    const [first = end, last = end] = [one ?? addDays(end, -29), end].map((day) => (day > today ? today : day)).toSorted()
    return ownPeriod(first < addDays(last, 1 - mostDays) ? addDays(last, 1 - mostDays) : first, last)
  }
  const choice = periodChoices.find((known) => known === asked.period) ?? '30d'
  if (choice === '12m') {
    // The month that runs and the eleven before it: whole months can be compared with those of last year.
    const from = addMonths(firstOfMonth(today), -11)
    return { choice, from, to: today, before: { from: addMonths(from, -12), to: addMonths(today, -12) }, grain: 'month' }
  }
  const days = choice === '90d' ? 90 : 30
  const from = addDays(today, 1 - days)
  return { choice, from, to: today, before: earlier(from, days), grain: choice === '90d' ? 'week' : 'day' }
}

const earlier = (from: string, days: number): Period['before'] => ({ from: addDays(from, -days), to: addDays(from, -1) })

function ownPeriod(from: string, to: string): Period {
  const days = countDays(from, to)
  const grain = days <= 31 ? 'day' : days <= 183 ? 'week' : 'month'
  return { choice: 'own', from, to, before: earlier(from, days), grain }
}

/** The period cut into its pieces, the oldest first. */
export function piecesOf({ from, to, grain }: Period): Piece[] {
  const pieces: Piece[] = []
  if (grain === 'week') {
    for (let end = to; end >= from; end = addDays(end, -7)) {
      const start = addDays(end, -6)
      pieces.unshift({ from: start < from ? from : start, to: end })
    }
    return pieces
  }
  for (let start = from; start <= to;) {
    const end = grain === 'day' ? start : addDays(addMonths(firstOfMonth(start), 1), -1)
    pieces.push({ from: start, to: end < to ? end : to })
    start = addDays(end, 1)
  }
  return pieces
}

/** Which piece a day of the period, or of the days before it, belongs to; -1 for any other day. */
export function pieceFinder(period: Period): (day: string) => { piece: number; isBefore: boolean } {
  const pieces = piecesOf(period)
  const { from, to, before, choice } = period
  const length = countDays(before.from, before.to)
  const find = (day: string): number => pieces.findIndex((piece) => day >= piece.from && day <= piece.to)
  return (day) => {
    if (day >= from && day <= to) return { piece: find(day), isBefore: false }
    if (day < before.from || day > before.to) return { piece: -1, isBefore: false }
    const moved = choice === '12m' ? addMonths(day, 12) : addDays(day, length)
    return { piece: find(moved > to ? to : moved), isBefore: true }
  }
}
