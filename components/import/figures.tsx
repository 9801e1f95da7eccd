// An import in five numbers, each with its word.
import clsx from 'clsx'
import { useFormatter, useTranslations } from 'next-intl'
import type { ImportCounts } from '@/lib/customers/import/import-report'

const shown = [
  ['created', 'text-ink'],
  ['changed', 'text-ink'],
  ['same', 'text-muted'],
  ['conflict', 'text-warn'],
  ['refused', 'text-danger'],
] as const

export function Figures({ counts }: { counts: ImportCounts }) {
  const t = useTranslations('imports.check')
  const format = useFormatter()
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden bg-line last:rounded-b sm:grid-cols-5">
      {shown.map(([name, colour]) => (
        <div
          key={name}
          className="flex flex-col-reverse justify-end gap-1 bg-surface px-4 py-3 last:col-span-2 sm:last:col-span-1"
        >
          <dt className="text-xs text-muted">{t(name)}</dt>
          <dd className={clsx('text-lg font-semibold tabular-nums', counts[name] === 0 ? 'text-muted' : colour)}>
            {format.number(counts[name])}
          </dd>
        </div>
      ))}
    </dl>
  )
}
