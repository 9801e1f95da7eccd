// Values of ours as Shopify's typed fields write them, and back.
// https://shopify.dev/docs/apps/build/custom-data/metafields/list-of-data-types
import type { ExternalFieldType } from '@/lib/customers/field-catalogue'
import { fromExternalText, toExternalText } from '../../field-mapping'

const kinds: Readonly<Record<string, ExternalFieldType>> = {
  single_line_text_field: 'text',
  multi_line_text_field: 'text',
  url: 'text',
  number_integer: 'number',
  number_decimal: 'number',
  boolean: 'boolean',
  date: 'date',
  date_time: 'date',
}

/** What a field of this type can hold of ours; lists, references, measures and the like are none of our concern. */
export const kindOf = (type: string): ExternalFieldType => kinds[type] ?? 'other'

/** A value as the field takes it; '' clears it, null: it does not take this one. */
export function metafieldText(value: unknown, type: string): string | null {
  const kind = kindOf(type)
  const text = toExternalText(value, kind) ?? ''
  if (text === '') return ''
  switch (type) {
    case 'number_integer':
      return /^-?\d{1,15}$/.test(text) ? text : null
    case 'number_decimal':
      return /^-?\d{1,13}(\.\d{1,9})?$/.test(text) ? text : null
    case 'boolean': {
      const read = fromExternalText(text, 'boolean')
      return typeof read === 'boolean' ? String(read) : null
    }
    case 'date':
    case 'date_time': {
      const at = fromExternalText(text, 'date')
      if (!(at instanceof Date)) return null
      return type === 'date' ? at.toISOString().slice(0, 10) : at.toISOString()
    }
    case 'single_line_text_field':
      return /[\r\n]/.test(text) ? null : text
    case 'url':
      return URL.canParse(text) ? text : null
    default:
      return kind === 'text' ? text : null
  }
}

/** Numbers and yes or no come back as such; what cannot be read so stays the text it is. */
export function metafieldValue(text: string, type: string): string | number | boolean {
  const kind = kindOf(type)
  const value = kind === 'number' || kind === 'boolean' ? fromExternalText(text, kind) : null
  // A number with more digits than ours hold would come back as another one.
  return typeof value === 'boolean' || (typeof value === 'number' && toExternalText(value, 'number') === text) ? value : text
}
