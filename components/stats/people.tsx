// Who came, who wrote, and where everybody belongs.
import { useLocale, useTranslations } from 'next-intl'
import { channelLabel } from '@/components/customers/customer-words'
import type { ShopStats } from '@/lib/server/shop-stats'
import { changeOf } from './change'
import { FigureTile } from './figure-tile'
import { SegmentsCard } from './segments-card'
import { countTrend, linesTrend, type TrendWords } from './to-trend'
import { TrendCard } from './trend-card'

export function People({ stats, words }: { stats: ShopStats; words: TrendWords }) {
  const t = useTranslations('stats')
  const customers = useTranslations('customers')
  const locale = useLocale()
  const count = new Intl.NumberFormat(locale)
  return (
    <section aria-label={t('people')}>
      <h2 className="mb-2 text-base font-semibold">{t('people')}</h2>
      <dl className="mb-4 grid overflow-hidden rounded border border-line bg-surface sm:grid-cols-2">
        {(['customers', 'messages'] as const).map((name) => (
          <FigureTile
            key={name}
            label={t(name)}
            value={count.format(stats[name].total)}
            before={count.format(stats[name].before)}
            change={changeOf(stats[name].total, stats[name].before, locale)}
          />
        ))}
      </dl>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <TrendCard title={t('customers')} trend={countTrend(stats, stats.customers, words)} empty={t('noCustomers')} />
        <TrendCard
          title={t('byChannel')}
          trend={linesTrend(
            'stack',
            stats,
            stats.channels.map(({ channel, messages }) => ({
              id: channel,
              label: channelLabel(customers, channel),
              pieces: messages.pieces,
            })),
            words,
          )}
          empty={t('noMessages')}
        />
        <SegmentsCard stats={stats} words={words} className="lg:col-span-2" />
      </div>
    </section>
  )
}
