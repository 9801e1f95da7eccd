// Counters shared by all processes, in the table login_throttle.
import 'server-only'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { database } from './client'

/** `keyPrefix` tells limiters apart; at most `points` in a fixed window of `duration` seconds. */
export interface Limit {
  keyPrefix: string
  points: number
  duration: number
}

const limiter = (limit: Limit): RateLimiterPostgres =>
  new RateLimiterPostgres({
    ...limit,
    storeClient: database().pool,
    storeType: 'pool',
    tableName: 'login_throttle',
    tableCreated: true,
    clearExpiredByTimeout: false,
  })

/** Takes one point; the milliseconds to wait when none is left, else null. Atomic across processes. */
export async function takePoint(limit: Limit, key: string): Promise<number | null> {
  try {
    await limiter(limit).consume(key)
    return null
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext
    throw refusal
  }
}

/** Gives one point back. */
export async function returnPoint(limit: Limit, key: string): Promise<void> {
  await limiter(limit).reward(key)
}

/** Forgets windows that ended over an hour ago. */
export const clearEndedWindows = async (): Promise<void> => {
  await database().pool.query('delete from login_throttle where expire < $1', [Date.now() - 3_600_000])
}
