// Reading phones and e-mails the same way everywhere: one function each, used by every door and adapter.
import { parsePhoneNumberFromString, type CountryCode, isSupportedCountry } from 'libphonenumber-js/max'
import { CrmError } from '@/lib/shared/errors'
import type { HandleKind } from './customer'

export interface NewHandle {
  kind: HandleKind
  value: string
  raw: string
}

const country = (region: string): CountryCode => (isSupportedCountry(region) ? region : 'FR')

/** Directional marks and the like that phones copied from a screen carry. */
const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g

/**
 * E.164 of a phone in any usual form, read with the shop's ISO 3166 region, or null when it can be no phone number
 * (a short code, an alphanumeric sender, letters). Accepts numbers that are possible though not assigned: metadata ages.
 */
export function normalisePhone(raw: string, region: string): string | null {
  const text = raw
    .replace(invisible, '')
    // French spreadsheets and word processors put no-break spaces between the figures.
    .replace(/\s/g, ' ')
    .replace(/^\s*(whatsapp|tel|sms):/i, '')
    .trim()
  if (text === '' || /[a-z]{3,}/i.test(text.replace(/(ext|poste)\.?\s*\d+$/i, ''))) return null
  const parsed = parsePhoneNumberFromString(text, country(region))
  return parsed !== undefined && parsed.isPossible() ? parsed.number : null
}

/** Lower-case, trimmed address, or null when it can be none. */
export function normaliseEmail(raw: string): string | null {
  const email = raw.replace(invisible, '').trim().toLowerCase().normalize('NFC')
  return email.length <= 254 && /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\.]+(\.[^\s@<>(),;:"[\]\\.]+)+$/.test(email)
    ? email
    : null
}

/** Digits of a handle's value backwards, so that "ends with 5432" is a prefix search. */
export const reversedDigits = (kind: HandleKind, value: string): string =>
  kind === 'phone' || (kind === 'whatsapp' && /^\+?\d+$/.test(value)) ? [...value.replace(/\D/g, '')].reverse().join('') : ''

/** A phone handle, or a CrmError `invalid` on `path`. */
export function phoneHandle(raw: string, region: string, path = 'phone'): NewHandle {
  const value = normalisePhone(raw, region)
  if (value === null) throw new CrmError('invalid', 'Not a phone number', { issues: [{ path: [path], reason: 'phone' }] })
  return { kind: 'phone', value, raw }
}

/** An e-mail handle, or a CrmError `invalid` on `path`. */
export function emailHandle(raw: string, path = 'email'): NewHandle {
  const value = normaliseEmail(raw)
  if (value === null) throw new CrmError('invalid', 'Not an e-mail address', { issues: [{ path: [path], reason: 'email' }] })
  return { kind: 'email', value, raw }
}

/** What an address that a message came from or went to may be as a handle, in every kind of handle that has such. */
export function handlesOfAddress(address: string, channel: string, region: string): { kind: HandleKind; value: string }[] {
  const [phone, email] = [normalisePhone(address, region), normaliseEmail(address)]
  return [
    ...(phone === null ? [] : [{ kind: 'phone' as const, value: phone }]),
    ...(email === null ? [] : [{ kind: 'email' as const, value: email }]),
    { kind: 'whatsapp', value: address },
    { kind: 'username', value: `${channel}:${address.trim()}` },
  ]
}

/** What a person typed in a search box, read as parts of a phone number; `ending` is empty when it is none. */
export interface PhoneReading {
  numbers: string[]
  starts: string[]
  ending: string
}

/** Reads `06 98`, `+33698765432`, `0033698765432` or `5432`; letters make it no number. */
export function readPhoneQuery(text: string, region: string): PhoneReading {
  const none: PhoneReading = { numbers: [], starts: [], ending: '' }
  const typed = text.replace(invisible, '').trim()
  if (!/^[+\d][\d\s().\-/+]*$/.test(typed)) return none
  const digits = typed.replace(/\D/g, '')
  if (digits.length < 2) return none
  const whole = normalisePhone(typed, region)
  const international = typed.startsWith('+') ? digits : typed.startsWith('00') ? digits.slice(2) : null
  const starts =
    international !== null
      ? [`+${international}`]
      : digits.startsWith('0') && digits.length > 2
        ? [`${callingPrefix(region)}${digits.slice(1)}`]
        : []
  return { numbers: whole === null ? [] : [whole], starts, ending: international ?? (digits.replace(/^0/, '') || digits) }
}

const callingPrefix = (region: string): string => {
  const example = parsePhoneNumberFromString('0100000000', country(region))
  return `+${example?.countryCallingCode ?? '33'}`
}
