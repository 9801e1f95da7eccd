// The changes that a system did not take: whose, what and why, and another go. Nothing of it is lost.
import { useLocale, useTranslations } from 'next-intl'
import Link from 'next/link'
import { fullName } from '@/components/customers/customer-words'
import { Notice } from '@/components/ui/notice'
import { Phone } from '@/components/ui/phone'
import { RelativeTime } from '@/components/ui/relative-time'
import type { ConnectionView } from '@/lib/server/crm-settings'
import { Disclosure } from './disclosure'
import { RetryChanges } from './retry-changes'

type Refusal = ConnectionView['refusals'][number]

/** Why, in the reader's words. */
export type RefusalWords = (refusal: Pick<Refusal, 'reasons' | 'fields'>) => string

type RefusedChangesProps = {
  connection: Pick<ConnectionView, 'id' | 'refused' | 'refusals'>
  label: string
  why: RefusalWords
  mayRetry: boolean
  timeZone: string
  region: string
}

/** Lines that are seen at once. */
const inSight = 3

export function RefusedChanges({ connection, label, why, mayRetry, timeZone, region }: RefusedChangesProps) {
  const t = useTranslations('settings.crm.refusedChanges')
  const { id, refused, refusals } = connection
  if (refused === 0) return null
  const told = refusals.reduce((sum, { kinds }) => sum + kinds.reduce((all, { count }) => all + count, 0), 0)
  const lines = (shown: Refusal[]) => (
    <ul className="divide-y divide-line">
      {shown.map((refusal) => (
        <Line
          key={`${refusal.customer.id ?? ''} ${refusal.reasons.join()} ${String(refusal.isHeld)} ${refusal.at.toISOString()}`}
          refusal={refusal}
          why={why(refusal)}
          timeZone={timeZone}
          region={region}
        />
      ))}
    </ul>
  )
  return (
    <section aria-label={t('title', { count: refused, label })} className="mb-4 overflow-hidden rounded border border-line">
      <Notice
        tone="warn"
        title={t('title', { count: refused, label })}
        action={mayRetry ? <RetryChanges connectionId={id} label={label} /> : undefined}
        className="rounded-none border-b border-line"
      >
        <p className="max-w-prose">{t('safe')}</p>
      </Notice>
      {lines(refusals.slice(0, inSight))}
      {refusals.length > inSight && (
        <div className="border-t border-line px-3">
          <Disclosure summary={t('others', { count: refusals.length - inSight })}>
            <div className="-mx-3 border-t border-line">{lines(refusals.slice(inSight))}</div>
          </Disclosure>
        </div>
      )}
      {refused > told && <p className="border-t border-line px-3 py-2 text-muted">{t('more', { count: refused - told })}</p>}
    </section>
  )
}

type LineProps = { refusal: Refusal; why: string; timeZone: string; region: string }

function Line({ refusal: { customer, kinds, isHeld, at }, why, timeZone, region }: LineProps) {
  const t = useTranslations('settings.crm.refusedChanges')
  const customers = useTranslations('customers')
  const locale = useLocale()
  const name = fullName(customer) ?? customers('unknown')
  const what = new Intl.ListFormat(locale).format(kinds.map(({ kind, count }) => t(`kinds.${kind}`, { count })))
  return (
    <li className="px-3 py-2">
      <div className="flex flex-wrap items-baseline gap-x-2">
        {customer.id === null ? (
          <span className="min-w-0 font-medium break-words">{name}</span>
        ) : (
          <Link
            href={`/dashboard/customers/${customer.id}`}
            className="inline-flex min-h-6 min-w-0 items-center font-medium break-words underline decoration-muted underline-offset-4 hover:decoration-current"
          >
            {name}
          </Link>
        )}
        {customer.phone === null ? (
          <span className="min-w-0 break-all text-muted">{customer.email}</span>
        ) : (
          <Phone value={customer.phone} country={region} className="text-muted" />
        )}
        <RelativeTime value={at} timeZone={timeZone} className="ml-auto text-xs text-muted" />
      </div>
      <p className="max-w-prose">
        {what.charAt(0).toLocaleUpperCase(locale) + what.slice(1)}
        <span className="text-muted">
          {' · '}
          {why}
          {isHeld && ` ${t('daily')}`}
        </span>
      </p>
    </li>
  )
}
