'use client'
// The question about one field and its values; Enter applies. What cannot be asked says what to do and keeps what was typed.
import { ChevronLeft } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import type { RuleCondition } from '@/lib/customers/rule'
import { isFixedField, kindOf, operatorsOf, type RuleField, type RuleOperator } from '@/lib/customers/rule-fields'
import { typedAmount } from '@/lib/shared/parse-amount'
import { informationLabel } from '../customer-words'
import type { FilterChoices } from './filter-choices'
import { operatorLabel } from './operator-label'
import { firstOperator, readCondition, type ValueProblem, valueKindOf } from './read-values'
import { ValueFields } from './value-fields'

type ConditionFormProps = {
  field: RuleField
  /** What is asked now; taken only when it is about `field`. */
  initial: RuleCondition | null
  /** undefined while they are read, null when they could not be. */
  choices: FilterChoices | null | undefined
  currency: string
  onRetry: () => void
  onBack: () => void
  onApply: (condition: RuleCondition) => void
}

export function ConditionForm({ field, initial, choices, currency, onRetry, onBack, onApply }: ConditionFormProps) {
  const t = useTranslations('filters')
  const customers = useTranslations('customers')
  const locale = useLocale()
  const kind = kindOf(field)
  const current = initial?.field === field ? initial : null
  const [operator, setOperator] = useState<RuleOperator>(current?.operator ?? firstOperator[kind])
  const [typed, setTyped] = useState<string[]>(
    kind === 'money' ? (current?.values ?? []).map((minor) => typedAmount(minor, currency, locale)) : (current?.values ?? []),
  )
  const [problem, setProblem] = useState<{ problem: ValueProblem; at: number } | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const name = isFixedField(field) ? t(`fields.${field}`) : informationLabel(customers, field.slice('info.'.length))

  // Once when it opens, before the next key; again when the shop's choices arrive, unless a hand was quicker.
  const isWaiting = choices === undefined
  const isTouched = useRef(false)
  useEffect(() => {
    if (isTouched.current) return
    const first = form.current?.querySelector<HTMLElement>('[data-value]') ?? form.current?.querySelector('select')
    first?.focus()
  }, [isWaiting])

  const changeOperator = (wanted: string) => {
    const next = operatorsOf(kind).find((one) => one === wanted)
    if (next === undefined) return
    if (valueKindOf(field, next) !== valueKindOf(field, operator) && valueKindOf(field, next) !== 'nothing') setTyped([])
    setOperator(next)
    setProblem(null)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readCondition(field, operator, typed, currency)
    if ('condition' in read) return onApply(read.condition)
    setProblem(read)
    form.current?.querySelectorAll<HTMLElement>('[data-value]')[read.at]?.focus()
  }
  return (
    <form
      ref={form}
      noValidate
      onSubmit={submit}
      onInput={() => {
        isTouched.current = true
      }}
      className="flex min-h-0 flex-col"
    >
      <header className="flex items-center gap-1 border-b border-line py-1 pr-3 pl-1">
        <button
          type="button"
          aria-label={t('back')}
          title={t('back')}
          onClick={onBack}
          className="flex h-touch w-touch shrink-0 items-center justify-center rounded text-muted hover:bg-sunken hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
        </button>
        <h2 className="truncate font-medium">{name}</h2>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto p-3">
        <Select
          className="shrink-0"
          aria-label={t('operator')}
          value={operator}
          options={operatorsOf(kind).map((one) => ({ value: one, label: operatorLabel(t, kind, one) }))}
          onChange={(event) => {
            changeOperator(event.target.value)
          }}
        />
        <ValueFields
          field={field}
          operator={operator}
          typed={typed}
          choices={choices}
          currency={currency}
          problem={
            problem === null
              ? null
              : {
                  at: problem.at,
                  text: t(`invalid.${problem.problem}`, { example: typedAmount('123450', currency, locale) }),
                }
          }
          onRetry={onRetry}
          onType={(next) => {
            setTyped(next)
            setProblem(null)
          }}
        />
      </div>
      <footer className="border-t border-line p-3">
        <Button type="submit" className="w-full">
          {t('apply')}
        </Button>
      </footer>
    </form>
  )
}
