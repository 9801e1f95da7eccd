// The cells of the customer list.
import clsx from 'clsx'
import { useTranslations } from 'next-intl'
import { Avatar } from '@/components/ui/avatar'
import { RowLink } from '@/components/ui/data-table'
import { RelativeTime } from '@/components/ui/relative-time'
import { Tag } from '@/components/ui/tag'
import { ChannelIcon } from './channel-icon'
import type { CustomerRow } from './customer-row'
import { channelLabel, segmentLabel } from './customer-words'
import { listPath } from './list-url'

const shownTags = 2

/** Name and tags; on a phone the way to reach the customer stands under the name. */
export function NameCell({ row }: { row: CustomerRow }) {
  const t = useTranslations('customers')
  const reach = row.phone ?? row.email
  const more = row.tags.length - shownTags
  return (
    <span className="flex min-w-0 items-center gap-3">
      <Avatar name={row.name} seed={row.id} />
      <span className="min-w-0 flex-1 md:flex md:items-center md:gap-2">
        <RowLink
          href={`${listPath}/${row.id}`}
          prefetch={false}
          data-row-link={row.id}
          className={clsx('block max-w-full shrink-0 truncate', row.name === null && 'text-muted')}
        >
          {row.name ?? t('unknown')}
        </RowLink>
        {reach !== null && <span className="block truncate text-xs text-muted tabular-nums md:hidden">{reach}</span>}
        {/* Tags that do not fit wrap below the line, out of sight. */}
        <span className="hidden h-5 min-w-0 flex-1 flex-wrap gap-x-1 overflow-hidden md:flex">
          {row.tags.slice(0, shownTags).map((tag) => (
            <Tag key={tag} label={tag} className="max-w-32" />
          ))}
          {more > 0 && (
            <span className="text-xs text-muted" title={row.tags.slice(shownTags).join(', ')}>
              +{more}
            </span>
          )}
        </span>
      </span>
    </span>
  )
}

export function TextCell({ value }: { value: string | null }) {
  return value ?? <Nothing />
}

export function SegmentCell({ segment }: { segment: string | null }) {
  const t = useTranslations('customers')
  return segment === null ? <Nothing /> : segmentLabel(t, segment)
}

export function ContactCell({ row }: { row: CustomerRow }) {
  const t = useTranslations('customers')
  if (row.contactAt === null) return <Nothing />
  return (
    <span className="flex items-center gap-2 max-md:justify-end max-md:text-xs">
      {row.contactChannel !== null && (
        <>
          <ChannelIcon channel={row.contactChannel} />
          <span className="sr-only">{channelLabel(t, row.contactChannel)}</span>
        </>
      )}
      <RelativeTime value={row.contactAt} className="text-muted" />
    </span>
  )
}

function Nothing() {
  const t = useTranslations('customers.list')
  return (
    <span className="text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">{t('empty')}</span>
    </span>
  )
}
