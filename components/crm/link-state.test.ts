// Each trouble has one name: what passes by itself never asks for a person, and what needs one always does.
import { describe, expect, it } from 'vitest'
import { linkState, wantsRenewal } from './link-state'

const fine = { status: 'connected', reason: null, scopes: [], waiting: 0, refused: 0 } as const
const lacking = [
  { name: 'read', needed: true, granted: true },
  { name: 'write', needed: true, granted: false },
]

describe('linkState', () => {
  it.each([
    ['connected', fine],
    ['connected', { ...fine, scopes: [{ name: 'extra', needed: false, granted: false }] }],
    ['sending', { ...fine, waiting: 3 }],
    ['refused', { ...fine, waiting: 3, refused: 1 }],
    ['expiring', { ...fine, status: 'expiring', reason: 'token_ending', refused: 1 }],
    ['error', { ...fine, status: 'error', reason: 'unavailable', refused: 1 }],
    ['incomplete', { ...fine, scopes: lacking, waiting: 3 }],
    ['incomplete', { ...fine, status: 'error', reason: 'scopes_missing', scopes: lacking }],
    ['stuck', { ...fine, status: 'error', reason: 'scopes_missing' }],
    ['stuck', { ...fine, status: 'error', reason: 'secret_unreadable' }],
    ['stuck', { ...fine, status: 'error', reason: 'a reason of tomorrow' }],
    ['error', { ...fine, status: 'error', reason: 'unavailable', scopes: lacking }],
    ['error', { ...fine, status: 'error', reason: 'daily_limit', waiting: 9 }],
    ['expiring', { ...fine, status: 'expiring', reason: 'token_ending', waiting: 1 }],
    ['reconnect_needed', { ...fine, status: 'reconnect_needed', reason: 'grant_ended', scopes: lacking }],
  ] as const)('is %s', (state, connection) => {
    expect(linkState({ ...connection, scopes: [...connection.scopes] })).toBe(state)
  })

  it('offers the ways to link again for what only a person ends', () => {
    const all = ['connected', 'sending', 'refused', 'incomplete', 'expiring', 'reconnect_needed', 'error', 'stuck'] as const
    expect(all.filter(wantsRenewal)).toEqual(['incomplete', 'expiring', 'reconnect_needed', 'stuck'])
  })
})
