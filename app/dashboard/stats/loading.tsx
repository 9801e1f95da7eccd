// The shape of the figures while they are added up: the heading, the choice of days, three figures, the charts.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame>
      <div className="mx-auto flex max-w-page flex-col gap-6">
        <Skeleton className="h-7 w-40" />
        <Skeleton className="h-row w-72" />
        <Skeleton className="h-24 w-full rounded!" />
        <Skeleton className="h-80 w-full rounded!" />
        <div className="grid gap-4 lg:grid-cols-2">
          <Skeleton className="h-80 rounded!" />
          <Skeleton className="h-80 rounded!" />
        </div>
      </div>
    </LoadingFrame>
  )
}
