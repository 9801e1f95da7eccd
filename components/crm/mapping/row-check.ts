// Whether one of our fields may stand in one of theirs, for the form while it is being filled; the server checks again with the live schema.
import type { ExternalField } from '@/lib/customers/field-catalogue'
import type { OurField } from '@/lib/server/field-mapping-settings'

export type { OurField }

type Trouble = 'absent' | 'wrong_type' | 'taken_twice' | 'reserved'

/** Fields of theirs that the system's adapter uses itself, and the one of ours that each may hold. */
type Reserved = Readonly<Record<string, string | null>>
const isReserved = (reserved: Reserved, theirs: string, ours: string): boolean =>
  Object.hasOwn(reserved, theirs) && reserved[theirs] !== ours

export interface RowCheck {
  /** `usual`: not mapped, the system's own place counts. `some_choices`: it takes our values but those of `lacking`. */
  write: 'usual' | 'ok' | 'read_only' | 'some_choices' | Trouble
  read: 'usual' | 'ok' | Trouble
  lacking: string[]
}

export function checkRow(
  { name, accepts, values }: OurField,
  mapping: Readonly<Record<string, string>>,
  catalogue: readonly ExternalField[],
  reserved: Reserved,
): RowCheck {
  const theirs = mapping[name]
  if (theirs === undefined) return { write: 'usual', read: 'usual', lacking: [] }
  const field = catalogue.find((one) => one.name === theirs)
  const both = (trouble: Trouble): RowCheck => ({ write: trouble, read: trouble, lacking: [] })
  if (field === undefined) return both('absent')
  if (Object.entries(mapping).some(([other, target]) => other !== name && target === theirs)) return both('taken_twice')
  if (isReserved(reserved, theirs, name)) return both('reserved')
  if (!accepts.includes(field.type)) return both('wrong_type')
  if (!field.writable) return { write: 'read_only', read: 'ok', lacking: [] }
  const listed = field.type === 'choice' || field.type === 'choices'
  const lacking = listed ? values.filter((value) => !field.choices.some((choice) => choice.value === value)) : []
  return { write: lacking.length === 0 ? 'ok' : 'some_choices', read: 'ok', lacking }
}

/** What stops a save: the other system would refuse the whole record. */
export const blocks = ({ write }: RowCheck): boolean => write !== 'usual' && write !== 'ok' && write !== 'some_choices'

/** Theirs that can hold it, by label; what is chosen now stays in the list whatever it is. */
export function choicesFor(
  { name: ours, accepts }: OurField,
  chosen: string | undefined,
  catalogue: readonly ExternalField[],
  reserved: Reserved,
): ExternalField[] {
  const fitting = catalogue.filter(
    ({ name, type, writable }) => (writable && accepts.includes(type) && !isReserved(reserved, name, ours)) || name === chosen,
  )
  return fitting.toSorted((a, b) => a.label.localeCompare(b.label) || a.name.localeCompare(b.name))
}
