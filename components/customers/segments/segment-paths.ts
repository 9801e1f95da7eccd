// Addresses of segments, and of their customers in the list.
import { ruleConditionText } from '@/lib/customers/rule-text'
import type { RuleCondition } from '@/lib/customers/rule'
import type { SegmentKind } from '@/lib/segments/segment'
import { listPath } from '../list-url'

export const segmentsPath = `${listPath}/segments`

/** The builder of one that is not there yet; `where` is what it begins with. */
export function newSegmentHref(kind: SegmentKind, where: readonly RuleCondition[] = []): string {
  const params = new URLSearchParams([['kind', kind], ...where.map((condition) => ['where', ruleConditionText(condition)])])
  return `${segmentsPath}/new?${params}`
}

export const segmentHref = (id: string): string => `${segmentsPath}/${encodeURIComponent(id)}`

/** Its customers. */
export function membersHref({ kind, id, key }: { kind: SegmentKind; id: string; key: string }): string {
  const condition: RuleCondition =
    kind === 'level' ? { field: 'segment', operator: 'in', values: [key] } : { field: 'group', operator: 'in', values: [id] }
  return `${listPath}?${new URLSearchParams({ view: 'all', where: ruleConditionText(condition) })}`
}
