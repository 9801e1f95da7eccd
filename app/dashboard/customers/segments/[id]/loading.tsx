// The page's own shape while it is read: the rule, then name and colour.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame>
      <Skeleton className="mb-2 h-touch w-24" />
      <Skeleton className="mb-6 h-7 w-40" />
      <div aria-hidden className="flex flex-col gap-4">
        {[4, 2].map((lines) => (
          <div key={lines} className="flex flex-col gap-4 rounded border border-line bg-surface p-4">
            <Skeleton className="h-5 w-48" />
            {Array.from({ length: lines }, (_, line) => (
              <Skeleton key={line} className="h-row" />
            ))}
          </div>
        ))}
      </div>
    </LoadingFrame>
  )
}
