// The fake's limits, by its own clock: a true sliding window, searches a second, calls a day, with HubSpot's bodies and headers.
// https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
import type { FakeAnswer } from './fake-objects'

export interface LimitOptions {
  /** Requests in 10 seconds for each account, default 190; null: no limit. Searches do not count. */
  burst?: number | null
  /** Milliseconds that count as ten seconds of the limit, default 10,000: a faster world for measurements. */
  window?: number
  /** Searches in a second for each account, default 5; null: no limit. */
  searches?: number | null
  /** Calls that are left for today, for each account; default: no limit. */
  daily?: number
  /** Calls of a day for each account, default 250,000. */
  perDay?: number
}

const refusal = (message: string, policyName: string): FakeAnswer => ({
  status: 429,
  body: { status: 'error', message, errorType: 'RATE_LIMIT', correlationId: '00000000-0000-4000-8000-000000000000', policyName },
})

export class FakeLimits {
  readonly #options: LimitOptions
  readonly #arrived = new Map<string, number[]>()
  readonly #today = new Map<number, number>()

  constructor(options: LimitOptions) {
    this.#options = options
  }

  /** Counts one request; the refusal when it was one too many. */
  take(portalId: number, isSearch: boolean): { refused: FakeAnswer | null; headers: Record<string, string> } {
    const { burst = 190, window = 10_000, searches = 5, daily } = this.#options
    const used = (this.#today.get(portalId) ?? 0) + 1
    this.#today.set(portalId, used)
    if (daily !== undefined && used > daily) return { refused: refusal('You have reached your daily limit.', 'DAILY'), headers: {} }
    if (isSearch) {
      // The answers of the search carry no headers about limits.
      const isFine = searches === null || this.#fits(`${portalId} search`, searches, window / 10) !== null
      return { refused: isFine ? null : refusal('You have reached your secondly limit.', 'SECONDLY'), headers: {} }
    }
    // Answers to OAuth apps do not speak of the day.
    const day = daily === undefined ? {} : { 'x-hubspot-ratelimit-daily': String(this.#options.perDay ?? 250_000), 'x-hubspot-ratelimit-daily-remaining': String(daily - used) }
    if (burst === null) return { refused: null, headers: day }
    const left = this.#fits(`${portalId}`, burst, window)
    const headers = {
      ...day,
      'x-hubspot-ratelimit-max': String(burst),
      'x-hubspot-ratelimit-remaining': String(left ?? 0),
      'x-hubspot-ratelimit-interval-milliseconds': String(window),
    }
    return left === null
      ? { refused: refusal('You have reached your ten_secondly_rolling limit.', 'TEN_SECONDLY_ROLLING'), headers }
      : { refused: null, headers }
  }

  /** How many more would fit; null when this one does not. */
  #fits(key: string, most: number, window: number): number | null {
    const now = performance.now()
    const times = (this.#arrived.get(key) ?? []).filter((at) => at > now - window)
    this.#arrived.set(key, times)
    if (times.length >= most) return null
    times.push(now)
    return most - times.length
  }
}
