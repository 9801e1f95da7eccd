// HubSpot's refusals by what they mean; nothing of their bodies goes on.
import { describe, expect, test } from 'vitest'
import { refusalOf } from './refusal'

const refused = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  refusalOf({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) })

describe('refusals', () => {
  test.each([
    [
      429,
      { policyName: 'DAILY', message: 'You have reached your daily limit.' },
      { code: 'rate_limited', reason: 'daily_limit', retryAfter: 3_600 },
    ],
    [423, {}, { code: 'unavailable', retryAfter: 2 }],
    [403, { category: 'MISSING_SCOPES' }, { code: 'forbidden', reason: 'scopes_missing' }],
    [414, { message: 'Cannot have more than 250 identities on a profile' }, { code: 'invalid', reason: 'merge_limit' }],
    [
      400,
      { message: 'Property values were not valid: [{"error":"PROPERTY_DOESNT_EXIST","name":"x"}]' },
      { reason: 'property_missing' },
    ],
    [400, { errors: [{ code: 'PROPERTY_DOESNT_EXIST' }] }, { reason: 'property_missing' }],
    [400, { message: 'x was not one of the allowed options: []' }, { reason: 'option_missing' }],
  ])('%i %j', (status, body, expected) => expect(refused(status, body)).toMatchObject(expected))

  test('an account that is being moved says for how long, a day at most being usual', () => {
    expect(refused(477, '', { 'retry-after': '7200' })).toMatchObject({ code: 'unavailable', retryAfter: 7_200 })
    expect(refused(477, '')).toMatchObject({ code: 'unavailable', retryAfter: 3_600 })
  })

  test('whatever else is refused is judged by its status alone', () => {
    for (const [status, body] of [
      [429, { policyName: 'TEN_SECONDLY_ROLLING' }],
      [429, { message: 'You have reached your secondly limit.' }],
      [401, { category: 'INVALID_AUTHENTICATION' }],
      [403, {}],
      [414, 'URI too long'],
      [400, { category: 'VALIDATION_ERROR' }],
      [409, { message: 'Contact already exists. Existing ID: 512' }],
      [500, '<html>'],
      [400, 'null'],
      [400, '[]'],
      [400, '{"errors":5,"message":{}}'],
    ] as const)
      expect(refused(status, body)).toBeNull()
  })

  test('nothing that a person wrote is repeated', () => {
    const body = {
      message: 'Secretia PROPERTY_DOESNT_EXIST +33639981234',
      errors: [{ code: 'INVALID_OPTION', message: 'Secretia' }],
    }
    const error = refused(400, body)
    expect(`${error?.message} ${JSON.stringify(error?.params)}`).not.toMatch(/Secretia|\+33/)
  })
})
