'use client'
// The customer at a glance: who and how to reach them, what they agreed to, what they bought, what was noted last.
import { Mail, Phone } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { RelativeTime } from '@/components/ui/relative-time'
import { Tag } from '@/components/ui/tag'
import { orderStatuses } from '@/lib/customers/customer'
import { ChannelIcon } from '../channel-icon'
import { ConsentsCell } from '../consents-cell'
import { channelLabel, segmentLabel } from '../customer-words'
import type { PeekData } from './peek-data'

export function PeekBody({ customer }: { customer: PeekData }) {
  const t = useTranslations('customers')
  const { id, name, tags, segment, phone, email, contactAt, contactChannel, note } = customer
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-2">
        <h2 className="flex items-center gap-3 text-lg font-semibold tracking-tight">
          <Avatar name={name} seed={id} />
          <span className="min-w-0 break-words">{name ?? t('unknown')}</span>
        </h2>
        {tags.length > 0 && (
          <ul aria-label={t('tags.title')} className="flex flex-wrap gap-1">
            {tags.map((tag) => (
              <li key={tag} className="flex max-w-full">
                <Tag label={tag} />
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className="flex flex-col">
        {phone !== null && (
          <a href={`tel:${phone.value}`} className="flex min-h-touch items-center gap-3 rounded tabular-nums hover:underline">
            <Phone aria-hidden className="size-4 shrink-0 text-muted" />
            {phone.text}
          </a>
        )}
        {email !== null && (
          <a href={`mailto:${email}`} className="flex min-h-touch items-center gap-3 rounded hover:underline">
            <Mail aria-hidden className="size-4 shrink-0 text-muted" />
            <span className="min-w-0 break-all">{email}</span>
          </a>
        )}
      </div>
      <dl className="flex flex-col gap-2">
        <Line term={t('list.columns.segment')}>{segment === null ? '–' : segmentLabel(t, segment)}</Line>
        <Line term={t('list.columns.contact')}>
          {contactAt === null ? (
            '–'
          ) : (
            <span className="flex items-center gap-2">
              {contactChannel !== null && (
                <>
                  <ChannelIcon channel={contactChannel} />
                  <span className="sr-only">{channelLabel(t, contactChannel)}</span>
                </>
              )}
              <RelativeTime value={contactAt} />
            </span>
          )}
        </Line>
        <Line term={t('list.columns.consents')}>
          {Object.keys(customer.consents).length === 0 ? t('consent.state.never') : <ConsentsCell consents={customer.consents} />}
        </Line>
      </dl>
      <Bought customer={customer} />
      {note !== null && (
        <section className="flex flex-col gap-1">
          <h3 className="text-xs font-medium text-muted">
            {note.by} · <RelativeTime value={note.at} />
          </h3>
          <p className="break-words whitespace-pre-line">{note.text}</p>
        </section>
      )}
    </div>
  )
}

function Bought({ customer: { orderCount, spent, average, orders } }: { customer: PeekData }) {
  const t = useTranslations('customers.worth')
  if (orderCount === 0 && orders.length === 0) return <p className="text-muted">{t('none')}</p>
  return (
    <section className="flex flex-col gap-2">
      <dl className="grid grid-cols-3 gap-2 rounded border border-line p-3">
        <Figure term={t('orders')}>{orderCount}</Figure>
        <Figure term={t('spent')}>{spent ?? '–'}</Figure>
        <Figure term={t('average')}>{average ?? '–'}</Figure>
      </dl>
      <ul aria-label={t('last')} className="flex flex-col">
        {orders.map((order) => {
          const status = orderStatuses.find((known) => known === order.status)
          return (
            <li key={order.id} className="flex items-baseline justify-between gap-3 py-1">
              <RelativeTime value={order.at} className="text-muted" />
              <span className="flex items-baseline gap-2">
                {status !== undefined && status !== 'paid' && status !== 'fulfilled' && (
                  <span className="text-xs text-muted">{t(`status.${status}`)}</span>
                )}
                <span className="tabular-nums">{order.total}</span>
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-3">
      <dt className="w-32 shrink-0 text-muted">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}

function Figure({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{term}</dt>
      <dd className="font-medium tabular-nums">{children}</dd>
    </div>
  )
}
