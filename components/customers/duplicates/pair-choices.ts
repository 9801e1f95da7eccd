// Which side wins each field on the screen, and what of it must be told: only what differs from the kept record's own right.
import type { MergeChoices, MergeSide } from '@/lib/customers/merge-choices'
import type { FieldView, PairView, Side } from './pair-view'

/** Fields that a person decided, by their key; the others follow the kept record. */
export type Picks = Readonly<Record<string, Side>>

export const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left')

/** What something empty says never wins over something filled. */
export function winningSide(field: FieldView, kept: Side, picks: Picks): Side {
  const wanted = picks[field.key] ?? kept
  return field[wanted] === null && field[otherSide(wanted)] !== null ? otherSide(wanted) : wanted
}

/** Both say the same, or one of them nothing: there is nothing to choose. */
export const isSettled = ({ left, right }: FieldView): boolean => left === null || right === null || left === right

export function toChoices({ fields }: PairView, kept: Side, picks: Picks): MergeChoices {
  const choices: { fields: MergeChoices['fields']; metadata: Record<string, MergeSide> } = { fields: {}, metadata: {} }
  for (const field of fields) {
    if (isSettled(field) || winningSide(field, kept, picks) === kept) continue
    if (field.field === null) choices.metadata[field.label] = 'duplicate'
    else choices.fields[field.field] = 'duplicate'
  }
  return choices
}
