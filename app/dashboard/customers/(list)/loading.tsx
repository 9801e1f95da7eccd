// The list's own shape while it is read: heading, views, filters, lines of 44 px.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame>
      <div className="mb-4 flex h-touch items-center justify-between md:mb-6">
        <Skeleton className="h-7 w-32" />
        <Skeleton className="h-touch w-40" />
      </div>
      <div aria-hidden className="mb-3 flex h-row items-center gap-4 overflow-hidden border-b border-line">
        {['w-12', 'w-8', 'w-44', 'w-32', 'w-24'].map((width) => (
          <Skeleton key={width} className={`h-4 shrink-0 ${width}`} />
        ))}
      </div>
      <div aria-hidden className="mb-3 flex justify-between">
        <Skeleton className="h-touch w-24" />
        <Skeleton className="h-touch w-40 max-md:w-11" />
      </div>
      <SkeletonRows rows={12} />
    </LoadingFrame>
  )
}
