// The shape of the systems while they are being read.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame>
      <Skeleton className="mb-2 h-7 w-24" />
      <Skeleton className="mb-6 h-4 w-80 max-w-full" />
      <div aria-hidden className="flex flex-col gap-4">
        {['first', 'second'].map((card) => (
          <div key={card} className="rounded border border-line bg-surface p-4">
            <div className="mb-6 flex justify-between gap-4">
              <Skeleton className="h-5 w-32" />
              <Skeleton className="h-6 w-20" />
            </div>
            <div className="flex flex-col gap-3">
              <Skeleton className="h-4 w-64 max-w-full" />
              <Skeleton className="h-4 w-48" />
              <Skeleton className="h-4 w-56" />
            </div>
            <div className="mt-6 flex gap-2">
              <Skeleton className="h-touch w-40" />
              <Skeleton className="h-touch w-40" />
            </div>
          </div>
        ))}
      </div>
    </LoadingFrame>
  )
}
