// Views of one page as addresses: each tab is a link, so it can be shared, opened aside and reached without script.
import clsx from 'clsx'
import Link from 'next/link'
import type { ReactNode } from 'react'

export type LinkTab = { href: string; label: ReactNode; count?: ReactNode; current: boolean }

export function LinkTabs({ label, tabs }: { label: string; tabs: LinkTab[] }) {
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto border-b border-line px-4 md:mx-0 md:px-0">
      <ul className="flex gap-4">
        {tabs.map(({ href, label: words, count, current }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={current ? 'page' : undefined}
              className={clsx(
                'flex h-row items-center gap-2 border-b-2 whitespace-nowrap',
                current ? 'border-ink font-medium text-ink' : 'border-transparent text-muted hover:text-ink',
              )}
            >
              {words}
              {count !== undefined && <span className="text-xs text-muted tabular-nums">{count}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
