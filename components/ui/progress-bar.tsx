// How far some work has come, in a bar and in words. Without a share it only says that work goes on.
import clsx from 'clsx'

type ProgressBarProps = {
  label: string
  /** 0 to 1; null when nobody can tell. */
  share: number | null
  className?: string | undefined
}

export function ProgressBar({ label, share, className }: ProgressBarProps) {
  const percent = share === null ? null : Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      className={clsx('h-2 overflow-hidden rounded-full bg-sunken', className)}
    >
      <div
        className={clsx('h-full rounded-full bg-info transition-[width]', percent === null && 'w-1/3 animate-pulse')}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  )
}
