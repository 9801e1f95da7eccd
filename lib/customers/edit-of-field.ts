// One change of a field as the timeline tells it: what it was and what it is.
import type { Metadata } from './customer'

/** `key` is that of a shop's own information; `how` what else happened to a phone or an e-mail. */
export interface FieldEdit {
  field: string
  key?: string
  from: string | null
  to: string | null
  how?: 'primary' | 'share' | 'unshare'
}

/** More of a value does not help who reads the timeline. */
const longest = 300
const mostKeys = 20

const short = (text: string | null): string | null => (text === null ? null : text.slice(0, longest))

export const editOfField = (field: string, from: string | null, to: string | null): FieldEdit => ({
  field,
  from: short(from),
  to: short(to),
})

const textOf = (value: Metadata[string] | undefined): string | null =>
  value === undefined ? null : short(typeof value === 'string' ? value : JSON.stringify(value))

/** One for each key of the shop's own information that differs. */
export const editsOfMetadata = (before: Metadata, after: Metadata): FieldEdit[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((key) => ({ field: 'metadata', key, from: textOf(before[key]), to: textOf(after[key]) }))
    .filter(({ from, to }) => from !== to)
    .slice(0, mostKeys)

/** As the metadata of a line holds them. */
export const editsAsMetadata = (edits: readonly FieldEdit[]): Metadata => ({ edits: edits.map((edit) => ({ ...edit })) })
