// What separates the cells of a file: tried on its first lines.

export const delimiters = [';', ',', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

const lines = 40

/** Cells a line, for the first lines; a separator between quotes is part of a cell. */
function cellCounts(sample: string, delimiter: string): number[] {
  const counts: number[] = []
  let cells = 1
  let quoted = false
  let atStart = true
  let empty = true
  for (let at = 0; at < sample.length && counts.length < lines; at++) {
    const char = sample.charAt(at)
    if (quoted) {
      if (char === '"' && sample[at + 1] === '"') at++
      else if (char === '"') quoted = false
      continue
    }
    if (char === '"' && atStart) quoted = true
    else if (char === delimiter) cells++
    else if (char === '\n' || char === '\r') {
      if (!empty) counts.push(cells)
      cells = 1
      empty = true
      atStart = true
      continue
    }
    atStart = char === delimiter
    empty = false
  }
  if (!empty && counts.length < lines) counts.push(cells)
  return counts
}

/** Excel's own line in front of the header, `sep=;`, also as other programs save it again: `"sep=;"`, `sep=;;;;`. */
export function declaredDelimiter(sample: string): Delimiter | null {
  const declared = /^\uFEFF?"?sep=(.)"?\1*[\r\n]/i.exec(sample)?.[1]
  return delimiters.find((delimiter) => delimiter === declared) ?? null
}

/** The number that most of `counts` are, of those above 1; 1 without any. */
function usual(counts: readonly number[]): number {
  const times = new Map<number, number>()
  for (const count of counts) if (count > 1) times.set(count, (times.get(count) ?? 0) + 1)
  return [...times].reduce((best, next) => (next[1] > best[1] ? next : best), [1, 0] as const)[0]
}

/** The separator that cuts most lines into as many cells as the first, or as each other under a title; `;` when none does. */
export function guessDelimiter(sample: string): Delimiter {
  const declared = declaredDelimiter(sample)
  if (declared !== null) return declared
  const tried = delimiters.map((delimiter) => ({ delimiter, counts: cellCounts(sample, delimiter) }))
  const best = (headOf: (counts: readonly number[]) => number): Delimiter | null => {
    let found: { delimiter: Delimiter | null; score: number } = { delimiter: null, score: 0 }
    for (const { delimiter, counts } of tried) {
      const head = headOf(counts)
      if (head < 2) continue
      const alike = counts.filter((count) => count === head).length / counts.length
      // A line that is cut into many equal parts says more than one that is cut in two.
      const score = alike * alike * Math.log2(head + 1)
      if (score > found.score) found = { delimiter, score }
    }
    return found.delimiter
  }
  return best((counts) => counts[0] ?? 1) ?? best(usual) ?? ';'
}
