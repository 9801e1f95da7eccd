// The shape of a page while it is being made.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame>
      <Skeleton className="mb-6 h-touch w-48" />
      <SkeletonRows rows={10} />
    </LoadingFrame>
  )
}
