'use client'
// The drawing of a trend. The only file that knows the chart library, and fetched when a chart is first shown.
import { useLocale } from 'next-intl'
import { useId } from 'react'
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { MarkPattern } from './mark-pattern'
import { beforeMark, markOf, nowMark } from './series-mark'
import type { Trend } from './trend'

const axisText = { fill: 'var(--muted)', fontSize: 12 }

export function TrendPlot({ trend, label }: { trend: Trend; label: string }) {
  const { kind, series, points, currency } = trend
  const locale = useLocale()
  const base = useId()
  const rows = points.map(({ values }, at) => ({
    at,
    ...Object.fromEntries(values.map((value, one) => [`s${String(one)}`, value])),
  }))
  const tick = new Intl.NumberFormat(locale, {
    notation: 'compact',
    maximumFractionDigits: 1,
    ...(currency === null ? {} : { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
  })
  const marks = series.map((_, at) => (kind === 'compare' ? (at === 0 ? nowMark : beforeMark) : markOf(at)))
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={rows} aria-label={label} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} barCategoryGap="24%">
        <defs>
          {marks.map((mark, at) => (
            <MarkPattern key={at} id={`${base}-${String(at)}`} mark={mark} />
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          height={24}
          tickFormatter={(at: number) => points[at]?.label ?? ''}
          tick={axisText}
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          interval="equidistantPreserveStart"
          minTickGap={16}
        />
        <YAxis
          width="auto"
          tickFormatter={(value: number) => tick.format(value)}
          tick={axisText}
          tickLine={false}
          axisLine={false}
          allowDecimals={currency !== null}
          tickCount={4}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--sunken)', stroke: 'var(--control)' }}
          content={({ active, label: at }) => (active ? <PointCard point={points[Number(at)]} series={series} /> : <span />)}
        />
        {series.map(({ id, label: name }, at) => {
          const mark = marks[at] ?? nowMark
          const shared = { dataKey: `s${String(at)}`, name, isAnimationActive: false }
          return kind === 'lines' || (kind === 'compare' && at === 1) ? (
            <Line
              key={id}
              {...shared}
              type={kind === 'lines' ? 'monotone' : 'linear'}
              stroke={mark.color}
              strokeWidth={kind === 'lines' ? 2 : 1.5}
              strokeDasharray={mark.dash}
              dot={points.length === 1}
              activeDot={{ r: 4, stroke: 'var(--surface)', fill: mark.color }}
              connectNulls
            />
          ) : (
            <Bar
              key={id}
              {...shared}
              fill={`url(#${base}-${String(at)})`}
              stroke={kind === 'stack' ? mark.color : 'none'}
              maxBarSize={40}
              {...(kind === 'stack' ? { stackId: 'all' } : { radius: [3, 3, 0, 0] })}
            />
          )
        })}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

/** Read out as the arrows move from point to point. */
function PointCard({ point, series }: { point: Trend['points'][number] | undefined; series: Trend['series'] }) {
  if (point === undefined) return null
  return (
    <div role="status" className="rounded border border-line bg-raised px-3 py-2 text-sm shadow-float">
      <p className="mb-1 font-medium">{point.title}</p>
      <dl className="grid grid-cols-[auto_auto] gap-x-4 tabular-nums">
        {series.map(({ id, label }, at) => (
          <div key={id} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="text-right">{point.texts[at]}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
