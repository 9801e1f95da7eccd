// What becomes of a change that the other system did not take.
import { CrmError, errorCodes } from '@/lib/shared/errors'

/**
 * `wait`: the system is the trouble, all changes of the customer wait. `hold`: a person must act first. `retry`: this change
 * alone is tried again. `bury`: given up, visible, replayable. `settle`: it will never be possible, and that is known.
 */
export type Verdict =
  | { kind: 'wait'; delay: number; error: string }
  | { kind: 'hold'; delay: number; error: string }
  | { kind: 'retry'; delay: number; error: string }
  | { kind: 'bury'; error: string }
  | { kind: 'settle'; note: string }

/** Milliseconds. */
const firstDelay = 5_000
const longestDelay = 15 * 60_000
/** A change that waits for a person looks for itself once a day; `releaseWaiting` is quicker. */
export const holdDelay = 24 * 60 * 60_000

/** A refused change is sent once more with what the mirror holds by then. */
const refusedGoes = 2
/** An answer that cannot be read, or a fault of our own, does not mend by waiting for ever. */
const oddGoes = 8

/** @param attempts how often it had failed before; @param random from 0 to 1 */
export function judge(error: unknown, attempts: number, random: number): Verdict {
  const said = errorText(error)
  const backOff = Math.min(firstDelay * 2 ** Math.min(attempts, 20), longestDelay)
  const jittered = Math.round(backOff / 2 + (random * backOff) / 2)
  if (!(error instanceof CrmError))
    return attempts + 1 >= oddGoes ? { kind: 'bury', error: said } : { kind: 'retry', delay: jittered, error: said }
  const asked = (error.retryAfter ?? 0) * 1000
  // What was asked for is the least: everybody who waits comes back at a different moment after it.
  const delay = asked > 0 ? Math.round(asked + (random * backOff) / 2) : jittered
  switch (error.code) {
    case 'rate_limited':
    case 'unavailable':
      return { kind: 'wait', delay, error: said }
    case 'auth_expired':
    case 'forbidden':
      return { kind: 'hold', delay: holdDelay, error: said }
    case 'unsupported':
      return { kind: 'settle', note: said }
    case 'bad_response':
      return attempts + 1 >= oddGoes ? { kind: 'bury', error: said } : { kind: 'wait', delay, error: said }
    default:
      return attempts + 1 >= refusedGoes ? { kind: 'bury', error: said } : { kind: 'retry', delay, error: said }
  }
}

/** Codes, reasons and names of fields: nothing that a person wrote. */
export const errorText = (error: unknown): string =>
  error instanceof CrmError
    ? [
        ...new Set([error.code, error.reason]),
        ...error.issues.map(({ path, reason }) => `${path.slice(0, 2).join('.')}: ${reason}`),
      ]
        .join(', ')
        .slice(0, 300)
    : `unexpected ${error instanceof Error ? error.name : typeof error}`

/**
 * What `errorText` wrote, for people: why, in words from the most exact to the code, and which fields. The reason is
 * `unexpected` for what is no refusal of a system.
 */
export function readErrorText(text: string): { reasons: string[]; fields: string[] } {
  const [code = '', ...rest] = text.split(', ')
  if (!errorCodes.some((known) => known === code)) return { reasons: ['unexpected'], fields: [] }
  const issues = rest.flatMap((part) => {
    const [, field, why] = /^(.+): ([a-z_]+)$/.exec(part) ?? []
    return field === undefined || why === undefined ? [] : [{ field, why }]
  })
  const named = rest.slice(0, 1).filter((reason) => /^[a-z_]+$/.test(reason))
  return {
    reasons: [...new Set([...named, ...issues.map(({ why }) => why), code])],
    fields: [...new Set(issues.map(({ field }) => field))],
  }
}
