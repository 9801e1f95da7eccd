// The Fil on screen when its first page comes again: newer lines join at the top, older ones that were loaded stay.

type Line = { id: string; at: string }

const descending = (a: string, b: string): number => (a === b ? 0 : a < b ? 1 : -1)
const newestFirst = (a: Line, b: Line): number => descending(a.at, b.at) || descending(a.id, b.id)

/**
 * `fresh` is the newest page as it is now and decides over its whole span: a line that is gone from there is gone.
 * Of what was `held`, only what is older than that span stays; nothing does when `fresh` is the whole story.
 */
export function mergeLines<T extends Line>(fresh: readonly T[], held: readonly T[], complete: boolean): T[] {
  if (complete) return [...fresh]
  const oldest = fresh.at(-1)
  // A page of a search may hold nothing and yet not be the whole story.
  if (oldest === undefined) return [...held]
  return [...fresh, ...held.filter((line) => newestFirst(oldest, line) < 0)].sort(newestFirst)
}

/** A page further down joins; what is there already is not doubled. */
export function appendLines<T extends Line>(held: readonly T[], older: readonly T[]): T[] {
  const known = new Set(held.map(({ id }) => id))
  return [...held, ...older.filter(({ id }) => !known.has(id))]
}
