// A stretch of time as one says it: with the one or two units that matter.

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** "12 min", "1 h 5 min", "2 j"; under half a minute "< 1 min". */
export function duration(seconds: number, locale: string): string {
  const minutes = Math.round(seconds / 60)
  const write = (value: number, unit: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value)
  if (minutes < 1) return `< ${write(1, 'minute')}`
  const total = minutes * 60
  const at = units.findIndex(([, size]) => total >= size)
  const [unit, size] = units[at] ?? ['minute', 60]
  const next = units[at + 1]
  const whole = Math.floor(total / size)
  const rest = next === undefined ? 0 : Math.round((total - whole * size) / next[1])
  if (next === undefined || rest === 0) return write(whole, unit)
  // 23 h 59 min 40 s is a day, not "23 h 60 min".
  return rest * next[1] === size ? write(whole + 1, unit) : `${write(whole, unit)} ${write(rest, next[0])}`
}
