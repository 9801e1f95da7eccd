// Ids as Salesforce makes them.

const suffixes = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 18 characters out of 15: each further one says which of five are capitals. */
export const longId = (short: string): string =>
  short +
  [0, 5, 10]
    .map((from) => {
      const bits = [...short.slice(from, from + 5)].reduce((sum, letter, at) => sum + (/[A-Z]/.test(letter) ? 2 ** at : 0), 0)
      return suffixes[bits] ?? 'A'
    })
    .join('')

export function numberedId(prefix: string, number: number): string {
  let rest = ''
  for (let left = number; rest.length < 12; left = Math.floor(left / 62)) rest = (digits[left % 62] ?? '0') + rest
  return longId(prefix + rest)
}
