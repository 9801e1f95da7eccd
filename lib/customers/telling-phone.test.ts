import { expect, it } from 'vitest'
import { isTellingPhone } from './telling-phone'

it.each(['+33639980001', '+33612345698', '+33600000001', '+4915112345670', '+33611111211'])('%s may be somebody’s', (phone) =>
  expect(isTellingPhone(phone)).toBe(true),
)

it.each(['+33600000000', '+33611111111', '+33123456789', '+33987654321', '+33012345678', '+336999999'])(
  '%s is typed to get past a form',
  (phone) => expect(isTellingPhone(phone)).toBe(false),
)
