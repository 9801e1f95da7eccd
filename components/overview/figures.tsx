// Thirty days in three figures, each over the line of its days.
import { useLocale, useTranslations } from 'next-intl'
import type { Overview } from '@/lib/server/overview'
import { formatMoney } from '@/lib/shared/money'
import { Sparkline } from './sparkline'

export function Figures({ overview: { customers, messages, revenue } }: { overview: Overview }) {
  const t = useTranslations('overview.figures')
  const locale = useLocale()
  const count = new Intl.NumberFormat(locale)
  const figures = [
    { label: t('customers'), value: count.format(customers.total), byDay: customers.byDay },
    { label: t('messages'), value: count.format(messages.total), byDay: messages.byDay },
    { label: t('revenue'), value: formatMoney(revenue.total, locale), byDay: revenue.byDay },
  ]
  return (
    <section aria-label={t('title')}>
      <h2 className="mb-2 text-sm font-medium text-muted">{t('title')}</h2>
      <dl className="grid overflow-hidden rounded border border-line bg-surface sm:grid-cols-3">
        {figures.map(({ label, value, byDay }) => (
          <div key={label} className="border-line p-4 not-first:border-t sm:not-first:border-t-0 sm:not-first:border-l">
            <dt className="text-muted">{label}</dt>
            <dd className="flex items-end justify-between gap-3 sm:flex-col sm:items-stretch">
              <span className="text-xl font-semibold tracking-tight tabular-nums">{value}</span>
              <Sparkline values={byDay} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
