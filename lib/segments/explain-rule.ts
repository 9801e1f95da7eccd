// Why a rule holds of a customer or not, from the answers to its conditions.
import { type CustomerRule, isRule, type RuleCondition } from '@/lib/customers/rule'

export type ExplainedPart = { holds: boolean } & ({ condition: RuleCondition } | { match: 'all' | 'any'; parts: ExplainedPart[] })
export interface ExplainedRule {
  holds: boolean
  match: 'all' | 'any'
  parts: ExplainedPart[]
}

/** `answers` in the order of `conditionsOf(rule)`. A rule without parts holds of everybody, as in lib/db/rule-sql.ts. */
export const explainRule = (rule: CustomerRule, answers: readonly boolean[]): ExplainedRule =>
  explain(rule, answers[Symbol.iterator]())

function explain({ match, parts }: CustomerRule, answers: Iterator<boolean>): ExplainedRule {
  const explained = parts.map((part): ExplainedPart => {
    if (isRule(part)) return explain(part, answers)
    return { condition: part, holds: answers.next().value === true }
  })
  const held = explained.filter(({ holds }) => holds).length
  return { match, parts: explained, holds: parts.length === 0 || (match === 'all' ? held === parts.length : held > 0) }
}
