// The shape of the mapping while the other system is asked for its fields.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame>
      <Skeleton className="mb-3 h-touch w-16" />
      <Skeleton className="mb-2 h-7 w-56" />
      <Skeleton className="mb-6 h-4 w-80 max-w-full" />
      <SkeletonRows rows={16} />
    </LoadingFrame>
  )
}
