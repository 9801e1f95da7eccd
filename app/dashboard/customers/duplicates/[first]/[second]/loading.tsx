// The pair's own shape while it is read.
import { LoadingFrame } from '@/components/ui/loading-frame'
import { Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingFrame className="mx-auto max-w-page">
      <Skeleton className="mb-2 h-touch w-24" />
      <Skeleton className="mb-6 h-7 w-64" />
      <Skeleton className="mb-4 h-10 w-80 max-w-full" />
      <Skeleton className="mb-4 h-96 rounded" />
      <Skeleton className="h-72 rounded" />
    </LoadingFrame>
  )
}
