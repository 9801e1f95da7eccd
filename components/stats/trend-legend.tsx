// Which mark is which series.
import { useId } from 'react'
import { MarkPattern } from './mark-pattern'
import { beforeMark, markOf, nowMark, type SeriesMark } from './series-mark'
import type { Trend } from './trend'

export function TrendLegend({ kind, series }: Pick<Trend, 'kind' | 'series'>) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {series.map(({ id, label }, at) => {
        const isLine = kind === 'lines' || (kind === 'compare' && at === 1)
        const mark = kind === 'compare' ? (at === 0 ? nowMark : beforeMark) : markOf(at)
        return (
          <li key={id} className="flex items-center gap-2">
            <Swatch mark={mark} isLine={isLine} />
            {label}
          </li>
        )
      })}
    </ul>
  )
}

function Swatch({ mark, isLine }: { mark: SeriesMark; isLine: boolean }) {
  const id = useId()
  return (
    <svg aria-hidden width={isLine ? 24 : 12} height="12" className="shrink-0">
      {isLine ? (
        <line x1="0" y1="6" x2="24" y2="6" stroke={mark.color} strokeWidth="2" strokeDasharray={mark.dash} />
      ) : (
        <>
          <defs>
            <MarkPattern id={id} mark={mark} />
          </defs>
          <rect x="0.5" y="0.5" width="11" height="11" rx="2" fill={`url(#${id})`} stroke={mark.color} />
        </>
      )}
    </svg>
  )
}
