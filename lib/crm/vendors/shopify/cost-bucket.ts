// What a shop's bucket of points holds now, by Shopify's own figures: how full, how large, how fast it fills up again.
// https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
import { CrmError } from '@/lib/shared/errors'
import { type BudgetClock, patience, realClock } from '../../budget'
import type { Priority } from '../../http'

export interface ThrottleStatus {
  maximumAvailable: number
  currentlyAvailable: number
  /** Points a second. */
  restoreRate: number
}

/** A right to send one call; its points are held until it is settled. */
export interface Points {
  /** @param asked what Shopify wanted for the call; null: it did not say */
  settle(asked: number | null, status: ThrottleStatus | null): void
}

/** Part of the bucket that jobs leave to people. */
const reserve: Record<Priority, number> = { interactive: 0, background: 0.1 }
/** Points of a call that was never made before. */
const firstGuess = 20

export class CostBucket {
  readonly #clock: BudgetClock
  /** Of each operation, as Shopify asked for it last. */
  readonly #costs = new Map<string, number>()
  #status: (ThrottleStatus & { at: number }) | null = null
  /** Of calls that are under way. */
  #promised = 0

  constructor(clock: BudgetClock = realClock) {
    this.#clock = clock
  }

  /**
   * Waits until the call's points are there; until the first answer nothing is known and nothing is waited for. Throws
   * `rate_limited` with `retryAfter` when that takes longer than this priority waits.
   */
  async take(name: string, priority: Priority): Promise<Points> {
    const cost = this.#costs.get(name) ?? firstGuess
    const end = this.#clock.now() + patience[priority]
    for (let wait = this.#waitFor(cost, priority); wait > 0; wait = this.#waitFor(cost, priority)) {
      if (this.#clock.now() + wait > end)
        throw new CrmError('rate_limited', 'The shop’s points are used up for now', { retryAfter: Math.ceil(wait / 1000) })
      const pause = wait
      await new Promise<void>((resolve) => void this.#clock.wait(pause, resolve))
    }
    this.#promised += cost
    return {
      settle: (asked, status) => {
        this.#promised = Math.max(0, this.#promised - cost)
        if (asked !== null) this.#costs.set(name, asked)
        if (status !== null) this.#status = { ...status, at: this.#clock.now() }
      },
    }
  }

  /** Milliseconds until so many points are there, beside what is promised and what is left to people. */
  #waitFor(cost: number, priority: Priority): number {
    if (this.#status === null) return 0
    const { maximumAvailable, currentlyAvailable, restoreRate, at } = this.#status
    const full = Math.min(maximumAvailable, currentlyAvailable + ((this.#clock.now() - at) / 1000) * restoreRate)
    // A call that is larger than what is ever free goes when the bucket is full.
    const wanted = Math.min(cost + maximumAvailable * reserve[priority] + this.#promised, maximumAvailable)
    return wanted <= full ? 0 : Math.ceil(((wanted - full) / restoreRate) * 1000) + 1
  }
}

/** One a shop and process; the one used longest ago is forgotten first. */
const buckets = new Map<string, CostBucket>()
const most = 2_000

export function bucketOf(account: string): CostBucket {
  const known = buckets.get(account) ?? new CostBucket()
  buckets.delete(account)
  buckets.set(account, known)
  const [oldest] = buckets.keys()
  if (buckets.size > most && oldest !== undefined) buckets.delete(oldest)
  return known
}
