// A figure of the period with the one before it, in words as well as an arrow.
import { ArrowDownRight, ArrowRight, ArrowUpRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Change } from './change'

type FigureTileProps = { label: string; value: string; before: string; change: Change }

const arrows = { up: ArrowUpRight, down: ArrowDownRight, same: ArrowRight }

export function FigureTile({ label, value, before, change }: FigureTileProps) {
  const t = useTranslations('stats')
  const Arrow = change === null ? null : arrows[change.direction]
  return (
    <div className="border-line p-4 not-first:border-t sm:not-first:border-t-0 sm:not-first:border-l">
      <dt className="text-muted">{label}</dt>
      <dd className="tabular-nums">
        <span className="block text-xl font-semibold tracking-tight">{value}</span>
        <span className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
          {change !== null && Arrow !== null && (
            <span className="inline-flex items-center gap-1 font-medium text-ink">
              <Arrow aria-hidden className="size-3" />
              {change.text}
            </span>
          )}
          {t('before', { value: before })}
        </span>
      </dd>
    </div>
  )
}
