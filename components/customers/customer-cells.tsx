// The cells of the customer list.
import clsx from 'clsx'
import { useLocale, useTranslations } from 'next-intl'
import { Avatar } from '@/components/ui/avatar'
import { RowLink } from '@/components/ui/data-table'
import { RelativeTime } from '@/components/ui/relative-time'
import { Tag } from '@/components/ui/tag'
import type { ListColumn } from '@/lib/views/list-columns'
import { ChannelIcon } from './channel-icon'
import { ConsentsCell } from './consents-cell'
import type { CustomerRow } from './customer-row'
import { channelLabel, languageLabel, segmentLabel } from './customer-words'
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

function TextCell({ value }: { value: string | null | undefined }) {
  return value ?? <Nothing />
}

function SegmentCell({ segment }: { segment: string | null | undefined }) {
  const t = useTranslations('customers')
  return segment === null || segment === undefined ? <Nothing /> : segmentLabel(t, segment)
}

function ContactCell({ row }: { row: CustomerRow }) {
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

function LanguageCell({ code }: { code: string | undefined }) {
  const locale = useLocale()
  return code === undefined || code === '' ? <Nothing /> : languageLabel(code, locale)
}

const TimeCell = ({ at }: { at: string | null | undefined }) =>
  at === null || at === undefined ? <Nothing /> : <RelativeTime value={at} className="text-muted" />

/** The cell of a column, for a line that was read with it. */
export function ColumnCell({ column, row }: { column: ListColumn; row: CustomerRow }) {
  switch (column) {
    case 'phone':
      return <TextCell value={row.phone} />
    case 'email':
      return <TextCell value={row.email} />
    case 'segment':
      return <SegmentCell segment={row.segment} />
    case 'contact':
      return <ContactCell row={row} />
    case 'orders':
      return row.orders ?? <Nothing />
    case 'spent':
      return <TextCell value={row.spent} />
    case 'average':
      return <TextCell value={row.average} />
    case 'lastOrder':
      return <TimeCell at={row.lastOrderAt} />
    case 'consents':
      return <ConsentsCell consents={row.consents ?? {}} />
    case 'language':
      return <LanguageCell code={row.language} />
    case 'created':
      return <TimeCell at={row.createdAt} />
    case 'updated':
      return <TimeCell at={row.updatedAt} />
  }
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
