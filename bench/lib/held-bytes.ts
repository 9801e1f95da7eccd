// What this process really holds, its garbage collected first; once, or now and then while something runs.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { z } from 'zod'

setFlagsFromString('--expose_gc')
const collect = z.function().parse(runInNewContext('gc'))

export function heldBytes(): number {
  for (let i = 0; i < 3; i++) collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Looks every `milliseconds`; the most that was held. */
export function watchMemory(milliseconds: number): { most: () => number } {
  let most = 0
  const timer = setInterval(() => (most = Math.max(most, heldBytes())), milliseconds)
  return {
    most: () => {
      clearInterval(timer)
      return Math.max(most, heldBytes())
    },
  }
}
