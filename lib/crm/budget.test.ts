// A vendor's limit is kept in every window, by the vendor's own clock; people go before jobs; a job reads near the limit.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { virtualClock } from '@/lib/test/clocks'
import { Budget } from './budget'
import type { Limit, Priority } from './http'

/** A vendor that counts what arrives, by a clock that runs `drift` times as fast as ours. */
function vendorWith({ requests, per }: Limit, clock: { now(): number }, drift = 1) {
  const arrived: number[] = []
  let refused = 0
  return {
    arrive: () => {
      const now = clock.now() * drift
      while (arrived[0] !== undefined && arrived[0] <= now - per) arrived.shift()
      if (arrived.length >= requests) refused += 1
      arrived.push(now)
    },
    refused: () => refused,
  }
}

async function read(
  count: number,
  readers: number,
  limit: Limit,
  delays: () => { way: number; work: number },
): Promise<{ took: number; refused: number }> {
  const clock = virtualClock()
  const budget = new Budget(limit, clock)
  const vendor = vendorWith(limit, clock, 0.9995)
  let left = count
  const reader = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const slot = await budget.take('background')
      const { way, work } = delays()
      await clock.sleep(way)
      vendor.arrive()
      await clock.sleep(work)
      slot.done()
    }
  }
  const all = Promise.all(Array.from({ length: readers }, reader))
  await clock.run()
  await all
  return { took: clock.now(), refused: vendor.refused() }
}

const limit = { requests: 190, per: 10_000 }
const floorOf = (count: number): number => (count / limit.requests) * limit.per

describe('the limit', () => {
  test('property: whatever the way there and the work take, the vendor never has to refuse, and everybody is served', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 10, max: 3_000 }),
        fc.array(
          fc.record({
            priority: fc.constantFrom<Priority>('interactive', 'background'),
            after: fc.nat(400),
            way: fc.nat(900),
            work: fc.nat(2_000),
          }),
          { maxLength: 60 },
        ),
        async (requests, per, callers) => {
          const clock = virtualClock()
          const budget = new Budget({ requests, per }, clock)
          const vendor = vendorWith({ requests, per }, clock)
          let served = 0
          let refusedHere = 0
          const all = Promise.all(
            callers.map(async ({ priority, after, way, work }) => {
              await clock.sleep(after)
              const slot = await budget.take(priority).catch(() => null)
              if (slot === null) return (refusedHere += 1)
              await clock.sleep(way)
              vendor.arrive()
              served += 1
              await clock.sleep(work)
              slot.done()
            }),
          )
          await clock.run()
          await all
          expect(vendor.refused()).toBe(0)
          expect(served + refusedHere).toBe(callers.length)
          // Only people are told to come back later, and only when their turn is far.
          if (callers.every(({ priority }) => priority === 'background')) expect(refusedHere).toBe(0)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('1,000 reads at 190 in 10 s take at most 1.10 of the floor, and the vendor refuses none (P9)', async () => {
    for (const readers of [8, 40, 200]) {
      const { took, refused } = await read(1_000, readers, limit, () => ({
        way: 20 * Math.random(),
        work: 30 + 170 * Math.random(),
      }))
      expect(refused).toBe(0)
      expect(took / floorOf(1_000)).toBeLessThanOrEqual(1.1)
    }
  })

  test('so does a long read, where the first burst no longer counts', async () => {
    const { took, refused } = await read(6_000, 30, limit, () => ({ way: 20 * Math.random(), work: 30 + 170 * Math.random() }))
    expect(refused).toBe(0)
    expect(took / floorOf(6_000)).toBeLessThanOrEqual(1.1)
    expect(took / floorOf(6_000)).toBeGreaterThan(1)
  })

  test('an answer that never comes gives its place back', async () => {
    const clock = virtualClock()
    const budget = new Budget({ requests: 1, per: 100 }, clock)
    await budget.take('background')
    const second = budget.take('background')
    await clock.run()
    await second
    expect(clock.now()).toBeGreaterThan(1_100)
    expect(clock.now()).toBeLessThan(1_110)
  })

  test('a new statement of the limit counts from the next request on', async () => {
    const clock = virtualClock()
    const budget = new Budget({ requests: 100, per: 1_000 }, clock)
    budget.limit = { requests: 2, per: 1_000 }
    const times: number[] = []
    const all = Promise.all(
      [1, 2, 3].map(() =>
        budget.take('interactive').then((slot) => {
          times.push(clock.now())
          slot.done()
        }),
      ),
    )
    await clock.run()
    await all
    expect(times).toEqual([0, 0, expect.any(Number)])
    expect(times[2]).toBeGreaterThan(1_000)
  })
})

