// A bordered group with an optional heading and actions.
import clsx from 'clsx'
import type { ReactNode } from 'react'

type CardProps = {
  title?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  /** Without padding, for a list or a table that runs to the edge. */
  flush?: boolean | undefined
  /** The heading's level; pages start at h1. */
  level?: 2 | 3 | undefined
  className?: string | undefined
  children?: ReactNode
}

export function Card({ title, description, actions, flush = false, level = 2, className, children }: CardProps) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section className={clsx('rounded border border-line bg-surface', className)}>
      {title !== undefined && (
        <header className={clsx('flex flex-wrap items-center justify-between gap-3 px-4 pt-3', flush && 'pb-3')}>
          <div className="min-w-0 flex-1 basis-48">
            <Heading className="text-sm font-semibold">{title}</Heading>
            {description !== undefined && <p className="text-muted">{description}</p>}
          </div>
          {actions !== undefined && <div className="flex items-center gap-2">{actions}</div>}
        </header>
      )}
      {children !== undefined && (
        <div className={clsx(!flush && 'p-4', flush && title !== undefined && 'border-t border-line')}>{children}</div>
      )}
    </section>
  )
}
