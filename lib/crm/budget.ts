// What an account may still ask for: never more than the vendor's limit in any window, people before jobs.
import { CrmError } from '@/lib/shared/errors'
import type { Limit, Priority } from './http'

/** Milliseconds since any fixed moment; `wait` answers how to call it off. */
export interface BudgetClock {
  now(): number
  wait(milliseconds: number, wake: () => void): () => void
}

/** Beyond 2^31 - 1 a timer fires at once; whoever wakes early looks at the clock and sleeps again. */
const longestSleep = 60 * 60_000

export const realClock: BudgetClock = {
  now: () => performance.now(),
  wait: (milliseconds, wake) => {
    const timer = setTimeout(wake, Math.min(milliseconds, longestSleep))
    return () => clearTimeout(timer)
  },
}

/**
 * Shares of a window that jobs leave to people: the small one always, for people who work in another process, the large
 * one once a person asked here within the last window (a minute at least).
 */
const reserve = { unseen: 0.04, seen: 0.1 }
const presence = 60_000

/**
 * The vendor counts a request when it arrives: after it was sent and before it was answered. Its place is kept for a
 * whole window after the answer, so that neither their clock nor the way there makes two windows overlap; an answer that
 * is slow to come counts as arrived after this many milliseconds.
 */
const longestWay = 1_000
/** Their clock may run slower than ours, and timers are whole milliseconds. */
const withMargin = (per: number): number => per * 1.002 + 2

/** Milliseconds that the vendor's "not now" and, for people, the queue are waited for. */
export const patience: Record<Priority, number> = { interactive: 5_000, background: 60_000 }
const longestQueue: Record<Priority, number> = { interactive: 15_000, background: Infinity }
/** A pause ends after an hour whatever was said: then one request finds out. */
const longestPause = 60 * 60_000

/** The right to send one request. */
export interface Slot {
  /** It was answered, or given up. */
  done(): void
}

interface Sent {
  /** When its place is free again at the latest. */
  freeAt: number
}

interface Waiting {
  serve(slot: Slot): void
  refuse(error: CrmError): void
}

/** One limit's sliding window. First come, first served within a priority. */
export class Budget {
  limit: Limit
  readonly #clock: BudgetClock
  /** In the order of sending. */
  readonly #sent: Sent[] = []
  readonly #waiting: Record<Priority, Set<Waiting>> = { interactive: new Set(), background: new Set() }
  #pausedUntil = -Infinity
  #lastPerson = -Infinity
  #alarm: { at: number; cancel: () => void } | null = null

  constructor(limit: Limit, clock: BudgetClock = realClock) {
    this.limit = limit
    this.#clock = clock
  }

  /**
   * Resolves when a request may be sent. Throws `rate_limited` with `retryAfter` at once when the vendor's pause is longer
   * than this priority waits, and to a person whose turn did not come within 15 seconds.
   */
  take(priority: Priority): Promise<Slot> {
    if (priority === 'interactive') this.#lastPerson = this.#clock.now()
    return new Promise((resolve, reject) => {
      if (this.#pauseLeft() > patience[priority]) return reject(this.#tooMany(this.#pauseLeft()))
      const queue = this.#waiting[priority]
      let callOff: (() => void) | undefined
      const waiting: Waiting = {
        serve: (slot) => {
          callOff?.()
          resolve(slot)
        },
        refuse: (error) => {
          callOff?.()
          queue.delete(waiting)
          reject(error)
        },
      }
      queue.add(waiting)
      this.#serve()
      if (longestQueue[priority] !== Infinity && queue.has(waiting))
        callOff = this.#clock.wait(longestQueue[priority], () => {
          if (queue.has(waiting)) waiting.refuse(this.#tooMany(this.limit.per))
        })
    })
  }

  /** After the vendor said "too many": nothing for so long, an hour at most. Those who do not wait that long are told. */
  pause(milliseconds: number): void {
    const until = this.#clock.now() + Math.min(milliseconds, longestPause)
    this.#pausedUntil = Math.max(this.#pausedUntil, until)
    for (const priority of ['interactive', 'background'] as const)
      if (this.#pauseLeft() > patience[priority])
        for (const waiting of [...this.#waiting[priority]]) waiting.refuse(this.#tooMany(this.#pauseLeft()))
    this.#serve()
  }

  /** Requests in the window, of what is allowed. */
  used(): { used: number; of: number } {
    this.#forget()
    return { used: this.#sent.length, of: this.limit.requests }
  }

  /** Whether nothing would be lost by forgetting it. */
  isIdle(): boolean {
    const { interactive, background } = this.#waiting
    return this.used().used === 0 && interactive.size + background.size === 0 && this.#pauseLeft() === 0
  }

  #pauseLeft(): number {
    return Math.max(0, this.#pausedUntil - this.#clock.now())
  }

  #tooMany(milliseconds: number): CrmError {
    return new CrmError('rate_limited', 'The account’s request limit is used up for now', {
      retryAfter: Math.max(1, Math.ceil(milliseconds / 1000)),
    })
  }

  /** From the oldest on: one that is answered late holds back the younger ones, for `longestWay` at most. */
  #forget(): void {
    const now = this.#clock.now()
    let free = 0
    while ((this.#sent[free]?.freeAt ?? Infinity) <= now) free += 1
    if (free > 0) this.#sent.splice(0, free)
  }

  #send(): Slot {
    const window = withMargin(this.limit.per)
    const sent: Sent = { freeAt: this.#clock.now() + longestWay + window }
    this.#sent.push(sent)
    return {
      done: () => {
        sent.freeAt = Math.min(sent.freeAt, this.#clock.now() + window)
        if (this.#waiting.interactive.size + this.#waiting.background.size > 0) this.#serve()
      },
    }
  }

  #serve(): void {
    this.#forget()
    if (this.#pauseLeft() === 0)
      for (const priority of ['interactive', 'background'] as const)
        for (const waiting of this.#waiting[priority]) {
          if (this.#sent.length >= this.#most(priority)) break
          this.#waiting[priority].delete(waiting)
          waiting.serve(this.#send())
        }
    this.#sleep()
  }

  #most(priority: Priority): number {
    const { requests, per } = this.limit
    if (priority === 'interactive') return requests
    const isSeen = this.#clock.now() - this.#lastPerson <= Math.max(per, presence)
    return Math.max(1, Math.floor(requests * (1 - (isSeen ? reserve.seen : reserve.unseen))))
  }

  /** Until the next one may be served. */
  #sleep(): void {
    const now = this.#clock.now()
    const due = (['interactive', 'background'] as const).flatMap((priority) => {
      if (this.#waiting[priority].size === 0) return []
      const freeing = this.#sent.slice(0, Math.max(0, this.#sent.length - this.#most(priority) + 1))
      return [Math.max(this.#pausedUntil, ...freeing.map(({ freeAt }) => freeAt))]
    })
    const at = Math.min(...due)
    if (at === this.#alarm?.at) return
    this.#alarm?.cancel()
    this.#alarm = null
    if (at === Infinity) return
    const cancel = this.#clock.wait(Math.max(1, Math.ceil(at - now)), () => {
      this.#alarm = null
      this.#serve()
    })
    this.#alarm = { at, cancel }
  }
}
