'use client'
// The place of a chart: its size is there from the start, the drawing comes when its script has.
import dynamic from 'next/dynamic'
import { Skeleton } from '@/components/ui/skeleton'
import type { Trend } from './trend'

const TrendPlot = dynamic(() => import('./trend-plot').then((module) => module.TrendPlot), {
  ssr: false,
  loading: () => <Skeleton className="size-full" />,
})

export function TrendChart({ trend, label }: { trend: Trend; label: string }) {
  return (
    <div className="h-56">
      <TrendPlot trend={trend} label={label} />
    </div>
  )
}
