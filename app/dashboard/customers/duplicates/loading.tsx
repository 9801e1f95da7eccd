// The list's own shape while it is read.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame>
      <Skeleton className="mb-2 h-touch w-24" />
      <Skeleton className="mb-6 h-7 w-40" />
      <div className="flex flex-col gap-px">
        {Array.from({ length: 8 }, (_, line) => (
          <Skeleton key={line} className="h-16" />
        ))}
      </div>
    </LoadingFrame>
  )
}
