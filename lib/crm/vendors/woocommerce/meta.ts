// Rows of meta data, in which anybody may have written anything.
import type { WooCustomer } from './schema'

export type Meta = WooCustomer['meta_data']

/** What is written: null takes a row away. */
export type MetaWrite = { key: string; value: string | null }

/** The last row of a key counts. Null for an empty one. */
export function metaText(meta: Meta, key: string): string | null {
  const value = meta.findLast((row) => row.key === key)?.value
  if (value === undefined || value === null || value === '') return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A JSON list of texts; empty when somebody spoilt it there. */
export function metaList(meta: Meta, key: string): string[] {
  try {
    const list: unknown = JSON.parse(metaText(meta, key) ?? '[]')
    return Array.isArray(list) ? list.flatMap((one) => (typeof one === 'string' && one !== '' ? [one] : [])) : []
  } catch {
    return []
  }
}
