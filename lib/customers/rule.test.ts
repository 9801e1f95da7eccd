// What is a rule and what is not, and conditions as texts of an address.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { type CustomerRule, readRule, type RuleCondition, ruleConditionSchema } from './rule'
import { arityOf, choicesOf, kindOf, operatorsOf, type RuleField, ruleFields } from './rule-fields'
import { parseRuleCondition } from './parse-rule-condition'
import { ruleConditionText } from './rule-text'

const fields: RuleField[] = [...ruleFields, 'info.taille', 'info.a:b,c%d']

/** Some condition that is right for a field and a question. */
const valuesFor = (field: RuleField, operator: string): fc.Arbitrary<string[]> => {
  const kind = kindOf(field)
  const number = fc.integer({ min: 0, max: 99_999_999 })
  if (operator === 'between')
    return fc.tuple(number, number).map(([one, other]) => [String(Math.min(one, other)), String(Math.max(one, other))])
  if (kind === 'number' || kind === 'money') return number.map((value) => [String(value)])
  if (operator === 'within' || operator === 'quiet') return fc.integer({ min: 1, max: 99_999 }).map((days) => [String(days)])
  if (operator === 'since' || operator === 'before')
    return fc
      .date({ min: new Date('1950-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((at) => [at.toISOString().slice(0, 10)])
  const known = choicesOf(field)
  const one =
    known === null
      ? fc
          .string({ minLength: 1, maxLength: 40 })
          .map((text) => text.trim())
          .filter((text) => text !== '')
      : fc.constantFrom(...known)
  const most = arityOf(kind, operator) === 'some' ? 5 : 1
  return fc.uniqueArray(one, { minLength: 1, maxLength: most })
}
const conditions: fc.Arbitrary<RuleCondition> = fc.constantFrom(...fields).chain((field) =>
  fc.constantFrom(...operatorsOf(kindOf(field))).chain((operator) =>
    (arityOf(kindOf(field), operator) === 0 ? fc.constant<string[]>([]) : valuesFor(field, operator)).map((values) => ({
      field,
      operator,
      values,
    })),
  ),
)

const issuesOf = (input: unknown): string[] => {
  try {
    readRule(input)
    return []
  } catch (error) {
    if (!(error instanceof CrmError)) throw error
    return error.issues.map(({ path, reason }) => `${path.join('.')} ${reason}`)
  }
}
const all = (...parts: unknown[]) => ({ match: 'all', parts })

describe('a condition', () => {
  it('is the same after it was an address, whatever its values', () => {
    fc.assert(
      fc.property(conditions, (condition) => {
        const parameters = new URLSearchParams([['where', ruleConditionText(condition)]])
        const text = new URLSearchParams(parameters.toString()).get('where') ?? ''
        expect(parseRuleCondition(text)).toEqual(condition)
        expect(readRule(all(condition)).parts).toEqual([condition])
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['', null],
    ['segment', null],
    ['segment:in', null],
    ['segment:in:', null],
    ['segment:in:vip,,active', null],
    ['segment:is:vip', null],
    ['segment:in:vip:active', null],
    ['nobody:in:vip', null],
    ['__proto__:in:vip', null],
    ['toString:in:vip', null],
    ['segment:toString:vip', null],
    ['info.:is:38', null],
    ['orders:atLeast:-1', null],
    ['orders:atLeast:1.5', null],
    ['orders:atLeast:1e3', null],
    ['orders:between:5', null],
    ['orders:between:5,4', null],
    ['lastOrder:quiet:0', null],
    ['lastOrder:quiet:999999', null],
    ['lastOrder:before:2026-02-30', null],
    ['created:empty', null],
    ['consent.sms:in:maybe', null],
    ['lastOrder:quiet:90', { field: 'lastOrder', operator: 'quiet', values: ['90'] }],
    ['lastOrder:empty', { field: 'lastOrder', operator: 'empty', values: [] }],
    ['segment:in:vip,vip,active', { field: 'segment', operator: 'in', values: ['vip', 'active'] }],
    ['tag:any:%25 de remise%2C été', { field: 'tag', operator: 'any', values: ['% de remise, été'] }],
  ])('reads %s', (text, expected) => {
    expect(parseRuleCondition(text)).toEqual(expected)
  })

  it('takes no more than it knows', () => {
    expect(ruleConditionSchema.safeParse({ field: 'tag', operator: 'any', values: ['a'], sql: 'x' }).success).toBe(false)
    const many = Array.from({ length: 51 }, (_, at) => `tag ${at}`)
    expect(ruleConditionSchema.safeParse({ field: 'tag', operator: 'any', values: many }).success).toBe(false)
  })
})

describe('a rule', () => {
  const vip = { field: 'segment', operator: 'in', values: ['vip'] }
  const nested = (depth: number): unknown => {
    let rule: unknown = vip
    for (let level = 0; level < depth; level++) rule = all(rule)
    return rule
  }

  it('may hold groups', () => {
    const rule: CustomerRule = readRule({
      match: 'any',
      parts: [vip, all(vip, { field: 'spent', operator: 'atLeast', values: ['50000'] })],
    })
    expect(rule.parts).toHaveLength(2)
    expect(issuesOf(nested(3))).toEqual([])
  })

  it('says which part is refused, and why', () => {
    expect(issuesOf(all(vip, { ...vip, field: 'x' }))).toEqual(['parts.1.field rule_field'])
    expect(issuesOf(all(vip, all({ ...vip, operator: 'is' })))).toEqual(['parts.1.parts.0.operator rule_operator'])
    expect(issuesOf(all({ ...vip, values: [] }))).toEqual(['parts.0.values rule_values'])
    expect(issuesOf(all({ field: 'consent.sms', operator: 'in', values: ['granted', 'x'] }))).toEqual([
      'parts.0.values.1 rule_choice',
    ])
    expect(issuesOf(all({ field: 'created', operator: 'since', values: ['demain'] }))).toEqual(['parts.0.values.0 day'])
  })

  it('is refused when nobody wrote it', () => {
    expect(issuesOf(nested(4))).toEqual(['parts too_deep'])
    expect(issuesOf(nested(20_000))).toEqual(['parts too_deep'])
    expect(issuesOf(all(...Array.from({ length: 4 }, () => all(...Array.from({ length: 11 }, () => vip)))))).toEqual([
      'parts too_many_conditions',
    ])
    expect(issuesOf({ match: 'none', parts: [] })).not.toEqual([])
    expect(issuesOf(null)).not.toEqual([])
    expect(issuesOf(all(null, 'x', 3))).toHaveLength(3)
  })
})
