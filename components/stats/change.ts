// How a figure stands against the one before it.

export type Change = { direction: 'up' | 'down' | 'same'; text: string } | null

/** Null when there was nothing before: no percentage says that. Beyond tenfold the exact number says nothing either. */
export function changeOf(now: number, before: number, locale: string): Change {
  if (before <= 0) return null
  const share = (now - before) / before
  const rounded = Math.round(share * 100) / 100
  const percent = new Intl.NumberFormat(locale, { style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 0 })
  const huge = new Intl.NumberFormat(locale, { style: 'percent' })
  const text = rounded > 9.99 ? `> ${huge.format(9.99)}` : percent.format(rounded)
  return { direction: rounded > 0 ? 'up' : rounded < 0 ? 'down' : 'same', text }
}
