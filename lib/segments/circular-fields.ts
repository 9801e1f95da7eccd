// What a segment cannot ask about, because it decides it. Without a schema: screens read it too.
import type { RuleField } from '@/lib/customers/rule-fields'
import type { SegmentKind } from './segment'

/** A new level moves its customer's date of change; groups are looked at after the levels and change nothing on anybody. */
const circular: Record<SegmentKind, readonly RuleField[]> = { level: ['segment', 'group', 'updated'], group: ['group'] }

export const circularFields = (kind: SegmentKind): readonly RuleField[] => circular[kind]
