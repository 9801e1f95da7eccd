// How alike two names are, whatever the order of their words, with typing mistakes and initials.
import { foldName } from './fold-name'

export interface Named {
  firstName: string | null
  lastName: string | null
}

/** The least number of letters added, left out, changed or swapped with their neighbour. */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity
      row.push(Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, changed, swapped))
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}

/** 0 to 1; an initial is like every word it may stand for. */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 0.85 : 0
  return 1 - editDistance(a, b) / Math.max(a.length, b.length)
}

const wordsOf = ({ firstName, lastName }: Named): string[] => [...foldName(firstName), ...foldName(lastName)].slice(0, 8)
const glued = (words: string[]): string => words.join('')

/** How many words the name has. */
export const countWords = (name: Named): number => wordsOf(name).length

/**
 * 0 to 1, or null when one of them has no name. Words are paired with their likest; a word that only one of them has
 * (a second first name) counts half. Swapped fields and words written in one do not count at all.
 */
export function nameLikeness(a: Named, b: Named): number | null {
  const [mine, theirs] = [wordsOf(a), wordsOf(b)]
  if (mine.length === 0 || theirs.length === 0) return null
  if ([...mine].sort().join(' ') === [...theirs].sort().join(' ')) return 1
  const swapped = glued([...foldName(b.lastName), ...foldName(b.firstName)])
  if (glued(mine) === glued(theirs) || glued(mine) === swapped) return 1
  const pairs = mine
    .flatMap((word, i) => theirs.map((other, j) => ({ i, j, alike: wordLikeness(word, other) })))
    .sort((x, y) => y.alike - x.alike)
  const [left, right] = [new Set(mine.keys()), new Set(theirs.keys())]
  let alike = 0
  let all = 0
  for (const pair of pairs) {
    if (pair.alike < 0.5 || !left.has(pair.i) || !right.has(pair.j)) continue
    left.delete(pair.i)
    right.delete(pair.j)
    const weight = (mine[pair.i] ?? '').length + (theirs[pair.j] ?? '').length
    alike += weight * pair.alike
    all += weight
  }
  const alone = [...left].map((i) => mine[i] ?? '').concat([...right].map((j) => theirs[j] ?? ''))
  // Left over on both sides is a difference; left over on one side only is something the other did not say.
  const share = left.size > 0 && right.size > 0 ? 1 : 0.5
  all += alone.reduce((sum, word) => sum + word.length * share, 0)
  return all === 0 ? 0 : alike / all
}

/** Both give a first name, and these cannot be one: not alike, no initial, not found among the other's other names. */
export function firstNamesDiffer(a: Named, b: Named): boolean {
  const [mine, theirs] = [foldName(a.firstName), foldName(b.firstName)]
  if (mine.length === 0 || theirs.length === 0) return false
  const best = (from: string[], among: string[]) =>
    Math.max(0, ...from.flatMap((word) => among.map((other) => (editDistance(word, other) <= 1 ? 1 : wordLikeness(word, other)))))
  if (Math.max(best(mine, theirs), wordLikeness(glued(mine), glued(theirs))) >= 0.7) return false
  // First and last name in each other's place.
  return Math.min(best(mine, foldName(b.lastName)), best(theirs, foldName(a.lastName))) < 0.75
}
