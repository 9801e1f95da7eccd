// The filling of a series, drawn so that it is told from the others without its colour.
import type { SeriesMark } from './series-mark'

export function MarkPattern({ id, mark: { color, fill } }: { id: string; mark: SeriesMark }) {
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse">
      <rect width="6" height="6" fill={color} fillOpacity={fill === 'solid' ? 1 : 0.25} />
      {fill === 'stripes' && <path d="M-1,1l2,-2M0,6l6,-6M5,7l2,-2" stroke={color} strokeWidth="1.5" />}
      {fill === 'rising' && <path d="M-1,5l2,2M0,0l6,6M5,-1l2,2" stroke={color} strokeWidth="1.5" />}
      {fill === 'dots' && <circle cx="3" cy="3" r="1.5" fill={color} />}
      {fill === 'lines' && <path d="M0,1.5h6M0,4.5h6" stroke={color} strokeWidth="1.25" />}
      {fill === 'grid' && <path d="M0,3h6M3,0v6" stroke={color} strokeWidth="1" />}
    </pattern>
  )
}
