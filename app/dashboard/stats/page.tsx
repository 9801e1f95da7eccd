// Statistiques: how the shop does over a period, beside the one before it.
import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import type { SearchParams } from '@/components/customers/list-url'
import { People } from '@/components/stats/people'
import { PeriodChoice } from '@/components/stats/period-choice'
import { rangeTitle } from '@/components/stats/piece-words'
import { Sales } from '@/components/stats/sales'
import { trendWords } from '@/components/stats/trend-words'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { dayIn } from '@/lib/customers/period'
import { requireContext } from '@/lib/server/context'
import { getShopStats } from '@/lib/server/shop-stats'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('stats')
  return { title: t('title') }
}

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [context, params, t, home, locale, words] = await Promise.all([
    requireContext(),
    searchParams,
    getTranslations('stats'),
    getTranslations('overview'),
    getLocale(),
    trendWords(),
  ])
  const asked = (name: string) => (typeof params[name] === 'string' ? params[name] : undefined)
  const stats = await getShopStats(context, { period: asked('period'), from: asked('from'), to: asked('to') })
  const { period } = stats
  return (
    <ClientMessages>
      <div className="mx-auto max-w-page">
        <PageHeader
          title={t('title')}
          description={t('range', { now: rangeTitle(period, locale), before: rangeTitle(period.before, locale) })}
          back={{ href: '/dashboard', label: home('title') }}
        />
        <PeriodChoice period={period} today={dayIn(context.shop.timezone, context.useCase.clock())} />
        <div className="flex flex-col gap-8">
          {stats.currencies.map((sales) => (
            <Sales key={sales.currency} stats={stats} sales={sales} words={words} />
          ))}
          <People stats={stats} words={words} />
        </div>
      </div>
    </ClientMessages>
  )
}
