// How much of the form differs from what is saved: one for each field or stage that is different.
import type { MappingView } from '@/lib/server/field-mapping-settings'

type Mapping = MappingView['saved']
type Table = Readonly<Record<string, string>>

const differing = (a: Table, b: Table): number =>
  new Set([...Object.keys(a), ...Object.keys(b)].filter((key) => a[key] !== b[key])).size

export const countChanges = (saved: Mapping, draft: Mapping): number =>
  differing(saved.fields, draft.fields) +
  differing(saved.stages.toStage, draft.stages.toStage) +
  differing(saved.stages.toSegment, draft.stages.toSegment)
