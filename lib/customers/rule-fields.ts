// What a rule may ask about a customer: every field with its kind, every kind with its questions.
import { contactChannels } from './customer'

export const ruleKinds = ['text', 'handle', 'choice', 'tags', 'number', 'money', 'date', 'sometime'] as const
export type RuleKind = (typeof ruleKinds)[number]

/** How many values a question takes: none, one, two, or one to so many. */
type Arity = 0 | 1 | 2 | 'some'

/**
 * The questions of each kind. `notIn`, `not` and `none` are also true of who has nothing there. `within` and `quiet` take days:
 * something in the last so many days, nothing in the last so many days (never counts). `since` and `before` take a day of the
 * shop's calendar; `since` includes it.
 */
export const ruleOperators = {
  text: { is: 1, not: 1, contains: 1, starts: 1, empty: 0, present: 0 },
  handle: { contains: 1, empty: 0, present: 0 },
  choice: { in: 'some', notIn: 'some', empty: 0, present: 0 },
  tags: { any: 'some', all: 'some', none: 'some', empty: 0, present: 0 },
  number: { is: 1, atLeast: 1, atMost: 1, between: 2 },
  money: { is: 1, atLeast: 1, atMost: 1, between: 2 },
  date: { within: 1, quiet: 1, since: 1, before: 1 },
  sometime: { within: 1, quiet: 1, since: 1, before: 1, empty: 0, present: 0 },
} as const satisfies Record<RuleKind, Record<string, Arity>>

type OperatorOf<K extends RuleKind> = keyof (typeof ruleOperators)[K]
export type RuleOperator = { [K in RuleKind]: OperatorOf<K> }[RuleKind]

const fixedFields = {
  firstName: 'text',
  lastName: 'text',
  phone: 'handle',
  email: 'handle',
  whatsapp: 'handle',
  segment: 'choice',
  /** Ids of the shop's groups (lib/segments) that the customer is in. */
  group: 'choice',
  tag: 'tags',
  preferredChannel: 'choice',
  language: 'choice',
  /** Ids of the shop's connections that know the customer. */
  system: 'choice',
  'consent.email': 'choice',
  'consent.sms': 'choice',
  'consent.whatsapp': 'choice',
  'consent.phone': 'choice',
  lastContact: 'sometime',
  lastChannel: 'choice',
  lastOrder: 'sometime',
  created: 'date',
  updated: 'date',
  /** Orders that count: without cancelled ones, as on the customer's page. */
  orders: 'number',
  /** In minor units of the shop's currency, like the next. */
  spent: 'money',
  averageOrder: 'money',
} as const satisfies Record<string, RuleKind>

export type FixedRuleField = keyof typeof fixedFields
/** The shop's own information on a customer, by its key. */
export type RuleField = FixedRuleField | `info.${string}`

export const isFixedField = (name: string): name is FixedRuleField => Object.hasOwn(fixedFields, name)
const isOwn = (name: string): name is `info.${string}` => /^info\.[^\p{C}]{1,120}$/u.test(name)

/** The fields that every shop has, in the order in which a person is offered them. */
export const ruleFields: readonly FixedRuleField[] = Object.keys(fixedFields).filter(isFixedField)

export const isRuleField = (name: string): name is RuleField => isFixedField(name) || isOwn(name)

export const kindOf = (field: RuleField): RuleKind => (isFixedField(field) ? fixedFields[field] : 'text')

export const operatorsOf = (kind: RuleKind): RuleOperator[] => {
  const names = new Set(Object.keys(ruleOperators[kind]))
  return allOperators.filter((name) => names.has(name))
}

const isOperator = (name: string): name is RuleOperator => ruleKinds.some((kind) => Object.hasOwn(ruleOperators[kind], name))
const allOperators: readonly RuleOperator[] = [...new Set(ruleKinds.flatMap((kind) => Object.keys(ruleOperators[kind])))].filter(
  isOperator,
)

/** The number of values that a question of a kind takes; null when the kind does not have the question. */
export function arityOf(kind: RuleKind, operator: string): Arity | null {
  const known: Record<string, Arity> = ruleOperators[kind]
  return Object.hasOwn(known, operator) ? (known[operator] ?? null) : null
}

export const consentAnswers = ['granted', 'denied', 'unknown'] as const

/** The only values that a choice may have; null where the shop's own data say. */
export function choicesOf(field: RuleField): readonly string[] | null {
  if (field.startsWith('consent.')) return consentAnswers
  return field === 'preferredChannel' ? contactChannels : null
}
