// Phone numbers as people of a country read them.
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** E.164 in; the national form for a number of `country` ("06 12 34 56 78"), else the international one. What cannot be read comes back as it is. */
export function formatPhone(value: string, country: string): string {
  const phone = parsePhoneNumberFromString(value, isSupportedCountry(country) ? country : 'FR')
  if (phone === undefined) return value
  return (phone.country === country ? phone.formatNational() : phone.formatInternational()).replaceAll(' ', '\u00a0')
}
