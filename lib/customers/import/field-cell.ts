// A value as it stands in a cell, and whether a cell says what is there already: an export read back changes nothing.
import { fractionDigits, moneySchema } from '@/lib/shared/money'
import type { Metadata } from '../customer'
import { plainCell } from './csv-cell'

type Value = Metadata[string] | undefined

/** Amounts as `1234,56 EUR`; lists and objects as JSON. */
export function valueCell(value: Value): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const money = moneySchema.strict().safeParse(value)
  if (!money.success) return JSON.stringify(value)
  const digits = fractionDigits(money.data.currency)
  return `${(money.data.amount / 10 ** digits).toFixed(digits)} ${money.data.currency}`
}

const plain = (value: Value): string => plainCell(valueCell(value)).replace(/\s+/g, ' ').trim()

/** Equal, or the same text in a cell. */
export const sameValue = (current: Value, given: Value): boolean => current === given || plain(current) === plain(given)
