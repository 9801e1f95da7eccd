// The org's day: calls of all its apps count together, so jobs stop while there is still room for people.
// https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm
import { CrmError } from '@/lib/shared/errors'
import type { Priority } from '../../http'

/** Part of the day's calls that jobs may use up, with everybody else's. */
const share = 0.8
/** Milliseconds after which one job asks how things stand now. */
const rest = 15 * 60_000
const most = 2_000

const usage = new Map<string, { part: number; at: number }>()

/** Reads `api-usage=10018/100000`; what is no such header changes nothing. */
export function noteUsage(account: string, header: string | undefined, now = Date.now()): void {
  const match = /api-usage=(\d+)\/(\d+)/.exec(header ?? '')
  const [used, of] = [Number(match?.[1]), Number(match?.[2])]
  if (!(of > 0)) return
  usage.delete(account)
  usage.set(account, { part: used / of, at: now })
  const [oldest] = usage.keys()
  if (usage.size > most && oldest !== undefined) usage.delete(oldest)
}

/** Throws `rate_limited` (`daily_limit`) to a job when the day is nearly used up. */
export function refuseWhenUsedUp(account: string, priority: Priority, now = Date.now()): void {
  const known = usage.get(account)
  if (priority === 'interactive' || known === undefined || known.part < share) return
  const left = known.at + rest - now
  if (left <= 0) {
    // This one finds out; the others wait for what it brings.
    known.at = now
    return
  }
  throw new CrmError('rate_limited', 'The org’s calls of the day are nearly used up', {
    reason: 'daily_limit',
    retryAfter: Math.ceil(left / 1000),
  })
}
