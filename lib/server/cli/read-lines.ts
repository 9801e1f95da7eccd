// Lines of standard input, for values that should not be seen in the process list.
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** The first `count` lines, fewer when the input ends before. With 0 the input is not touched. */
export async function readLines(count: number, input: Readable = process.stdin): Promise<string[]> {
  if (count === 0) return []
  const lines: string[] = []
  for await (const line of createInterface({ input, terminal: false })) if (lines.push(line) === count) break
  input.pause()
  return lines
}
