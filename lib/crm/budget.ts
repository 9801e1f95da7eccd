// What an account may still ask for: never more than the vendor's limit in any window, people before jobs.
import type { Limit, Priority } from './http'

/** Part of a window that jobs leave to people. */
const reserved = 0.05
/** The vendor's clock and the way there are not ours: windows are taken a little longer than stated. */
const skew = 1.01

export interface BudgetClock {
  now(): number
  wait(milliseconds: number, wake: () => void): void
}

const realClock: BudgetClock = {
  now: () => performance.now(),
  wait: (milliseconds, wake) => void setTimeout(wake, milliseconds),
}

/** One limit's sliding window. `take` resolves when a request may be sent; first come, first served within a priority. */
export class Budget {
  readonly #limit: Limit
  readonly #clock: BudgetClock
  readonly #sent: number[] = []
  readonly #waiting: Record<Priority, (() => void)[]> = { interactive: [], background: [] }
  #pausedUntil = 0
  #wakeAt = Infinity

  constructor(limit: Limit, clock: BudgetClock = realClock) {
    this.#limit = limit
    this.#clock = clock
  }

  take(priority: Priority): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting[priority].push(resolve)
      this.#serve()
    })
  }

  /** After the vendor said "too many": nothing for so long. */
  pause(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + milliseconds)
  }

  /** Requests in the window, of what is allowed. */
  used(): { used: number; of: number } {
    this.#forget()
    return { used: this.#sent.length, of: this.#limit.requests }
  }

  #forget(): void {
    const since = this.#clock.now() - this.#limit.per * skew
    while (this.#sent[0] !== undefined && this.#sent[0] <= since) this.#sent.shift()
  }

  #serve(): void {
    this.#forget()
    const now = this.#clock.now()
    for (const [priority, most] of this.#shares())
      while (now >= this.#pausedUntil && this.#sent.length < most) {
        const next = this.#waiting[priority].shift()
        if (next === undefined) break
        this.#sent.push(now)
        next()
      }
    this.#sleep(now)
  }

  #shares(): [Priority, number][] {
    const { requests } = this.#limit
    return [
      ['interactive', requests],
      ['background', Math.max(1, Math.floor(requests * (1 - reserved)))],
    ]
  }

  #sleep(now: number): void {
    const due = this.#shares().flatMap(([priority, most]) => {
      if (this.#waiting[priority].length === 0) return []
      const freeing = this.#sent[this.#sent.length - most]
      return [Math.max(this.#pausedUntil, freeing === undefined ? now : freeing + this.#limit.per * skew)]
    })
    const at = Math.min(...due)
    if (at === Infinity || at >= this.#wakeAt) return
    this.#wakeAt = at
    this.#clock.wait(Math.max(1, at - now), () => {
      this.#wakeAt = Infinity
      this.#serve()
    })
  }
}
