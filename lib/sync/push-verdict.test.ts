// Every kind of refusal has its consequence, and waits stay within their bounds.
import { expect, it } from 'vitest'
import { CrmError, errorCodes } from '@/lib/shared/errors'
import { errorText, judge, readErrorText } from './push-verdict'

const verdicts = (attempts: number) =>
  Object.fromEntries(errorCodes.map((code) => [code, judge(new CrmError(code, 'x'), attempts, 0.5).kind]))

it('tries, waits, holds, settles or gives up by what was said', () => {
  expect(verdicts(0)).toEqual({
    auth_expired: 'hold',
    forbidden: 'hold',
    not_found: 'retry',
    conflict: 'retry',
    invalid: 'retry',
    rate_limited: 'wait',
    unavailable: 'wait',
    unsupported: 'settle',
    bad_response: 'wait',
  })
  expect(verdicts(50)).toEqual({
    ...verdicts(0),
    not_found: 'bury',
    conflict: 'bury',
    invalid: 'bury',
    bad_response: 'bury',
  })
  expect(judge(new TypeError('x'), 0, 0.5).kind).toBe('retry')
  expect(judge(new TypeError('x'), 7, 0.5).kind).toBe('bury')
})

it('backs off twice as long each time, up to a cap, never before it was told to', () => {
  const delay = (attempts: number, random: number, retryAfter?: number) => {
    const verdict = judge(new CrmError('unavailable', 'x', retryAfter === undefined ? {} : { retryAfter }), attempts, random)
    return 'delay' in verdict ? verdict.delay : 0
  }
  expect([delay(0, 0), delay(0, 1), delay(1, 1), delay(2, 1)]).toEqual([2_500, 5_000, 10_000, 20_000])
  for (const attempts of [10, 100, 5_000]) expect(delay(attempts, 1)).toBe(900_000)
  for (const random of [0, 0.5, 1]) expect(delay(0, random, 30)).toBeGreaterThanOrEqual(30_000)
  expect(delay(0, 1, 3_600)).toBe(3_602_500)
})

it('keeps words of ours, and nothing that a person wrote', () => {
  const error = new CrmError('invalid', 'Canari', {
    reason: 'duplicate',
    params: { value: 'Canari' },
    issues: [{ path: ['metadata', 'size', 'Canari'], reason: 'format', params: { given: 'Canari' } }],
    cause: new Error('Canari'),
  })
  expect(errorText(error)).toBe('invalid, duplicate, metadata.size: format')
  expect(errorText(new RangeError('Canari'))).toBe('unexpected RangeError')
  expect(errorText('Canari')).toBe('unexpected string')
})

it('reads back what it kept, whatever was cut off or typed', () => {
  const issues = [
    { path: ['lastName'], reason: 'too_big_string' },
    { path: ['metadata', 'taille, haut: bas'], reason: 'format' },
  ]
  const read = (code: (typeof errorCodes)[number], details: ConstructorParameters<typeof CrmError>[2] = {}) =>
    readErrorText(errorText(new CrmError(code, 'x', details)))
  expect(read('not_found')).toEqual({ reasons: ['not_found'], fields: [] })
  expect(read('conflict', { reason: 'duplicate_email' })).toEqual({
    reasons: ['duplicate_email', 'conflict'],
    fields: [],
  })
  expect(read('invalid', { issues: issues.slice(0, 1) })).toEqual({
    reasons: ['too_big_string', 'invalid'],
    fields: ['lastName'],
  })
  expect(read('invalid', { issues })).toEqual({
    reasons: ['too_big_string', 'format', 'invalid'],
    fields: ['lastName', 'haut: bas'],
  })
  expect(readErrorText(errorText(new TypeError('x')))).toEqual({ reasons: ['unexpected'], fields: [] })
  for (const text of ['', 'unlinked', 'invalid, ', 'invalid, metadata.x: ', '<script>']) readErrorText(text)
  expect(readErrorText('unlinked').reasons).toEqual(['unexpected'])
})
