// Nothing here yet, and what to do next.
import clsx from 'clsx'
import type { ReactNode } from 'react'

type EmptyStateProps = {
  icon: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
  level?: 1 | 2 | undefined
  className?: string | undefined
}

export function EmptyState({ icon, title, children, action, level = 2, className }: EmptyStateProps) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className={clsx('flex flex-col items-center px-4 py-12 text-center', className)}>
      <span
        aria-hidden
        className="mb-3 flex size-12 items-center justify-center rounded-full bg-sunken text-muted [&>svg]:size-5"
      >
        {icon}
      </span>
      <Heading className="text-base font-semibold">{title}</Heading>
      {children !== undefined && <div className="mt-1 max-w-prose text-muted">{children}</div>}
      {action !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
