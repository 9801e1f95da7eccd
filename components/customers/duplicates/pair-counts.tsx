'use client'
// What each record has, and what the kept one has afterwards: nothing gets lost, and here are the figures.
import clsx from 'clsx'
import { useTranslations } from 'next-intl'
import { countCap } from '@/lib/customers/duplicate'
import type { CountView, Side } from './pair-view'

type PairCountsProps = { counts: CountView[]; kept: Side; names: Record<Side, string> }

export function PairCounts({ counts, kept, names }: PairCountsProps) {
  const t = useTranslations('duplicates')
  const figure = (n: number) => t('figure', { n: Math.min(n, countCap), capped: n > countCap ? 'yes' : 'no' })
  const moving = kept === 'left' ? 'right' : 'left'
  const cell = 'h-compact border-t border-line px-3 text-right tabular-nums max-md:px-2'
  return (
    <div className="overflow-hidden rounded border border-line bg-surface">
      <table className="w-full table-fixed">
        <caption className="p-3 text-left font-semibold">{t('counts.title')}</caption>
        <thead className="text-xs text-muted">
          <tr>
            <th scope="col" className="w-2/5 px-3 pb-2 text-left font-medium">
              <span className="sr-only">{t('counts.what')}</span>
            </th>
            {(['left', 'right'] as const).map((side) => (
              <th key={side} scope="col" className="truncate px-3 pb-2 text-right font-medium max-md:px-2" title={names[side]}>
                {names[side]}
              </th>
            ))}
            <th scope="col" className="px-3 pb-2 text-right font-medium max-md:px-2">
              {t('counts.after')}
            </th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ kind, left, right, after }) => (
            <tr key={kind} data-count={kind}>
              <th scope="row" className="h-compact border-t border-line px-3 text-left font-normal text-muted">
                {t(`counts.${kind}`)}
              </th>
              <td className={clsx(cell, moving === 'left' && left > 0 && 'font-medium')}>{figure(left)}</td>
              <td className={clsx(cell, moving === 'right' && right > 0 && 'font-medium')}>{figure(right)}</td>
              <td className={clsx(cell, 'font-semibold')}>{figure(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
