// The shape of an import while it is read.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame>
      <Skeleton className="mb-3 h-touch w-20" />
      <Skeleton className="mb-6 h-7 w-64" />
      <Skeleton className="mb-6 h-60 w-full" />
      <SkeletonRows rows={6} />
    </LoadingFrame>
  )
}
