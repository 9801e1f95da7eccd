// Lines of standard input, for values that should not be seen in the process list.
import { createInterface } from 'node:readline/promises'

/** The first `count` lines, fewer when the input ends before. With 0 the input is not touched. */
export async function readLines(count: number): Promise<string[]> {
  if (count === 0) return []
  const lines: string[] = []
  const reader = createInterface({ input: process.stdin, terminal: false })
  for await (const line of reader) if (lines.push(line) === count) break
  reader.close()
  process.stdin.pause()
  return lines
}
