// A fact of the record under its name; stands in a <dl>.
import type { ReactNode } from 'react'

export function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
