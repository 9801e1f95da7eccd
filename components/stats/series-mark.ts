// How the series of a chart are told apart: each by a dash or a filling of its own, and only then by a colour.

export interface SeriesMark {
  color: string
  dash: string
  fill: 'solid' | 'stripes' | 'dots' | 'lines' | 'rising' | 'grid' | 'hollow'
}

const marks = [
  { color: 'var(--hue-teal)', dash: '', fill: 'solid' },
  { color: 'var(--hue-violet)', dash: '6 4', fill: 'stripes' },
  { color: 'var(--hue-amber)', dash: '2 3', fill: 'dots' },
  { color: 'var(--hue-sky)', dash: '10 3 2 3', fill: 'lines' },
  { color: 'var(--hue-rose)', dash: '12 4', fill: 'rising' },
  { color: 'var(--hue-lime)', dash: '1 4', fill: 'grid' },
  { color: 'var(--hue-stone)', dash: '4 2 1 2', fill: 'hollow' },
] as const satisfies SeriesMark[]

/** A chart shows no more series than there are marks. */
export const mostSeries = marks.length

export const markOf = (series: number): SeriesMark => marks[series] ?? marks[0]

/** Of a comparison: the period itself, and the days before. */
export const nowMark: SeriesMark = { color: 'var(--hue-teal)', dash: '', fill: 'solid' }
export const beforeMark: SeriesMark = { color: 'var(--ink)', dash: '4 3', fill: 'hollow' }
