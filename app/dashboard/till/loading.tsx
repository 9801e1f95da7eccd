// The till's own shape while it is made ready: the heading, the field, the lines.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame className="mx-auto max-w-page">
      <div className="mb-2 flex h-touch items-center">
        <Skeleton className="h-7 w-24" />
      </div>
      <Skeleton className="mb-6 h-16 rounded!" />
      <SkeletonRows rows={8} />
    </LoadingFrame>
  )
}
