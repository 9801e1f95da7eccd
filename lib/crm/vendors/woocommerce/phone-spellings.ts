// How people type a number: WooCommerce keeps what was typed, and finds what looks the same.
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/**
 * Of an E.164 number, the likeliest first: as dialled in the country, in groups, with dots, with the country before, in groups.
 * The last digits alone, which numbers without any sign between contain, end the list.
 */
export function phoneSpellings(value: string, region: string): string[] {
  const parsed = parsePhoneNumberFromString(value)
  if (parsed === undefined) return [value]
  const national = parsed.formatNational()
  const abroad = parsed.formatInternational()
  const dialled = national.replace(/\D/g, '')
  const isHome = parsed.country === region
  const spellings = [
    ...(isHome ? [dialled, national, national.replace(/[\s-]+/g, '.'), national.replace(/[\s.]+/g, '-')] : []),
    value,
    abroad,
    value.replace('+', '00'),
    value.slice(1),
    value.slice(-8),
  ]
  return [...new Set(spellings)]
}
