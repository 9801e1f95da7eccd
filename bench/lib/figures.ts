// How a figure is taken and printed: interleaved rounds, medians and percentiles, one JSON line.

/** The value below which `share` (0 to 1) of the samples lie; nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN
}

export const median = (samples: readonly number[]): number => {
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))

/**
 * Takes a figure of A and of B in turns, A B B A A B B A …, after one round that does not count, so that both see the
 * same weather on the machine. Returns every round's figure.
 */
export async function interleave(
  rounds: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ a: number[]; b: number[] }> {
  await a()
  await b()
  const taken: { a: number[]; b: number[] } = { a: [], b: [] }
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const)
    for (const which of order) taken[which].push(await (which === 'a' ? a() : b()))
  }
  return taken
}

export interface Figure {
  id: string
  /** Smaller is better unless `atLeast`. For an absolute goal: the figure divided by its budget, goal 1. */
  ratio: number
  goal: number
  atLeast?: boolean
  /** Further conditions that must hold for a pass. */
  also?: boolean
  detail: Record<string, unknown>
}

/** Prints the line. Being short of the goal is a fact to read, not a failure of the run. */
export function report({ id, ratio, goal, atLeast = false, also = true, detail }: Figure): void {
  const pass = also && (atLeast ? ratio >= goal : ratio <= goal)
  process.stdout.write(`${JSON.stringify({ id, ratio: rounded(ratio, 3), goal, pass, detail })}\n`)
}
