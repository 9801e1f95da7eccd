// What this process remembers of each vendor account it calls: its budgets and whether it answers at all.
import {
  type CircuitBreakerPolicy,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
  isBrokenCircuitError,
} from 'cockatiel'
import { CrmError } from '@/lib/shared/errors'
import { Budget, type BudgetClock, realClock } from './budget'
import type { HttpAnswer, Limit, VendorHttpConfig } from './http'
import { isOutage, mostAttempts } from './http-failure'

/** Failures in a row after which an account's calls are refused here, and for how many milliseconds. */
const breakerPatience = 8
const breakerRest = 10_000

type Limits = Pick<VendorHttpConfig, 'limits' | 'learnLimits'>

/** Part of a limit that is used until the first answer has told the account's own. */
const slowly = 0.1

/** The one with the lower rate; of equal ones the one with fewer requests at once. */
function tighter(stated: Limit, learned: Limit | undefined): Limit {
  if (learned === undefined) return stated
  const [one, other] = [stated.requests * learned.per, learned.requests * stated.per]
  return other < one || (other === one && learned.requests < stated.requests) ? learned : stated
}

const isLimit = ({ requests, per }: Limit): boolean =>
  Number.isSafeInteger(requests) && requests >= 1 && per > 0 && per < 86_400_000

export class HttpAccount {
  readonly #vendor: string
  readonly #clock: BudgetClock
  readonly #budgets = new Map<string, Budget>()
  readonly #learned = new Map<string, Limit>()
  /** Buckets that an answer came back from. */
  readonly #heard = new Set<string>()
  readonly #breaker: CircuitBreakerPolicy
  #openedAt = 0
  #running = 0

  constructor(vendor: string, clock: BudgetClock) {
    this.#vendor = vendor
    this.#clock = clock
    this.#breaker = circuitBreaker(handleAll, {
      halfOpenAfter: breakerRest,
      breaker: new ConsecutiveBreaker(breakerPatience),
    })
    this.#breaker.onBreak(() => (this.#openedAt = Date.now()))
  }

  /** A bucket without a limit of its own is counted with `default`. The newest statement of a limit counts. */
  budget(config: Limits, bucket?: string): Budget {
    const name = nameOf(config, bucket)
    const limit = this.#limitOf(config, name)
    const known = this.#budgets.get(name) ?? new Budget(limit, this.#clock)
    this.#budgets.set(name, known)
    known.limit = limit
    return known
  }

  /** Keeps what an answer to a request of this bucket says of the account's limits. */
  hear(config: Limits, bucket: string | undefined, headers: HttpAnswer['headers']): void {
    if (config.learnLimits === undefined) return
    for (const [name, limit] of Object.entries(config.learnLimits(headers) ?? {}))
      if (isLimit(limit)) this.#learned.set(nameOf(config, name), limit)
    this.#heard.add(nameOf(config, bucket))
    for (const [name, budget] of this.#budgets) budget.limit = this.#limitOf(config, name)
  }

  #limitOf(config: Limits, name: string): Limit {
    const limit = tighter(config.limits[name] ?? config.limits.default, this.#learned.get(name))
    if (config.learnLimits === undefined || this.#heard.has(name)) return limit
    return { ...limit, requests: Math.max(1, Math.floor(limit.requests * slowly)) }
  }

  /**
   * Runs a call unless the account has just failed again and again; after a rest one call is let through to see, with a
   * single attempt, and the others wait for how it ends. Any answer that is no outage, a 4xx included, is a success.
   */
  async guard<T>(call: (attempts: number) => Promise<T>): Promise<T> {
    this.#running += 1
    try {
      const settled = await this.#breaker.execute(async () => {
        const attempts = this.#breaker.state === CircuitState.Closed ? mostAttempts : 1
        try {
          return { value: await call(attempts) }
        } catch (error) {
          if (isOutage(error)) throw error
          return { error }
        }
      })
      if ('error' in settled) throw settled.error
      return settled.value
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error
      const rest = Math.max(1, Math.ceil((this.#openedAt + breakerRest - Date.now()) / 1000))
      throw new CrmError('unavailable', `${this.#vendor} does not answer; it is left alone for a moment`, { retryAfter: rest })
    } finally {
      this.#running -= 1
    }
  }

  use(): Record<string, { used: number; of: number }> {
    return Object.fromEntries([...this.#budgets].map(([bucket, budget]) => [bucket, budget.used()]))
  }

  isBusy(): boolean {
    return this.#running > 0
  }

  /** Whether nothing would be lost by forgetting it. */
  isIdle(): boolean {
    const budgets = [...this.#budgets.values()]
    return !this.isBusy() && this.#breaker.state === CircuitState.Closed && budgets.every((budget) => budget.isIdle())
  }
}

const nameOf = ({ limits }: Limits, bucket = 'default'): string => (Object.hasOwn(limits, bucket) ? bucket : 'default')

/** Accounts by vendor and name, the one used longest ago first. */
export class HttpAccounts {
  readonly #clock: BudgetClock
  readonly #most: number
  readonly #known = new Map<string, HttpAccount>()

  /** @param most accounts that are kept although they are idle */
  constructor(clock: BudgetClock = realClock, most = 1_000) {
    this.#clock = clock
    this.#most = most
  }

  of(vendor: string, account: string): HttpAccount {
    const key = `${vendor} ${account}`
    const found = this.#known.get(key)
    if (found === undefined && this.#known.size >= this.#most) this.#forget()
    const known = found ?? new HttpAccount(vendor, this.#clock)
    this.#known.delete(key)
    this.#known.set(key, known)
    return known
  }

  use(vendor: string, account: string): Record<string, { used: number; of: number }> {
    return this.#known.get(`${vendor} ${account}`)?.use() ?? {}
  }

  get size(): number {
    return this.#known.size
  }

  /** The idle ones; without any, the one used longest ago that has no call under way. */
  #forget(): void {
    const entries = [...this.#known]
    const idle = entries.filter(([, account]) => account.isIdle())
    const gone = idle.length > 0 ? idle : entries.filter(([, account]) => !account.isBusy()).slice(0, 1)
    for (const [key] of gone) this.#known.delete(key)
  }
}

export const accountsOfThisProcess = new HttpAccounts()
