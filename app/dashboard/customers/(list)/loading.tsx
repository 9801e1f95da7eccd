// The list's own shape while it is read: heading, filters, lines of 44 px.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame>
      <div className="mb-4 flex h-touch items-center justify-between md:mb-6">
        <Skeleton className="h-7 w-32" />
        <Skeleton className="h-touch w-40" />
      </div>
      <Skeleton className="mb-3 h-touch w-24" />
      <SkeletonRows rows={12} />
    </LoadingFrame>
  )
}
