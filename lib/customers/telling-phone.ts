// Whether a number can say who somebody is.

/** Digits that every numbering plan leaves to the line itself. */
const lineDigits = 6

const steps = '0123456789012345'
const reversed = '9876543210987654'

/**
 * False for what people type to get past a form: the same digit over and over, or digits in a row. Every such number would
 * be everybody's.
 * @param phone E.164
 */
export function isTellingPhone(phone: string): boolean {
  const line = phone.replace(/\D/g, '').slice(-lineDigits)
  return new Set(line).size > 1 && !steps.includes(line) && !reversed.includes(line)
}
