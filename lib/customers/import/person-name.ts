// Names of people: taken apart when a cell holds a whole one, and compared when a phone alone says that two are the same.
import { tagKey } from '../tag-key'
import { isFormulaError } from './value-formats'

const title = '(?:monsieur|madame|mademoiselle|mme|mlle|mr|mrs|ms|miss|m|dr|me)\\.?'
/** "Mme", and "M. et Mme". */
const civility = new RegExp(`^${title}(?:\\s*(?:et|ou|and|&|/)\\s*${title})*\\s+`, 'i')
const particles = /^(?:d'|d’|de|du|des|di|da|del|della|van|von|le|la|el|al|ben|bin|y)$/i

/** Without what stands for nobody; empty when nothing is left. */
export const cleanName = (text: string): string => {
  const name = text.replace(/\s+/g, ' ').trim()
  return isFormulaError(name) || /^(?:[-–—.?]+|n\/a|null|undefined)$/i.test(name) ? '' : name
}

/** "Mme DUPONT Marie", "Dupont, Marie", "Marie de La Tour" → first and last name. One word is a family's. */
export function splitFullName(text: string): { firstName?: string; lastName?: string } {
  const plain = cleanName(text).replace(civility, '')
  if (plain === '') return {}
  const [before = '', ...after] = plain.split(',').map((part) => part.trim())
  if (after.length === 1 && before !== '' && after[0] !== '') return { firstName: after[0] ?? '', lastName: before }
  const words = plain.split(' ')
  if (words.length === 1) return { lastName: plain }
  const isCapital = (word: string) => word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase()
  const capitals = words.filter(isCapital)
  // "DUPONT Marie" and "Marie DUPONT": capitals are the family's.
  if (capitals.length > 0 && capitals.length < words.length) {
    const others = words.filter((word) => !isCapital(word) && !particles.test(word))
    const family = words.filter((word) => isCapital(word) || particles.test(word))
    if (others.length > 0) return { firstName: others.join(' '), lastName: family.join(' ') }
  }
  const [first = '', ...rest] = words
  return { firstName: first, lastName: rest.join(' ') }
}

export interface Named {
  firstName: string | null
  lastName: string | null
}

const wordsOf = (name: string | null): string[] =>
  tagKey(name ?? '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 || /\p{L}/u.test(word))

/** The same word, an initial or a beginning of it, or one letter apart in a long one. */
function alike(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.startsWith(short)) return true
  if (short.length < 4 || long.length - short.length > 1) return false
  let start = 0
  while (start < short.length && short[start] === long[start]) start++
  let end = 0
  while (end < short.length - start && short[short.length - 1 - end] === long[long.length - 1 - end]) end++
  return Math.max(short.length, long.length) - start - end <= 1
}

/**
 * Whether two records can hardly be one person: both have names, and no first name of one is like any name of the other.
 * Two first names in one family are two people; first and last name in each other's place are one.
 */
export function areOtherPeople(a: Named, b: Named): boolean {
  const all = { a: [...wordsOf(a.firstName), ...wordsOf(a.lastName)], b: [...wordsOf(b.firstName), ...wordsOf(b.lastName)] }
  if (all.a.length === 0 || all.b.length === 0) return false
  const first = { a: wordsOf(a.firstName), b: wordsOf(b.firstName) }
  const meet = (some: string[], others: string[]) => some.some((word) => others.some((other) => alike(word, other)))
  if (first.a.length === 0 || first.b.length === 0) return !meet(all.a, all.b)
  return !(meet(first.a, all.b) && meet(first.b, all.a))
}