describe('people and jobs', () => {
  test('people are served before jobs that came first; jobs keep their order', async () => {
    const clock = virtualClock()
    const budget = new Budget({ requests: 10, per: 1_000 }, clock)
    const order: string[] = []
    const ask = (priority: Priority, name: string) =>
      budget.take(priority).then((slot) => {
        order.push(name)
        slot.done()
      })
    const jobs = Array.from({ length: 30 }, (_, at) => ask('background', `job ${at}`))
    const people = Array.from({ length: 3 }, (_, at) => ask('interactive', `person ${at}`))
    await clock.run()
    await Promise.all([...jobs, ...people])
    expect(order.filter((one) => one.startsWith('job'))).toEqual(Array.from({ length: 30 }, (_, at) => `job ${at}`))
    expect(order.filter((one) => one.startsWith('person'))).toEqual(['person 0', 'person 1', 'person 2'])
    // The jobs left one place; the next window's first places are the people's.
    expect(order.slice(9, 12)).toEqual(['person 0', 'person 1', 'person 2'])
  })

  test('jobs leave 4% to people elsewhere, and 10% once somebody asked here within the last minute', async () => {
    const clock = virtualClock()
    const budget = new Budget(limit, clock)
    const jobs = () => Array.from({ length: 200 }, () => budget.take('background').catch(() => null))
    void jobs()
    await Promise.resolve()
    expect(budget.used()).toEqual({ used: 182, of: 190 })
    const later = new Budget(limit, clock)
    ;(await later.take('interactive')).done()
    for (let at = 0; at < 200; at++) void later.take('background')
    expect(later.used()).toEqual({ used: 171, of: 190 })
    // People have the rest at once.
    for (let at = 0; at < 19; at++) await later.take('interactive')
    expect(later.used()).toEqual({ used: 190, of: 190 })
  })

  test('the smallest limit is a job’s too', async () => {
    const budget = new Budget({ requests: 1, per: 1_000 }, virtualClock())
    await budget.take('background')
    expect(budget.used()).toEqual({ used: 1, of: 1 })
  })

  test('a person whose turn is far away is told after 15 seconds; a job waits', async () => {
    const clock = virtualClock()
    const budget = new Budget({ requests: 1, per: 60_000 }, clock)
    ;(await budget.take('interactive')).done()
    const person = expect(budget.take('interactive')).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 60 })
    let told = 0
    void person.then(() => (told = clock.now()))
    const job = budget.take('background')
    await clock.run()
    await person
    await job
    expect(told).toBe(15_000)
    expect(clock.now()).toBeGreaterThan(60_000)
  })
})

describe('a pause', () => {
  test('holds everybody, and is longest when two were asked', async () => {
    const clock = virtualClock()
    const budget = new Budget({ requests: 5, per: 100 }, clock)
    budget.pause(3_000)
    budget.pause(1_000)
    const both = Promise.all([budget.take('interactive'), budget.take('background')])
    await clock.run()
    await both
    expect(clock.now()).toBeGreaterThanOrEqual(3_000)
    expect(clock.now()).toBeLessThan(3_100)
  })

  test('that is longer than one waits is told at once, to those who wait already too', async () => {
    const clock = virtualClock()
    const budget = new Budget({ requests: 1, per: 10_000 }, clock)
    ;(await budget.take('interactive')).done()
    const early = [budget.take('interactive'), budget.take('background')].map((one) =>
      expect(one).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 3_600 }),
    )
    budget.pause(3_600_000)
    await Promise.all(early)
    await expect(budget.take('background')).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 3_600 })
    expect(clock.now()).toBe(0)
  })

  test('of years ends after an hour', async () => {
    const clock = virtualClock()
    const budget = new Budget({ requests: 1, per: 100 }, clock)
    budget.pause(1e15)
    const hour = clock.sleep(3_600_001)
    await clock.run()
    await hour
    await budget.take('interactive')
    expect(budget.used().used).toBe(1)
  })
})

test('it is idle when nothing counts, nobody waits and no pause runs', async () => {
  const clock = virtualClock()
  const budget = new Budget({ requests: 1, per: 100 }, clock)
  expect(budget.isIdle()).toBe(true)
  const slot = await budget.take('interactive')
  expect(budget.isIdle()).toBe(false)
  slot.done()
  const wait = clock.sleep(200)
  await clock.run()
  await wait
  expect(budget.isIdle()).toBe(true)
  budget.pause(10)
  expect(budget.isIdle()).toBe(false)
})
