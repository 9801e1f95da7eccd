// Time in words: near moments by their distance, far ones by their date.

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Noon UTC of the calendar day that `value` falls on in `timeZone`; only differences between two of them mean anything. */
function calendarDay(value: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(value)
  return Date.parse(`${parts}T12:00:00Z`)
}

/** `null` for the last 45 seconds (a word of its own), up to a week relative ("il y a 5 min", "hier"), then the date. */
export function relativeTime(value: Date, now: Date, locale: string, timeZone: string): string | null {
  const distance = value.getTime() - now.getTime()
  const size = Math.abs(distance)
  if (size < 45_000) return null
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  if (size < hour) return relative.format(Math.sign(distance) * Math.max(1, Math.round(size / minute)), 'minute')
  if (size < day) return relative.format(Math.trunc(distance / hour), 'hour')
  const days = Math.round((calendarDay(value, timeZone) - calendarDay(now, timeZone)) / day)
  if (Math.abs(days) <= 7) return relative.format(days, 'day')
  return shortDate(value, now, locale, timeZone)
}

/** "12 mars", with the year when it is another one. */
function shortDate(value: Date, now: Date, locale: string, timeZone: string): string {
  const year = (date: Date) => new Intl.DateTimeFormat('en', { timeZone, year: 'numeric' }).format(date)
  const options: Intl.DateTimeFormatOptions = { timeZone, day: 'numeric', month: 'short' }
  return new Intl.DateTimeFormat(locale, year(value) === year(now) ? options : { ...options, year: 'numeric' }).format(value)
}

/** "mercredi 12 mars 2026 à 14:32". */
export function fullTime(value: Date, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'full', timeStyle: 'short' }).format(value)
}
