// What was typed into a filter, as the values of a condition, or what is wrong with it.
import { type RuleCondition, ruleConditionSchema } from '@/lib/customers/rule'
import { arityOf, kindOf, type RuleField, type RuleKind, type RuleOperator } from '@/lib/customers/rule-fields'
import { parseAmount } from '@/lib/shared/parse-amount'

/** What kind of value a question takes. */
export type ValueKind = 'nothing' | 'text' | 'choices' | 'number' | 'money' | 'days' | 'day'

export function valueKindOf(field: RuleField, operator: RuleOperator): ValueKind {
  const kind = kindOf(field)
  if (arityOf(kind, operator) === 0) return 'nothing'
  if (kind === 'text' || kind === 'handle') return 'text'
  if (kind === 'choice' || kind === 'tags') return 'choices'
  if (kind === 'number' || kind === 'money') return kind
  return operator === 'within' || operator === 'quiet' ? 'days' : 'day'
}

/** The question that is asked first of each kind. */
export const firstOperator = {
  text: 'contains',
  handle: 'contains',
  choice: 'in',
  tags: 'any',
  number: 'atLeast',
  money: 'atLeast',
  date: 'within',
  sometime: 'quiet',
} as const satisfies Record<RuleKind, RuleOperator>

/** Keys under `filters.invalid`. */
export type ValueProblem = 'whole_number' | 'amount' | 'days' | 'day' | 'range_order' | 'choose' | 'text' | 'format'
type Read = { condition: RuleCondition } | { problem: ValueProblem; at: number }

const plain = (typed: string): string => typed.replace(/[\s\u00a0\u202f]/g, '').replace(/^0+(?=\d)/, '')

const readers: Record<Exclude<ValueKind, 'nothing' | 'choices'>, (typed: string, currency: string) => string | null> = {
  text: (typed) => (typed.trim() === '' ? null : typed.trim()),
  number: (typed) => (/^\d{1,15}$/.test(plain(typed)) ? plain(typed) : null),
  money: (typed, currency) => parseAmount(typed, currency),
  days: (typed) => (/^[1-9]\d{0,4}$/.test(plain(typed)) ? plain(typed) : null),
  day: (typed) => (typed === '' ? null : typed),
}
const problems = { text: 'text', number: 'whole_number', money: 'amount', days: 'days', day: 'day' } as const

/** @param typed one text a field, or the chosen values; @param currency the shop's */
export function readCondition(field: RuleField, operator: RuleOperator, typed: string[], currency: string): Read {
  const kind = valueKindOf(field, operator)
  const values: string[] = []
  if (kind === 'choices') {
    if (typed.length === 0) return { problem: 'choose', at: 0 }
    values.push(...typed)
  } else if (kind !== 'nothing')
    for (const at of operator === 'between' ? [0, 1] : [0]) {
      const value = readers[kind](typed[at] ?? '', currency)
      if (value === null) return { problem: problems[kind], at }
      values.push(value)
    }
  if (operator === 'between' && Number(values[0]) > Number(values[1])) return { problem: 'range_order', at: 1 }
  const read = ruleConditionSchema.safeParse({ field, operator, values })
  if (read.success) return { condition: read.data }
  return { problem: kind === 'day' ? 'day' : 'format', at: 0 }
}
