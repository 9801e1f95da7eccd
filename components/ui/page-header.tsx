// The one h1 of a page, with its count, its way back and its actions.
import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

type PageHeaderProps = {
  title: ReactNode
  /** A capped count such as "10 000+". */
  count?: ReactNode
  description?: ReactNode
  back?: { href: string; label: string } | undefined
  actions?: ReactNode
}

export function PageHeader({ title, count, description, back, actions }: PageHeaderProps) {
  return (
    <header className="mb-4 md:mb-6">
      {back !== undefined && (
        <Link href={back.href} className="-ml-1 inline-flex h-touch items-center gap-1 rounded pr-2 text-muted hover:text-ink">
          <ChevronLeft aria-hidden className="size-4" />
          {back.label}
        </Link>
      )}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h1 className="flex items-baseline gap-2 text-lg font-semibold tracking-tight">
            <span className="min-w-0 break-words">{title}</span>
            {count !== undefined && <span className="text-sm font-normal tracking-normal text-muted tabular-nums">{count}</span>}
          </h1>
          {description !== undefined && <p className="max-w-prose text-muted">{description}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  )
}
