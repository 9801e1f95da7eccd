// The Fiche's own shape while it is read.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame>
      <Skeleton className="mb-2 h-touch w-24" />
      <div className="mb-4 flex items-center gap-3">
        <Skeleton round className="size-12" />
        <div className="flex flex-col gap-2">
          <Skeleton className="h-5 w-48" />
          <Skeleton className="h-3 w-32" />
        </div>
      </div>
      <div className="md:grid md:grid-cols-[260px_minmax(0,1fr)] md:gap-6 xl:grid-cols-[280px_minmax(0,1fr)_280px]">
        <Skeleton className="h-80 rounded max-md:hidden" />
        <SkeletonRows rows={8} />
        <Skeleton className="h-60 rounded max-xl:hidden" />
      </div>
    </LoadingFrame>
  )
}
