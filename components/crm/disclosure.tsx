// A line that opens what few people need.
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

export function Disclosure({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  return (
    <details className="group">
      <summary className="-ml-1 inline-flex h-touch list-none items-center gap-1 rounded pr-2 pl-1 text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        {summary}
      </summary>
      <div className="pt-1 pb-2">{children}</div>
    </details>
  )
}
