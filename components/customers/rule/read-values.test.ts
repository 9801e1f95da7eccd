import { describe, expect, it } from 'vitest'
import { kindOf, operatorsOf, type RuleField, ruleFields, ruleKinds, type RuleOperator } from '@/lib/customers/rule-fields'
import { fieldGroupNames, fieldGroups } from './field-groups'
import { firstOperator, readCondition } from './read-values'

describe('what was typed into a filter', () => {
  it.each<[RuleField, RuleOperator, string[], unknown]>([
    ['spent', 'atLeast', ['1 234,50'], ['123450']],
    ['spent', 'between', ['50', '100 €'], ['5000', '10000']],
    ['spent', 'between', ['100', '50'], 'range_order 1'],
    ['spent', 'between', ['100', ''], 'amount 1'],
    ['spent', 'atLeast', ['beaucoup'], 'amount 0'],
    ['orders', 'is', ['1 000'], ['1000']],
    ['orders', 'is', ['007'], ['7']],
    ['orders', 'is', ['2,5'], 'whole_number 0'],
    ['orders', 'between', ['2', '10'], ['2', '10']],
    ['lastOrder', 'quiet', [' 90 '], ['90']],
    ['lastOrder', 'quiet', ['0'], 'days 0'],
    ['lastOrder', 'quiet', ['100000'], 'days 0'],
    ['lastOrder', 'empty', ['whatever'], []],
    ['created', 'since', ['2026-03-14'], ['2026-03-14']],
    ['created', 'since', [''], 'day 0'],
    ['created', 'since', ['0002-03-14'], 'day 0'],
    ['tag', 'any', ['robe', 'été'], ['robe', 'été']],
    ['tag', 'any', [], 'choose 0'],
    ['consent.sms', 'in', ['granted'], ['granted']],
    ['firstName', 'contains', ['  Hé '], ['Hé']],
    ['firstName', 'contains', ['  '], 'text 0'],
    ['firstName', 'contains', ['x'.repeat(201)], 'format 0'],
  ])('%s %s %j', (field, operator, typed, expected) => {
    const read = readCondition(field, operator, typed, 'EUR')
    expect('condition' in read ? read.condition.values : `${read.problem} ${String(read.at)}`).toEqual(expected)
  })

  it('begins with a question that the kind has', () => {
    for (const kind of ruleKinds) expect(operatorsOf(kind)).toContain(firstOperator[kind])
  })

  it('offers every field once', () => {
    const offered = fieldGroupNames.flatMap((group): readonly RuleField[] => fieldGroups[group])
    expect([...offered].sort()).toEqual([...ruleFields].sort())
    expect(Object.keys(fieldGroups).sort()).toEqual([...fieldGroupNames].sort())
    expect(ruleFields.every((field) => kindOf(field).length > 0)).toBe(true)
  })
})
