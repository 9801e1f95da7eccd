// What the builder begins with: a segment as it is kept, or the conditions that the address gives a new one.
import type { SearchParams } from '@/components/customers/list-url'
import type { EditedSegment } from '@/components/customers/segments/segment-editor'
import { parseRuleCondition } from '@/lib/customers/parse-rule-condition'
import { circularFields } from '@/lib/segments/circular-fields'
import { lastLevel, type SegmentKind } from '@/lib/segments/segment'
import type { DashboardContext } from '@/lib/server/context'
import { getSegment } from '@/lib/server/segments'

/** More than these is no address of ours. */
const most = 40

/** null when there is no such segment. */
export async function readEdited(
  context: DashboardContext,
  id: string,
  query: SearchParams,
  nameOf: (key: string) => string,
): Promise<EditedSegment | null> {
  if (id === 'new') return newSegment(query)
  const segment = await getSegment(context, id)
  if (segment === null) return null
  const { kind, color, rule, version } = segment
  return {
    id: segment.id,
    kind,
    name: segment.name ?? nameOf(segment.key),
    color,
    rule,
    version,
    isLast: segment.id === lastLevel,
  }
}

function newSegment({ kind: wanted, where = [] }: SearchParams): EditedSegment {
  const kind: SegmentKind = wanted === 'level' ? 'level' : 'group'
  const parts = [where]
    .flat()
    .slice(0, most)
    .flatMap((text) => parseRuleCondition(text) ?? [])
    .filter(({ field }) => !circularFields(kind).includes(field))
  return { id: null, kind, name: '', color: null, rule: { match: 'all', parts }, version: 0, isLast: false }
}
