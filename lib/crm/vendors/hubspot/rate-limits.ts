// What HubSpot's answers say of an account's limits: the plan decides over them, and other apps use up the same day.
// https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
import { CrmError } from '@/lib/shared/errors'
import type { HttpAnswer, Limit, Priority } from '../../http'

type Headers = HttpAnswer['headers']

const count = (headers: Headers, name: string): number | null => {
  const text = headers[`x-hubspot-ratelimit-${name}`] ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}

/** Null without the two headers, which the search's answers do not have. */
export function statedLimits(headers: Headers): { default: Limit } | null {
  const [requests, per] = [count(headers, 'max'), count(headers, 'interval-milliseconds')]
  return requests === null || per === null || requests < 1 || per < 1 ? null : { default: { requests, per } }
}

/** Part of the day's calls that jobs leave to people. */
const reserve = 0.1
/** Milliseconds after which one job asks how things stand now: the day ends at the account's own midnight. */
const rest = 15 * 60_000
const most = 2_000

const days = new Map<string, { part: number; at: number }>()

/** Keeps what is left of the day. Answers to OAuth apps do not say it: nothing is kept of them. */
export function noteDay(account: string, headers: Headers, now = Date.now()): void {
  const [of, left] = [count(headers, 'daily'), count(headers, 'daily-remaining')]
  if (of === null || left === null || of < 1) return
  days.delete(account)
  days.set(account, { part: left / of, at: now })
  const [oldest] = days.keys()
  if (days.size > most && oldest !== undefined) days.delete(oldest)
}

/** Throws `rate_limited` (`daily_limit`, with `retryAfter`) to a job when the day is nearly used up; people go on. */
export function refuseLateJob(account: string, priority: Priority, now = Date.now()): void {
  const known = days.get(account)
  if (priority === 'interactive' || known === undefined || known.part >= reserve) return
  const left = known.at + rest - now
  if (left <= 0) {
    // This one finds out; the others wait for what it brings.
    known.at = now
    return
  }
  throw new CrmError('rate_limited', 'The account’s calls of the day are nearly used up', {
    reason: 'daily_limit',
    retryAfter: Math.ceil(left / 1000),
  })
}
