// An amount as people type it: "1 234,50", "1,234.50 €", "1.234,5", "500".
import { fractionDigits } from './money'

/** Minor units of `currency` as a text of digits; null for what is no amount, is negative or has too many decimals. */
export function parseAmount(typed: string, currency: string): string | null {
  const text = typed.replace(/[\s\u00a0\u202f'’]/g, '').replace(/^(?:[A-Z]{3}|\p{Sc})|(?:[A-Z]{3}|\p{Sc})$/gu, '')
  if (!/^\d[\d.,]*$/.test(text)) return null
  const decimals = fractionDigits(currency)
  // The last sign parts off the decimals when there may be so many after it and it stands once; any other sign groups thousands.
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  const tail = last === -1 ? '' : text.slice(last + 1)
  const isPoint = last !== -1 && tail.length <= decimals && text.indexOf(text.charAt(last)) === last
  const whole = isPoint ? text.slice(0, last) : text
  const signs = new Set(whole.replace(/\d/g, ''))
  if (signs.size > 1 || (signs.size === 1 && !/^\d{1,3}(?:[.,]\d{3})+$/.test(whole))) return null
  const minor = whole.replace(/\D/g, '') + (isPoint ? tail : '').padEnd(decimals, '0')
  const bare = minor.replace(/^0+(?=\d)/, '')
  return bare.length > 15 ? null : bare
}

/** Minor units as one would type them: `123450` EUR in `fr` → `1 234,50`; no decimals where there are none. */
export function typedAmount(minor: string, currency: string, locale: string): string {
  const decimals = fractionDigits(currency)
  const amount = Number(minor) / 10 ** decimals
  const shown = Number.isInteger(amount) ? 0 : decimals
  return new Intl.NumberFormat(locale, { minimumFractionDigits: shown, maximumFractionDigits: shown }).format(amount)
}
