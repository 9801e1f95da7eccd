// Grey shapes of the size of what is coming, so that nothing moves when it comes.
import clsx from 'clsx'

export function Skeleton({ round = false, className }: { round?: boolean | undefined; className?: string | undefined }) {
  return <span aria-hidden className={clsx('block animate-pulse bg-sunken', round ? 'rounded-full' : 'rounded-sm', className)} />
}

const widths = ['w-40', 'w-32', 'w-48', 'w-36', 'w-28']

/** Lines of a list, 44 px each. */
export function SkeletonRows({ rows = 8 }: { rows?: number | undefined }) {
  return (
    <div aria-hidden className="divide-y divide-line rounded border border-line bg-surface">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-row items-center gap-3 px-3">
          <Skeleton round className="size-6" />
          <Skeleton className={clsx('h-3', widths[row % widths.length])} />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
  )
}
