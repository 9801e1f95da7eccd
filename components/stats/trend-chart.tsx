'use client'
// The place of a chart: its size is there from the start, the drawing comes when its script has.
import dynamic from 'next/dynamic'
import { Skeleton } from '@/components/ui/skeleton'
import type { Trend } from './trend'

type TrendChartProps = {
  trend: Trend
  label: string
  /** Said in its place when the script does not come: the page and the table below are there all the same. */
  failed: string
}

const Missing = ({ failed }: TrendChartProps) => (
  <p className="flex h-full items-center justify-center text-center text-muted">{failed}</p>
)

const TrendPlot = dynamic(
  () =>
    import('./trend-plot').then(
      (module) => module.TrendPlot,
      () => Missing,
    ),
  { ssr: false, loading: () => <Skeleton className="size-full" /> },
)

export function TrendChart(props: TrendChartProps) {
  return (
    <div className="h-56">
      <TrendPlot {...props} />
    </div>
  )
}
