'use client'
// What each column of the file stands for, with an example of what is in it.
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { type Column, columnTargets, type ImportSettings, metadataFormats } from '@/lib/customers/import/import-settings'
import { dateOrders } from '@/lib/customers/import/value-formats'
import type { FilePreview } from '@/lib/server/import/sample-file'

type ColumnsCardProps = {
  settings: ImportSettings
  preview: FilePreview | null
  onChange: (changes: Partial<ImportSettings>) => void
}

export function ColumnsCard({ settings, preview, onChange }: ColumnsCardProps) {
  const t = useTranslations('imports')
  const { columns, dateOrder } = settings
  const set = (at: number, change: Partial<Column>) => {
    onChange({ columns: columns.map((column, place) => (place === at ? { ...column, ...change } : column)) })
  }
  return (
    <Card title={t('columns.title')} description={t('columns.hint')} flush>
      <ul className="divide-y divide-line">
        {columns.map(({ header, target, format }, at) => {
          const example = preview?.rows.map((cells) => cells[at] ?? '').find((cell) => cell !== '')
          return (
            <li
              key={header}
              className="grid gap-x-4 gap-y-1 px-4 py-2 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)] md:items-center"
            >
              <span className="min-w-0">
                <span className="block font-medium break-words">{header}</span>
                <span className="block truncate text-xs text-muted">
                  <span className="sr-only">{t('columns.example')} </span>
                  {example ?? t('columns.noExample')}
                </span>
              </span>
              <Select
                aria-label={t('columns.choose', { header })}
                value={target}
                options={columnTargets.map((value) => ({ value, label: t(`target.${value}`) }))}
                onChange={(event) => {
                  const chosen = columnTargets.find((one) => one === event.target.value)
                  if (chosen !== undefined) set(at, { target: chosen })
                }}
              />
              {target === 'metadata' && (
                <Select
                  aria-label={t('columns.format', { header })}
                  value={format}
                  options={metadataFormats.map((value) => ({ value, label: t(`format.${value}`) }))}
                  onChange={(event) => {
                    const chosen = metadataFormats.find((one) => one === event.target.value)
                    if (chosen !== undefined) set(at, { format: chosen })
                  }}
                />
              )}
            </li>
          )
        })}
      </ul>
      {columns.some(({ target, format }) => target === 'metadata' && format === 'date') && (
        <div className="border-t border-line p-4">
          <Field label={t('columns.dates')} className="max-w-form">
            {(control) => (
              <Select
                {...control}
                value={dateOrder}
                options={dateOrders.map((value) => ({ value, label: t(`columns.dateOrders.${value}`) }))}
                onChange={(event) => {
                  const chosen = dateOrders.find((one) => one === event.target.value)
                  if (chosen !== undefined) onChange({ dateOrder: chosen })
                }}
              />
            )}
          </Field>
        </div>
      )}
    </Card>
  )
}
