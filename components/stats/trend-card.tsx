// A chart with what it is about, what its marks mean, and the same as a table for whoever asks.
import { ChartColumn, Table } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { Cell, DataTable, HeadCell, Row } from '@/components/ui/data-table'
import { isEmpty, type Trend } from './trend'
import { TrendChart } from './trend-chart'
import { TrendLegend } from './trend-legend'

type TrendCardProps = { title: string; trend: Trend; empty: string; level?: 2 | 3; className?: string }

export function TrendCard({ title, trend, empty, level = 3, className }: TrendCardProps) {
  const t = useTranslations('stats')
  if (isEmpty(trend))
    return (
      <Card title={title} level={level} className={className}>
        <p className="flex h-56 flex-col items-center justify-center gap-2 text-center text-muted">
          <ChartColumn aria-hidden className="size-5" />
          {empty}
        </p>
      </Card>
    )
  return (
    <Card title={title} level={level} className={className}>
      <TrendLegend kind={trend.kind} series={trend.series} />
      <div className="mt-2">
        <TrendChart trend={trend} label={t('chart', { title })} failed={t('chartFailed')} />
      </div>
      <details className="mt-2">
        <summary className="-ml-1 inline-flex h-touch items-center gap-2 rounded px-1 text-muted hover:text-ink">
          <Table aria-hidden className="size-4" />
          {t('asTable')}
          <span className="sr-only">, {title}</span>
        </summary>
        <TrendTable title={title} trend={trend} />
      </details>
    </Card>
  )
}

function TrendTable({ title, trend: { series, points } }: { title: string; trend: Trend }) {
  const t = useTranslations('stats')
  return (
    <DataTable label={title} compact className="mt-1 max-h-80">
      <thead>
        <tr>
          <HeadCell>{t('when')}</HeadCell>
          {series.map(({ id, label }) => (
            <HeadCell key={id} numeric>
              {label}
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.map(({ title: when, texts }) => (
          <Row key={when}>
            <th scope="row" className="border-b border-line px-3 text-left font-normal whitespace-nowrap">
              {when}
            </th>
            {series.map(({ id }, at) => (
              <Cell key={id} numeric>
                {texts[at]}
              </Cell>
            ))}
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}
