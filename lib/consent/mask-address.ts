// An address as its owner knows it again and nobody else learns it: `06 39 •• •• 34`, `c•••@example.org`.
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

const dot = '•'
/** Figures that stay, at either end; a number with hardly more than these keeps the last ones only. */
const [first, last] = [4, 2]

/** @param region the shop's, ISO 3166: its numbers are written as at home */
export function maskAddress(address: string, region: string): string {
  const at = address.lastIndexOf('@')
  if (at !== -1) return `${at > 1 ? ([...address][0] ?? '') : ''}${dot.repeat(3)}${address.slice(at)}`
  const phone = /^\+\d+$/.test(address)
    ? parsePhoneNumberFromString(address, isSupportedCountry(region) ? region : 'FR')
    : undefined
  if (phone === undefined) return `${dot.repeat(4)}${address.length > 8 ? address.slice(-last) : ''}`
  const written = phone.country === region ? phone.formatNational() : phone.formatInternational()
  const figures = written.replace(/\D/g, '').length
  let nth = 0
  return written
    .replace(/\d/g, (figure) => {
      nth += 1
      return nth > figures - last || (nth <= first && figures >= 8) ? figure : dot
    })
    .replaceAll(' ', '\u00a0')
}
