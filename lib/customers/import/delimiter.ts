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

/** Excel's own line in front of the header, `sep=;`; null without it. */
export function declaredDelimiter(sample: string): Delimiter | null {
  const declared = /^\uFEFF?sep=(.)\r?\n/i.exec(sample)?.[1]
  return delimiters.find((delimiter) => delimiter === declared) ?? null
}

/** The separator that cuts most lines into the same number of cells; `;` when none cuts any. */
export function guessDelimiter(sample: string): Delimiter {
  const declared = declaredDelimiter(sample)
  if (declared !== null) return declared
  let best: { delimiter: Delimiter; score: number } = { delimiter: ';', score: 0 }
  for (const delimiter of delimiters) {
    const counts = cellCounts(sample, delimiter)
    const head = counts[0] ?? 1
    if (head < 2) continue
    const alike = counts.filter((count) => count === head).length / counts.length
    // A line that is cut into many equal parts says more than one that is cut in two.
    const score = alike * alike * Math.log2(head + 1)
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}
