// Which line is chosen, and what Enter does: apart from the screen, because at a counter it must never open the wrong person.

/** The line that makes a new customer of what was typed; customers are lines under their id. */
export const createLine = 'new'

export interface Choice {
  /** The text that the lines answer. */
  query: string
  line: string
}

/** A choice made among the lines of another text is none: the best match is chosen; without a text nobody is. */
export function chosenLine(lines: readonly string[], choice: Choice | null, query: string): string | null {
  if (choice !== null && choice.query === query && lines.includes(choice.line)) return choice.line
  return query === '' ? null : (lines[0] ?? null)
}

/** The next line in that direction, around the ends. */
export function movedLine(lines: readonly string[], from: string | null, step: 1 | -1): string | null {
  const at = from === null ? -1 : lines.indexOf(from)
  if (at === -1) return (step === 1 ? lines[0] : lines.at(-1)) ?? null
  return lines[(at + step + lines.length) % lines.length] ?? null
}

/** Enter before the answer: it opens the only customer found; among several, or for a new one, a person decides. */
export const lineAfterWaiting = (lines: readonly string[]): string | null => {
  const customers = lines.filter((line) => line !== createLine)
  return customers.length === 1 ? (customers[0] ?? null) : null
}

/** What to look for: a first digit, or the `+` of a number, says nothing yet. */
export const askedFor = (typed: string): string => {
  const text = typed.trim().slice(0, 200)
  return /^\+?\d?$/.test(text) ? '' : text
}
