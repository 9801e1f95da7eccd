// Days of the Fil by the shop's calendar: what happened at 00:30 in Paris belongs to that day, whatever the clock says elsewhere.

/** `YYYY-MM-DD` of the moment in the zone. */
export const dayOf = (moment: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment)

export interface DayGroup<T> {
  day: string
  lines: T[]
}

/** Consecutive lines of one day together, in the order given. */
export function groupByDay<T extends { day: string }>(lines: readonly T[]): DayGroup<T>[] {
  const groups: DayGroup<T>[] = []
  for (const line of lines) {
    const last = groups.at(-1)
    if (last?.day === line.day) last.lines.push(line)
    else groups.push({ day: line.day, lines: [line] })
  }
  return groups
}

/** 0 for today, 1 for yesterday, and so on, counted in calendar days of the zone. */
export function daysAgo(day: string, now: Date, timeZone: string): number {
  const noon = (text: string) => Date.parse(`${text}T12:00:00Z`)
  return Math.round((noon(dayOf(now, timeZone)) - noon(day)) / 86_400_000)
}

/** "lundi 9 mars", with the year when it is another one. */
export function dayTitle(day: string, now: Date, locale: string): string {
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' }
  const date = new Date(`${day}T12:00:00Z`)
  return new Intl.DateTimeFormat(
    locale,
    date.getUTCFullYear() === now.getUTCFullYear() ? options : { ...options, year: 'numeric' },
  ).format(date)
}
