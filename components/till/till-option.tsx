'use client'
// One customer at the till: who, the latest purchases, what they agreed to. The whole card is the link to the Fiche.
import clsx from 'clsx'
import { CircleDashed, CornerDownLeft } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { ChannelIcon } from '@/components/customers/channel-icon'
import { channelLabel, segmentLabel } from '@/components/customers/customer-words'
import { lastOpenedKey } from '@/components/customers/list-keys'
import { listPath } from '@/components/customers/list-url'
import { Avatar } from '@/components/ui/avatar'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status, type Tone } from '@/components/ui/status'
import { Tag } from '@/components/ui/tag'
import type { TillCard } from './till-card'

/** The look of a line that can be chosen: the chosen one has the ring that the keyboard's focus has elsewhere. */
export const lineClass =
  'group relative min-h-row scroll-mt-40 scroll-mb-20 rounded border border-line bg-surface transition-colors hover:bg-sunken aria-selected:border-transparent aria-selected:outline-2 aria-selected:outline-focus'

const shownTags = 3

type TillOptionProps = {
  id: string
  card: TillCard
  /** Only who it is, for people whom nobody has looked for. */
  brief: boolean
  chosen: boolean
  timeZone: string
}

export function TillOption({ id, card, brief, chosen, timeZone }: TillOptionProps) {
  return (
    <Link
      id={id}
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      href={`${listPath}/${card.id}`}
      prefetch={false}
      className={clsx(
        lineClass,
        'grid gap-x-8 gap-y-3 px-4',
        brief ? 'py-2' : 'py-3 md:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,4fr)]',
      )}
      // Escape on the Fiche leads back here.
      onClick={() => sessionStorage.setItem(lastOpenedKey, card.id)}
    >
      <Who card={card} brief={brief} timeZone={timeZone} />
      {!brief && (
        <>
          <Purchases card={card} timeZone={timeZone} />
          <Consents card={card} />
        </>
      )}
      {chosen && (
        <span
          aria-hidden
          className="absolute -top-2 right-3 hidden h-5 items-center rounded-sm bg-focus px-1 text-canvas md:inline-flex pointer-coarse:hidden"
        >
          <CornerDownLeft className="size-3" />
        </span>
      )}
    </Link>
  )
}

function Who({ card, brief, timeZone }: { card: TillCard; brief: boolean; timeZone: string }) {
  const t = useTranslations('till')
  const c = useTranslations('customers')
  const reach = card.phone ?? card.email
  const more = card.tags.length - shownTags
  const contact = card.contactAt !== null && (
    <span className="flex items-center gap-1 text-xs text-muted">
      <ChannelIcon channel={card.contactChannel} className="size-3 shrink-0" />
      {card.contactChannel !== null && <span className="sr-only">{channelLabel(c, card.contactChannel)}</span>}
      <span className={clsx(brief && 'sr-only')}>{t('lastContact')}</span>
      <RelativeTime value={card.contactAt} timeZone={timeZone} />
    </span>
  )
  return (
    <span className="flex min-w-0 items-start gap-3">
      <Avatar name={card.name} seed={card.id} className={brief ? '' : 'mt-1'} />
      <span className="flex min-w-0 flex-1 flex-col gap-1">
        <span className={clsx('flex flex-wrap items-baseline gap-x-3', brief && 'justify-between')}>
          <span className={clsx('min-w-0 truncate text-base font-semibold', card.name === null && 'text-muted')}>
            {card.name ?? c('unknown')}
          </span>
          {brief && contact}
        </span>
        <span className="flex flex-wrap gap-x-3 tabular-nums">
          {reach !== null && <span className="min-w-0 truncate">{reach}</span>}
          {!brief && card.phone !== null && card.email !== null && (
            <span className="min-w-0 truncate text-muted">{card.email}</span>
          )}
        </span>
        {!brief && (
          <span className="flex flex-wrap items-center gap-1">
            {card.segment !== null && (
              <span className="inline-flex h-5 items-center rounded-sm bg-sunken px-2 text-xs font-medium">
                {segmentLabel(c, card.segment)}
              </span>
            )}
            {card.tags.slice(0, shownTags).map(({ name, color }) => (
              <Tag key={name} label={name} color={color} className="max-w-32" />
            ))}
            {more > 0 && <span className="text-xs text-muted">+{more}</span>}
          </span>
        )}
        {!brief && contact}
      </span>
    </span>
  )
}

const orderTones: Record<TillCard['orders'][number]['status'], Tone | null> = {
  pending: 'warn',
  paid: null,
  fulfilled: null,
  partially_fulfilled: 'info',
  refunded: 'neutral',
  cancelled: 'neutral',
}

function Purchases({ card, timeZone }: { card: TillCard; timeZone: string }) {
  const t = useTranslations('till')
  const c = useTranslations('customers.worth')
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <span className="flex justify-between gap-3 text-xs text-muted">
        <span>{t('orders', { count: card.totalOrders })}</span>
        {card.spent !== null && <span className="tabular-nums">{card.spent}</span>}
      </span>
      {card.orders.map(({ id, at, amount, refunded, status }) => {
        const tone = orderTones[status]
        return (
          <span key={id} className="flex min-h-5 flex-wrap items-center justify-between gap-x-3">
            <RelativeTime value={at} timeZone={timeZone} />
            <span className="flex items-center gap-2">
              {tone !== null && <Status tone={tone}>{c(`status.${status}`)}</Status>}
              <span className={clsx('font-medium tabular-nums', status === 'cancelled' && 'line-through')}>{amount}</span>
            </span>
            {refunded !== null && status !== 'refunded' && (
              <span className="w-full text-right text-xs text-muted">{t('refunded', { amount: refunded })}</span>
            )}
          </span>
        )
      })}
    </span>
  )
}

const consentTones = { granted: 'ok', denied: 'danger' } as const

function Consents({ card }: { card: TillCard }) {
  const t = useTranslations('till')
  const c = useTranslations('customers')
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <span className="text-xs text-muted">{t('consents')}</span>
      {card.consents.map(({ channel, granted }) => {
        const state = granted === null ? 'never' : granted ? 'granted' : 'denied'
        return (
          <span key={channel} className="flex items-center justify-between gap-3">
            <span className="flex items-center gap-2">
              <ChannelIcon channel={channel} />
              {channelLabel(c, channel)}
            </span>
            {state === 'never' ? (
              // The common case is quiet, so that an agreement or a refusal catches the eye.
              <span className="inline-flex h-6 items-center gap-1 px-2 text-xs text-muted">
                <CircleDashed aria-hidden className="size-3 shrink-0" />
                {c('consent.state.never')}
              </span>
            ) : (
              <Status tone={consentTones[state]}>{c(`consent.state.${state}`)}</Status>
            )}
          </span>
        )
      })}
    </span>
  )
}
