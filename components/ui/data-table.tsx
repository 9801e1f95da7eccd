// The shell of every table: a head that stays, lines of 44 px, a scroll box of its own on a phone.
import clsx from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'

type DataTableProps = {
  /** Names the table and, when it scrolls, the box that can be reached with the keyboard. */
  label: string
  /** Lines of 36 px instead of 44. */
  compact?: boolean | undefined
  className?: string | undefined
  children: ReactNode
}

export function DataTable({ label, compact = false, className, children }: DataTableProps) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className={clsx('overflow-auto rounded border border-line bg-surface', className)}
    >
      <table
        className={clsx(
          'w-full border-separate border-spacing-0 text-left [&_tbody_tr:last-child>*]:border-b-0',
          compact ? '[&_tbody_tr]:h-compact' : '[&_tbody_tr]:h-row',
        )}
      >
        <caption className="sr-only">{label}</caption>
        {children}
      </table>
    </div>
  )
}

type HeadCellProps = {
  children: ReactNode
  numeric?: boolean | undefined
  /** A heading that sorts is a link; `direction` is the order in force now. */
  sort?: { href: string; direction: 'asc' | 'desc' | null } | undefined
  className?: string | undefined
}

export function HeadCell({ children, numeric = false, sort, className }: HeadCellProps) {
  const direction = sort?.direction ?? null
  const Arrow = direction === 'asc' ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      aria-sort={direction === null ? undefined : direction === 'asc' ? 'ascending' : 'descending'}
      className={clsx(
        'sticky top-0 z-10 h-touch border-b border-line bg-surface px-3 text-xs font-medium whitespace-nowrap text-muted',
        numeric && 'text-right',
        className,
      )}
    >
      {sort === undefined ? (
        children
      ) : (
        <Link
          href={sort.href}
          className={clsx('group inline-flex h-touch items-center gap-1 rounded hover:text-ink', numeric && 'flex-row-reverse')}
        >
          {children}
          <Arrow
            aria-hidden
            className={clsx('size-3', direction === null && 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100')}
          />
        </Link>
      )}
    </th>
  )
}

type RowProps = ComponentProps<'tr'> & { selected?: boolean | undefined }

export function Row({ selected, className, ...rest }: RowProps) {
  return (
    <tr
      {...rest}
      aria-selected={selected}
      className={clsx(
        'group relative transition-colors hover:bg-sunken focus-within:bg-sunken aria-selected:bg-info-soft data-peeked:bg-info-soft',
        className,
      )}
    />
  )
}

type CellProps = ComponentProps<'td'> & {
  numeric?: boolean | undefined
  /** Without padding, for a control that fills the cell. */
  flush?: boolean | undefined
}

export function Cell({ numeric = false, flush = false, className, ...rest }: CellProps) {
  return (
    <td
      {...rest}
      className={clsx(
        'border-b border-line whitespace-nowrap',
        !flush && 'px-3',
        numeric && 'text-right tabular-nums',
        className,
      )}
    />
  )
}

/** The link of a line: covers the whole of it, while other controls in it stay above with `relative z-10`. */
export function RowLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link {...rest} className={clsx('font-medium after:absolute after:inset-0 after:content-[""]', className)} />
}
