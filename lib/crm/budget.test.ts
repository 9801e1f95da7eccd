// A vendor's limit is kept in every window, whoever asks; people go before jobs; a job reads near the limit.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Budget, type BudgetClock } from './budget'

/** Time that passes only when everything waits. */
function virtualClock(): BudgetClock & { run(): Promise<void> } {
  let now = 0
  const alarms: { at: number; wake: () => void }[] = []
  return {
    now: () => now,
    wait: (milliseconds, wake) => void alarms.push({ at: now + milliseconds, wake }),
    run: async () => {
      for (;;) {
        for (let i = 0; i < 5; i++) await Promise.resolve()
        alarms.sort((a, b) => a.at - b.at)
        const next = alarms.shift()
        if (next === undefined) return
        now = Math.max(now, next.at)
        next.wake()
      }
    },
  }
}

const mostInAnyWindow = (times: number[], per: number): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + per).length))

describe('Budget', () => {
  test('property: no window holds more than the limit, and nobody waits for ever', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 10, max: 2_000 }),
        fc.array(fc.constantFrom('interactive' as const, 'background' as const), { maxLength: 80 }),
        async (requests, per, callers) => {
          const clock = virtualClock()
          const budget = new Budget({ requests, per }, clock)
          const times: number[] = []
          const all = Promise.all(callers.map((priority) => budget.take(priority).then(() => times.push(clock.now()))))
          await clock.run()
          await all
          expect(times).toHaveLength(callers.length)
          expect(mostInAnyWindow(times, per)).toBeLessThanOrEqual(requests)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('1,000 reads at 190 in 10 s take at most 1.10 of the floor', async () => {
    const clock = virtualClock()
    const budget = new Budget({ requests: 190, per: 10_000 }, clock)
    let last = 0
    const all = Promise.all(Array.from({ length: 1_000 }, () => budget.take('background').then(() => (last = clock.now()))))
    await clock.run()
    await all
    const floor = (1_000 / 190) * 10_000
    expect(last / floor).toBeLessThanOrEqual(1.1)
    expect(last / floor).toBeGreaterThan(0.8)
  })

  test('people are served before jobs that came first, and jobs leave them room', async () => {
    const clock = virtualClock()
    const budget = new Budget({ requests: 20, per: 1_000 }, clock)
    const order: string[] = []
    const jobs = Promise.all(Array.from({ length: 40 }, (_, at) => budget.take('background').then(() => order.push(`job ${at}`))))
    await Promise.resolve()
    expect(budget.used()).toEqual({ used: 19, of: 20 })
    const person = budget.take('interactive').then(() => order.push('person'))
    await person
    expect(clock.now()).toBe(0)
    await clock.run()
    await jobs
    expect(order.indexOf('person')).toBe(19)
    expect(order.filter((one) => one !== 'person')).toEqual(Array.from({ length: 40 }, (_, at) => `job ${at}`))
  })

  test('a pause holds everybody', async () => {
    const clock = virtualClock()
    const budget = new Budget({ requests: 5, per: 100 }, clock)
    budget.pause(3_000)
    const person = budget.take('interactive')
    await clock.run()
    await person
    expect(clock.now()).toBeGreaterThanOrEqual(3_000)
  })
})
