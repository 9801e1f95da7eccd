'use client'
// Segments beside the other system's stages, one table each way: the two need not mirror each other.
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { segmentLabel } from '@/components/customers/customer-words'
import { Card } from '@/components/ui/card'
import { Select } from '@/components/ui/select'
import type { ExternalStage } from '@/lib/customers/field-catalogue'
import type { StageTable as Stages } from '@/lib/server/field-mapping-stages'

type StageTableProps = {
  label: string
  segments: string[]
  stages: ExternalStage[]
  value: Stages
  disabled: boolean
  onChange: (next: Stages) => void
}

export function StageTable({ label, segments, stages, value, disabled, onChange }: StageTableProps) {
  const t = useTranslations('settings.crm.mapping')
  const customers = useTranslations('customers')
  const stageOptions = stages.map((stage) => ({ value: stage.value, label: stage.label }))
  const segmentOptions = segments.map((segment) => ({ value: segment, label: segmentLabel(customers, segment) }))
  return (
    <Card title={t('stagesTitle')} description={t('stagesHint', { label })}>
      <div className="grid gap-6 lg:grid-cols-2">
        <Direction
          title={t('toStage')}
          rows={segmentOptions.map((segment) => ({
            key: segment.value,
            label: segment.label,
            spoken: t('stageOf', { segment: segment.label }),
          }))}
          options={stageOptions}
          gone={(stage) => t('stageGone', { stage })}
          none={t('noStage')}
          table={value.toStage}
          disabled={disabled}
          onChange={(toStage) => {
            onChange({ ...value, toStage })
          }}
        />
        <Direction
          title={t('toSegment')}
          rows={stageOptions.map((stage) => ({
            key: stage.value,
            label: stage.label,
            spoken: t('segmentOf', { stage: stage.label }),
          }))}
          options={segmentOptions}
          gone={(segment) => segmentLabel(customers, segment)}
          none={t('noSegment')}
          table={value.toSegment}
          disabled={disabled}
          onChange={(toSegment) => {
            onChange({ ...value, toSegment })
          }}
        />
      </div>
    </Card>
  )
}

type DirectionProps = {
  title: string
  rows: { key: string; label: string; spoken: string }[]
  options: { value: string; label: string }[]
  /** The label of a chosen value that is not among the options. */
  gone: (value: string) => string
  none: string
  table: Readonly<Record<string, string>>
  disabled: boolean
  onChange: (next: Record<string, string>) => void
}

function Direction({ title, rows, options, gone, none, table, disabled, onChange }: DirectionProps) {
  const id = useId()
  const choose = (key: string, value: string) => {
    const rest = Object.entries(table).filter(([name]) => name !== key)
    onChange(Object.fromEntries(value === '' ? rest : [...rest, [key, value]]))
  }
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-2 text-xs font-medium text-muted">
        {title}
      </h3>
      <ul className="flex flex-col gap-2">
        {rows.map(({ key, label, spoken }) => {
          const chosen = table[key]
          const lost = chosen !== undefined && !options.some(({ value }) => value === chosen)
          return (
            <li key={key} className="grid items-center gap-x-3 gap-y-1 sm:grid-cols-2">
              <span className="min-w-0 break-words">{label}</span>
              <Select
                aria-label={spoken}
                value={chosen ?? ''}
                disabled={disabled}
                placeholder={none}
                options={[...(lost ? [{ value: chosen, label: gone(chosen) }] : []), ...options]}
                onChange={(event) => {
                  choose(key, event.target.value)
                }}
              />
            </li>
          )
        })}
      </ul>
    </section>
  )
}
