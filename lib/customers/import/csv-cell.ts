// One cell of a CSV file, both ways: written so that no spreadsheet runs it, read so that nothing of that writing stays.

/** What a spreadsheet takes for a formula, its full-width forms too. */
const formula = /^(?:'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]|'+\d)/
const marked = /^'+[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20\d]/
/** Marks of direction too, which copies from a screen carry, and by which a name can look like another. */
const controls = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\u200B\u202A-\u202E\u2066-\u2069\uFEFF]/g

/** The cell with an apostrophe before it when a spreadsheet would run it. `plainCell` takes exactly that away. */
export const neutralise = (value: string): string => (formula.test(value) ? `'${value}` : value)

/**
 * A cell of a foreign file given back as it stood, where that is safe: what was neutralised already needs no second apostrophe,
 * and Excel's ="…" around a text runs nothing. `plainCell` reads both the same.
 */
export const givenBack = (cell: string): string => (/^'|^="[^"]*"$/.test(cell) ? cell : neutralise(cell))

/** Without what is not to be seen. */
export const visible = (text: string): string => text.replace(controls, '')

/** What a cell says: without control characters, Excel's ="…" and the apostrophe of a neutralised export. */
export function plainCell(cell: string): string {
  const text = visible(cell).trim()
  const wrapped = /^="(.*)"$/s.exec(text)?.[1]
  const plain = wrapped === undefined ? text : wrapped.replaceAll('""', '"').trim()
  return marked.test(plain) ? plain.slice(1) : plain
}

/** The cell as it stands in a file; quoted when it must be. */
export const csvCell = (value: string, delimiter: string): string =>
  value.includes(delimiter) || /["\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

export const csvLine = (cells: readonly string[], delimiter: string): string =>
  `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`
