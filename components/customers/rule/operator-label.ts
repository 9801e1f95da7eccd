// What a question is called in its kind's list.
import type { useTranslations } from 'next-intl'
import { type RuleKind, type RuleOperator, ruleOperators } from '@/lib/customers/rule-fields'

type Keys<K extends RuleKind> = keyof (typeof ruleOperators)[K] & string
type OperatorKey = { [K in RuleKind]: `${K}.${Keys<K>}` }[RuleKind]

const isKey = (text: string): text is OperatorKey => {
  const [kind = '', operator = ''] = text.split('.')
  const known: Record<string, object> = ruleOperators
  return Object.hasOwn(known, kind) && Object.hasOwn(known[kind] ?? {}, operator)
}

export function operatorLabel(t: ReturnType<typeof useTranslations<'filters'>>, kind: RuleKind, operator: RuleOperator): string {
  const key = `${kind}.${operator}`
  return isKey(key) ? t(`operators.${key}`) : operator
}
