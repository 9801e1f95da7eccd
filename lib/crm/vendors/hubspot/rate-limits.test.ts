// Limits as HubSpot's answers state them, and a day that ends: jobs stop while there is still room for people.
import { describe, expect, test } from 'vitest'
import { noteDay, refuseLateJob, statedLimits } from './rate-limits'

describe('the rolling limit', () => {
  test('is what the two headers say', () =>
    expect(statedLimits({ 'x-hubspot-ratelimit-max': '100', 'x-hubspot-ratelimit-interval-milliseconds': '10000' })).toEqual({
      default: { requests: 100, per: 10_000 },
    }))
  test.each([
    [{}],
    [{ 'x-hubspot-ratelimit-max': '100' }],
    [{ 'x-hubspot-ratelimit-interval-milliseconds': '10000' }],
    [{ 'x-hubspot-ratelimit-max': '0', 'x-hubspot-ratelimit-interval-milliseconds': '10000' }],
    [{ 'x-hubspot-ratelimit-max': '-5', 'x-hubspot-ratelimit-interval-milliseconds': '10000' }],
    [{ 'x-hubspot-ratelimit-max': '1e9', 'x-hubspot-ratelimit-interval-milliseconds': '10000' }],
    [{ 'x-hubspot-ratelimit-max': '100, 100', 'x-hubspot-ratelimit-interval-milliseconds': '10000' }],
    [{ 'x-hubspot-ratelimit-max': '100', 'x-hubspot-ratelimit-interval-milliseconds': '0' }],
  ])('is not known from %j', (headers) => expect(statedLimits(headers)).toBeNull())
})

describe('the day', () => {
  const left = (remaining: number) => ({
    'x-hubspot-ratelimit-daily': '250000',
    'x-hubspot-ratelimit-daily-remaining': String(remaining),
  })
  const at = Date.parse('2026-11-25T10:00:00Z')
  test('that is nearly used up stops jobs and no person; one job a quarter of an hour finds out how things stand', () => {
    noteDay('a', left(25_000), at)
    expect(() => refuseLateJob('a', 'background', at)).not.toThrow()
    noteDay('a', left(24_999), at)
    expect(() => refuseLateJob('a', 'interactive', at)).not.toThrow()
    const late = (now: number) => {
      try {
        refuseLateJob('a', 'background', now)
        return null
      } catch (error) {
        return error
      }
    }
    expect(late(at + 60_000)).toMatchObject({ code: 'rate_limited', reason: 'daily_limit', retryAfter: 840 })
    expect(late(at + 900_000)).toBeNull()
    expect(late(at + 900_001)).toMatchObject({ reason: 'daily_limit' })
    noteDay('a', left(250_000), at + 900_002)
    expect(late(at + 900_003)).toBeNull()
  })
  test('of another account, or one that is not told, says nothing', () => {
    noteDay('b', left(0), at)
    expect(() => refuseLateJob('c', 'background', at)).not.toThrow()
    noteDay('d', { 'x-hubspot-ratelimit-daily-remaining': '0' }, at)
    noteDay('d', { 'x-hubspot-ratelimit-daily': '0', 'x-hubspot-ratelimit-daily-remaining': '0' }, at)
    expect(() => refuseLateJob('d', 'background', at)).not.toThrow()
    noteDay('b', {}, at)
    expect(() => refuseLateJob('b', 'background', at)).toThrow()
  })
})
