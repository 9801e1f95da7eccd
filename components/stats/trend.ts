// What a chart and its table show: series over the pieces of a period, already in words.

export interface TrendPoint {
  /** Under the axis. */
  label: string
  /** The whole of it, for the tooltip and the table. */
  title: string
  /** One a series, for drawing: an amount in whole units of its currency. Null draws nothing. */
  values: (number | null)[]
  /** The same for reading. */
  texts: string[]
}

export interface Trend {
  /** `compare`: bars, and the days before as a line. `stack`: parts of a whole. `lines`: side by side. */
  kind: 'compare' | 'stack' | 'lines'
  series: { id: string; label: string }[]
  points: TrendPoint[]
  /** The axis counts in it; null counts things. */
  currency: string | null
}

export const isEmpty = ({ points }: Trend): boolean =>
  points.every(({ values }) => values.every((value) => value === null || value === 0))
