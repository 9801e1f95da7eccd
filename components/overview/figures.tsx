// Thirty days in four figures, each over the line of its days.
import { useLocale, useTranslations } from 'next-intl'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Overview } from '@/lib/server/overview'
import { formatMoney } from '@/lib/shared/money'
import { duration } from './duration'
import { Sparkline } from './sparkline'

export function Figures({ overview: { stats, reply } }: { overview: Overview }) {
  const t = useTranslations('overview.figures')
  const locale = useLocale()
  const count = new Intl.NumberFormat(locale)
  const [own, ...others] = stats.currencies
  const earned = others.filter(({ revenue }) => revenue.total.amount !== 0)
  const figures: { label: string; value: string; note?: ReactNode; byDay: number[] }[] = [
    { label: t('customers'), value: count.format(stats.customers.total), byDay: stats.customers.pieces },
    { label: t('messages'), value: count.format(stats.messages.total), byDay: stats.messages.pieces },
    {
      label: t('revenue'),
      value: own === undefined ? t('none') : formatMoney(own.revenue.total, locale),
      // Beside it, never in it.
      note: earned.map(({ currency, revenue }) => (
        <span key={currency} className="block">
          {t('also', { amount: formatMoney(revenue.total, locale) })}
        </span>
      )),
      byDay: own?.revenue.pieces.map(({ amount }) => amount) ?? [],
    },
    { label: t('reply'), value: reply.median === null ? t('none') : duration(reply.median, locale), byDay: reply.days },
  ]
  return (
    <section aria-label={t('title')}>
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-3">
        <h2 className="text-sm font-medium text-muted">{t('title')}</h2>
        <Link href="/dashboard/stats" className="inline-flex h-touch items-center text-muted hover:text-ink hover:underline">
          {t('all')}
        </Link>
      </div>
      <dl className="grid overflow-hidden rounded border border-line bg-surface sm:grid-cols-2 lg:grid-cols-4">
        {figures.map(({ label, value, note, byDay }) => (
          <div
            key={label}
            className="border-line p-4 not-first:border-t sm:nth-2:border-t-0 sm:even:border-l lg:not-first:border-t-0 lg:not-first:border-l"
          >
            <dt className="text-muted">{label}</dt>
            <dd className="flex items-end justify-between gap-3 tabular-nums sm:flex-col sm:items-stretch">
              <span>
                <span className="text-xl font-semibold tracking-tight">{value}</span>
                {note !== undefined && <span className="text-xs text-muted">{note}</span>}
              </span>
              <Sparkline values={byDay} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
