// Slows password guessing: few checks an account, more an address, each in a window that ends by itself.
import 'server-only'
import { createHash } from 'node:crypto'
import { type Limit, clearEndedWindows, returnPoint, takePoint } from '@/lib/db/rate-limiter'
import { CrmError } from '@/lib/shared/errors'

const window = 15 * 60
const perAccount: Limit = { keyPrefix: 'sign-in-account', points: 10, duration: window }
/** A whole shop may share one address. */
const perAddress: Limit = { keyPrefix: 'sign-in-address', points: 100, duration: window }

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

/**
 * Counts one password check. `email` lower-case, known or not; `address` the caller's, null when unknown.
 * Throws `rate_limited` (`sign_in_throttled`, `params.minutes`, `retryAfter` seconds).
 */
export async function countPasswordCheck(email: string, address: string | null): Promise<void> {
  const waits = await Promise.all([
    takePoint(perAccount, digest(email)),
    address === null ? null : takePoint(perAddress, digest(address)),
  ])
  const wait = Math.max(...waits.map((milliseconds) => milliseconds ?? 0))
  if (Math.random() < 0.01) await clearEndedWindows()
  if (wait === 0) return
  const seconds = Math.max(1, Math.ceil(wait / 1000))
  throw new CrmError('rate_limited', 'Too many password checks', {
    reason: 'sign_in_throttled',
    params: { minutes: Math.ceil(seconds / 60) },
    retryAfter: seconds,
  })
}

/** A right password does not count: only guesses do. */
export async function forgetPasswordCheck(email: string, address: string | null): Promise<void> {
  await Promise.all([returnPoint(perAccount, digest(email)), address === null ? null : returnPoint(perAddress, digest(address))])
}
