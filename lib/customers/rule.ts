// A rule: what must hold of a customer. The list's filters, saved views and rule segments are all made of it.
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { parseInput } from './parse-input'
import { arityOf, choicesOf, isRuleField, kindOf, type RuleField, type RuleOperator, operatorsOf } from './rule-fields'

export interface RuleCondition {
  field: RuleField
  operator: RuleOperator
  /** As texts: whole numbers, minor units, days, or dates as yyyy-mm-dd where the field's kind asks for them. */
  values: string[]
}

export interface CustomerRule {
  /** Whether all parts must hold, or any. A rule without parts holds of everybody. */
  match: 'all' | 'any'
  parts: (RuleCondition | CustomerRule)[]
}

/** Beyond these a rule is nothing a person wrote. */
const mostParts = 40
const mostValues = 50
const deepest = 3

const wholeNumber = z.string().regex(/^(0|[1-9]\d{0,14})$/, { error: 'whole_number' })
const days = z.string().regex(/^[1-9]\d{0,4}$/, { error: 'days' })
const valueSchemas = {
  text: z.string().trim().min(1).max(200),
  number: wholeNumber,
  money: wholeNumber,
  days,
  day: z.iso.date({ error: 'day' }).refine((day) => day >= '1900-01-01' && day <= '2999-12-31', { error: 'day' }),
}

function valueSchema(field: RuleField, operator: RuleOperator): z.ZodType<string> {
  const kind = kindOf(field)
  if (kind === 'number' || kind === 'money') return valueSchemas[kind]
  if (kind === 'date' || kind === 'sometime')
    return operator === 'within' || operator === 'quiet' ? valueSchemas.days : valueSchemas.day
  const choices = choicesOf(field)
  return choices === null ? valueSchemas.text : z.string().refine((value) => choices.includes(value), { error: 'rule_choice' })
}

export const ruleConditionSchema: z.ZodType<RuleCondition> = z
  .strictObject({ field: z.string(), operator: z.string(), values: z.array(z.string()).max(mostValues) })
  .transform((given, context): RuleCondition => {
    const refuse = (path: string | (string | number)[], message: string) => {
      context.addIssue({ code: 'custom', path: Array.isArray(path) ? path : [path], message })
      return z.NEVER
    }
    if (!isRuleField(given.field)) return refuse('field', 'rule_field')
    const kind = kindOf(given.field)
    const operator = operatorsOf(kind).find((name) => name === given.operator)
    const arity = arityOf(kind, given.operator)
    if (operator === undefined || arity === null) return refuse('operator', 'rule_operator')
    const { length } = given.values
    if (arity === 'some' ? length === 0 : length !== arity) return refuse('values', 'rule_values')
    const schema = valueSchema(given.field, operator)
    const values: string[] = []
    for (const [at, value] of given.values.entries()) {
      const read = schema.safeParse(value)
      if (!read.success) return refuse(['values', at], read.error.issues[0]?.message ?? 'format')
      if (!values.includes(read.data)) values.push(read.data)
    }
    if (operator === 'between') {
      const [from = '0', to = '0'] = given.values
      if (Number(from) > Number(to)) return refuse('values', 'range_order')
      return { field: given.field, operator, values: [from, to] }
    }
    return { field: given.field, operator, values }
  })

export const customerRuleSchema: z.ZodType<CustomerRule> = z.lazy(() =>
  z.strictObject({ match: z.enum(['all', 'any']), parts: z.array(partSchema).max(mostParts) }),
)

/** Not a union: a refused part must say what is wrong with it, and not that it is neither. */
const partSchema: z.ZodType<RuleCondition | CustomerRule> = z.unknown().transform((given, context) => {
  const schema = partsOf(given) === null ? ruleConditionSchema : customerRuleSchema
  const read = schema.safeParse(given, { reportInput: true })
  if (read.success) return read.data
  for (const { path, message } of read.error.issues) context.addIssue({ code: 'custom', path: [...path], message })
  return z.NEVER
})

const partsOf = (value: unknown): unknown[] | null =>
  typeof value === 'object' && value !== null && 'parts' in value && Array.isArray(value.parts) ? value.parts : null

export const isRule = (part: RuleCondition | CustomerRule): part is CustomerRule => 'parts' in part

/** All conditions of a rule, in reading order. */
export const conditionsOf = (rule: CustomerRule): RuleCondition[] =>
  rule.parts.flatMap((part) => (isRule(part) ? conditionsOf(part) : [part]))

/** Throws `invalid` with the refused parts (paths like `parts.2.values.0`). */
export function readRule(input: unknown): CustomerRule {
  // Depth first: a schema that calls itself must not be sent down a hole.
  if (isDeeper(input, deepest)) throw tooMuch('too_deep')
  const rule = parseInput(customerRuleSchema, input)
  if (conditionsOf(rule).length > mostParts) throw tooMuch('too_many_conditions')
  return rule
}

const tooMuch = (reason: 'too_deep' | 'too_many_conditions') =>
  new CrmError('invalid', 'The rule is too large', { issues: [{ path: ['parts'], reason }] })

function isDeeper(value: unknown, most: number): boolean {
  const parts = partsOf(value)
  return parts !== null && (most === 0 || parts.some((part) => isDeeper(part, most - 1)))
}
