// How many customers each segment has, over time.
import { useTranslations } from 'next-intl'
import { segmentLabel } from '@/components/customers/customer-words'
import type { ShopStats } from '@/lib/server/shop-stats'
import { linesTrend, type TrendWords } from './to-trend'
import { TrendCard } from './trend-card'

type SegmentsCardProps = { stats: ShopStats; words: TrendWords; level?: 2 | 3; className?: string }

export function SegmentsCard({ stats, words, level = 3, className = '' }: SegmentsCardProps) {
  const t = useTranslations('stats')
  const customers = useTranslations('customers')
  const lines = stats.segments.map(({ segment, pieces }) => ({
    id: segment,
    label: segment === '' ? t('noSegment') : segmentLabel(customers, segment),
    pieces,
  }))
  return (
    <TrendCard
      title={t('segments')}
      trend={linesTrend('lines', stats, lines, words)}
      empty={t('noSegments')}
      level={level}
      className={className}
    />
  )
}
