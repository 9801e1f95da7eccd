// The days of a figure as a line. Decorative: the figure stands beside it.
import { sparklinePath } from './sparkline-path'

const [width, height] = [120, 32]

export function Sparkline({ values }: { values: number[] }) {
  const { line, area } = sparklinePath(values, width, height)
  return (
    <svg
      aria-hidden
      viewBox={`0 -2 ${width} ${height + 4}`}
      preserveAspectRatio="none"
      className="h-9 w-28 shrink-0 overflow-visible sm:w-full"
    >
      <path d={area} className="fill-sunken" />
      <path
        d={line}
        className="fill-none stroke-muted"
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
      />
    </svg>
  )
}
