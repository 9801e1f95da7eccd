// What was earned in one currency: three figures, and each over time.
import { useLocale, useTranslations } from 'next-intl'
import type { CurrencyFigures, ShopStats } from '@/lib/server/shop-stats'
import { formatMoney } from '@/lib/shared/money'
import { changeOf } from './change'
import { FigureTile } from './figure-tile'
import { countTrend, moneyTrend, type TrendWords } from './to-trend'
import { TrendCard } from './trend-card'

type SalesProps = { stats: ShopStats; sales: CurrencyFigures; words: TrendWords }

export function Sales({ stats, sales: { currency, revenue, orders, average }, words }: SalesProps) {
  const t = useTranslations('stats')
  const locale = useLocale()
  const count = new Intl.NumberFormat(locale)
  const name = new Intl.DisplayNames(locale, { type: 'currency' }).of(currency) ?? currency
  const title = stats.currencies.length > 1 ? t('salesIn', { code: currency, currency: name }) : t('sales')
  const empty = t('noSales')
  return (
    <section aria-label={title}>
      <h2 className="mb-2 text-base font-semibold">{title}</h2>
      <dl className="mb-4 grid overflow-hidden rounded border border-line bg-surface sm:grid-cols-3">
        <FigureTile
          label={t('revenue')}
          value={formatMoney(revenue.total, locale)}
          before={formatMoney(revenue.before, locale)}
          change={changeOf(revenue.total.amount, revenue.before.amount, locale)}
        />
        <FigureTile
          label={t('orders')}
          value={count.format(orders.total)}
          before={count.format(orders.before)}
          change={changeOf(orders.total, orders.before, locale)}
        />
        <FigureTile
          label={t('average')}
          value={average.total === null ? t('none') : formatMoney(average.total, locale)}
          before={average.before === null ? t('none') : formatMoney(average.before, locale)}
          change={changeOf(average.total?.amount ?? 0, average.total === null ? 0 : (average.before?.amount ?? 0), locale)}
        />
      </dl>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <TrendCard
          title={t('revenue')}
          trend={moneyTrend(stats, revenue, currency, words)}
          empty={empty}
          className="lg:col-span-2"
        />
        <TrendCard title={t('orders')} trend={countTrend(stats, orders, words)} empty={empty} />
        <TrendCard title={t('average')} trend={moneyTrend(stats, average, currency, words)} empty={empty} />
      </div>
    </section>
  )
}
