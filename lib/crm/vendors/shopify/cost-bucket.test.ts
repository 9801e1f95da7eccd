// Points are waited for by Shopify's own figures; people go before jobs.
import { expect, test } from 'vitest'
import type { BudgetClock } from '../../budget'
import { CostBucket } from './cost-bucket'

/** A clock that jumps to whoever waits. */
function jumpingClock(): BudgetClock & { passed(): number } {
  let now = 0
  return {
    now: () => now,
    wait: (milliseconds, wake) => {
      now += milliseconds
      queueMicrotask(wake)
      return () => undefined
    },
    passed: () => now,
  }
}

const status = (currentlyAvailable: number) => ({ maximumAvailable: 1_000, currentlyAvailable, restoreRate: 100 })

test('nothing is waited for before the first answer', async () => {
  const clock = jumpingClock()
  const bucket = new CostBucket(clock)
  const points = await bucket.take('Customers', 'background')
  points.settle(400, status(600))
  expect(clock.passed()).toBe(0)
})

test('the missing points are waited for, not more, and those that are promised count as gone', async () => {
  const clock = jumpingClock()
  const bucket = new CostBucket(clock)
  ;(await bucket.take('Customers', 'interactive')).settle(400, status(300))
  const held = await bucket.take('Customers', 'interactive')
  expect(clock.passed()).toBeGreaterThanOrEqual(1_000)
  expect(clock.passed()).toBeLessThan(1_050)
  await bucket.take('Customers', 'interactive')
  expect(clock.passed()).toBeGreaterThanOrEqual(5_000)
  held.settle(null, null)
})

test('a job leaves a tenth to people', async () => {
  const clock = jumpingClock()
  const bucket = new CostBucket(clock)
  ;(await bucket.take('Shop', 'background')).settle(10, status(105))
  await bucket.take('Shop', 'interactive')
  expect(clock.passed()).toBe(0)
  await bucket.take('Shop', 'background')
  expect(clock.passed()).toBeGreaterThan(100)
})

test('a call that is larger than the bucket goes when it is full', async () => {
  const clock = jumpingClock()
  const bucket = new CostBucket(clock)
  ;(await bucket.take('Orders', 'background')).settle(5_000, status(900))
  await bucket.take('Orders', 'background')
  expect(clock.passed()).toBeLessThan(1_050)
})

test('what takes longer than somebody waits is said at once', async () => {
  const clock = jumpingClock()
  const bucket = new CostBucket(clock)
  ;(await bucket.take('Orders', 'interactive')).settle(900, { maximumAvailable: 1_000, currentlyAvailable: 0, restoreRate: 50 })
  await expect(bucket.take('Orders', 'interactive')).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 19 })
  expect(clock.passed()).toBe(0)
})
