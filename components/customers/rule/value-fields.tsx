'use client'
// The values of a condition: words, numbers, an amount in the shop's currency, days, a day, or some of the shop's choices.
import { CircleAlert } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { type ComponentProps, useId } from 'react'
import { Input } from '@/components/ui/input'
import type { RuleField, RuleOperator } from '@/lib/customers/rule-fields'
import { ChoiceList } from './choice-list'
import type { FilterChoices } from './filter-choices'
import { type ValueKind, valueKindOf } from './read-values'
import { useOptions } from './use-options'

type ValueFieldsProps = {
  field: RuleField
  operator: RuleOperator
  typed: string[]
  choices: FilterChoices | null | undefined
  currency: string
  problem: { at: number; text: string } | null
  onRetry: () => void
  onType: (typed: string[]) => void
}

const inputs: Record<Exclude<ValueKind, 'nothing' | 'choices'>, ComponentProps<'input'>> = {
  text: { type: 'text', maxLength: 200 },
  number: { type: 'text', inputMode: 'numeric', maxLength: 20 },
  money: { type: 'text', inputMode: 'decimal', maxLength: 30 },
  days: { type: 'text', inputMode: 'numeric', maxLength: 10 },
  day: { type: 'date', min: '1900-01-01', max: '2999-12-31' },
}

export function ValueFields({ field, operator, typed, choices, currency, problem, onRetry, onType }: ValueFieldsProps) {
  const t = useTranslations('filters')
  const id = useId()
  const options = useOptions(field, choices, typed)
  const kind = valueKindOf(field, operator)
  const trouble = problem !== null && (
    <p id={`${id}-problem`} role="alert" className="flex items-start gap-1 text-xs text-danger">
      <CircleAlert aria-hidden className="size-4 shrink-0" />
      {problem.text}
    </p>
  )
  if (kind === 'nothing') return null
  if (kind === 'choices')
    return (
      <>
        <ChoiceList label={t('choices')} options={options} chosen={typed} onChoose={onType} onRetry={onRetry} />
        {trouble}
      </>
    )
  const places = operator === 'between' ? [0, 1] : [0]
  return (
    <>
      <div className="flex items-center gap-2">
        {places.map((at) => (
          <span key={at} className="flex min-w-0 flex-1 items-center gap-2">
            {at === 1 && <span className="text-muted">{t('and')}</span>}
            <span className="relative min-w-0 flex-1">
              <Input
                {...inputs[kind]}
                data-value
                autoComplete="off"
                aria-label={places.length === 1 ? t('value') : t(at === 0 ? 'from' : 'to')}
                aria-invalid={problem?.at === at ? true : undefined}
                aria-describedby={problem?.at === at ? `${id}-problem` : undefined}
                className={kind === 'money' ? 'pr-11' : kind === 'days' ? 'pr-14' : undefined}
                value={typed[at] ?? ''}
                onChange={(event) => {
                  onType(places.map((place) => (place === at ? event.target.value : (typed[place] ?? ''))))
                }}
              />
              <Unit kind={kind} currency={currency} />
            </span>
          </span>
        ))}
      </div>
      {trouble}
    </>
  )
}

function Unit({ kind, currency }: { kind: ValueKind; currency: string }) {
  const t = useTranslations('filters')
  const locale = useLocale()
  if (kind !== 'money' && kind !== 'days') return null
  const sign = new Intl.NumberFormat(locale, { style: 'currency', currency })
    .formatToParts(0)
    .find(({ type }) => type === 'currency')?.value
  return (
    <span aria-hidden className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-muted">
      {kind === 'days' ? t('days') : (sign ?? currency)}
    </span>
  )
}
