// A rule that a segment may have: what the segment itself decides must not be asked, or it would go round in a circle.
import { type CustomerRule, isRule, readRule } from '@/lib/customers/rule'
import type { RuleField } from '@/lib/customers/rule-fields'
import { CrmError, type FieldIssue } from '@/lib/shared/errors'
import { circularFields } from './circular-fields'
import type { SegmentKind } from './segment'

/** Groups without conditions ask nothing and are left out. Throws `invalid` with the refused parts. */
export function readSegmentRule(kind: SegmentKind, input: unknown): CustomerRule {
  const rule = readRule(input)
  const issues = circlesIn(rule, circularFields(kind), [])
  if (issues.length > 0) throw new CrmError('invalid', 'A segment cannot depend on itself', { issues })
  const kept = withoutEmpty(rule)
  if (kept.parts.length === 0)
    throw new CrmError('invalid', 'A segment of everybody', { issues: [{ path: ['parts'], reason: 'rule_empty' }] })
  return kept
}

const circlesIn = (rule: CustomerRule, fields: readonly RuleField[], at: (string | number)[]): FieldIssue[] =>
  rule.parts.flatMap((part, place): FieldIssue[] => {
    const path = [...at, 'parts', place]
    if (isRule(part)) return circlesIn(part, fields, path)
    return fields.includes(part.field) ? [{ path: [...path, 'field'], reason: 'rule_circle' }] : []
  })

function withoutEmpty(rule: CustomerRule): CustomerRule {
  const parts = rule.parts.flatMap((part): CustomerRule['parts'] => {
    if (!isRule(part)) return [part]
    const inner = withoutEmpty(part)
    return inner.parts.length === 0 ? [] : [inner]
  })
  return { match: rule.match, parts }
}
