// What came of a bulk job, customer by customer; those with a problem are the first tab.
import { Download } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import Link from 'next/link'
import { fullName } from '@/components/customers/customer-words'
import { listPath } from '@/components/customers/list-url'
import { buttonClass } from '@/components/ui/button-class'
import { LinkTabs } from '@/components/ui/link-tabs'
import { Pagination } from '@/components/ui/pagination'
import type { BulkRow, BulkView } from '@/lib/server/bulk/manage-bulk'
import { bulkHref } from './bulk-path'

const shares = ['kept', 'refused', 'done', 'nothing'] as const

export function BulkRows({ view: { record, share, rows, next } }: { view: BulkView }) {
  const t = useTranslations('bulk')
  const format = useFormatter()
  const href = bulkHref(record.id)
  const shown = shares.filter((name) => record[name] > 0)
  if (record.emptiedAt !== null) return <p className="text-muted">{t('emptied')}</p>
  if (shown.length === 0) return null
  return (
    <section aria-label={t('rows')}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4">
        <LinkTabs
          label={t('shares')}
          tabs={shown.map((name) => ({
            href: `${href}?share=${name}`,
            label: record.action.kind === 'ask-consent' && name === 'nothing' ? t('share.left') : t(`share.${name}`),
            count: format.number(record[name]),
            current: name === share,
          }))}
        />
        <a href={`${href}/results`} download className={buttonClass('ghost')}>
          <Download aria-hidden className="size-4" />
          {t('download')}
        </a>
      </div>
      <ul className="divide-y divide-line overflow-hidden rounded border border-line bg-surface">
        {rows.map((row) => (
          <Line key={row.customerId} row={row} />
        ))}
      </ul>
      {next !== null && <Pagination nextHref={`${href}?share=${share}&after=${encodeURIComponent(next)}`} />}
    </section>
  )
}

function Line({ row: { customer, reason, undone, keptBecause } }: { row: BulkRow }) {
  const t = useTranslations('bulk')
  const name = customer === null ? t('nobody') : (fullName(customer) ?? customer.phone ?? customer.email ?? t('nameless'))
  const because =
    keptBecause !== null
      ? t(`kept.${keptBecause}`)
      : reason !== null
        ? t(`refused.${reason}`)
        : undone === 'restored'
          ? t('restored')
          : null
  const openId = customer?.openId ?? null
  return (
    <li className="relative flex min-h-row flex-wrap items-center gap-x-4 px-4 py-2 focus-within:bg-sunken hover:bg-sunken">
      {openId === null ? (
        <span className="min-w-0 flex-1 basis-40 break-words text-muted">{name}</span>
      ) : (
        <Link
          href={`${listPath}/${openId}`}
          className="min-w-0 flex-1 basis-40 font-medium break-words after:absolute after:inset-0 after:content-['']"
        >
          {name}
        </Link>
      )}
      {because !== null && <span className="text-muted">{because}</span>}
    </li>
  )
}
