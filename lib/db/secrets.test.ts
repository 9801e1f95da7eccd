// Sealed secrets: only the same place and a known key open them.
import { afterEach, describe, expect, it, vi } from 'vitest'

const place = { tenantId: 'shop-1', owner: 'channel-1', field: 'secrets' }
const first = 'first-app-secret-first-app-secret-'
const second = 'second-app-secret-second-app-secret'

/** The module as a process with these variables would load it. */
async function processWith(secret: string, previous = '') {
  vi.resetModules()
  vi.stubEnv('APP_DATABASE_URL', 'postgresql://localhost/none')
  vi.stubEnv('APP_SECRET', secret)
  vi.stubEnv('APP_SECRET_PREVIOUS', previous)
  return import('./secrets')
}

afterEach(() => vi.unstubAllEnvs())

describe('secrets', () => {
  it('opens what it sealed, and seals the same text differently each time', async () => {
    const { seal, open } = await processWith(first)
    for (const text of ['', 'token', 'é'.repeat(5000)]) expect(open(seal(text, place), place)).toBe(text)
    expect(seal('token', place)).not.toBe(seal('token', place))
    expect(seal('token', place)).not.toContain('token')
  })

  it('does not open in another shop, row or field', async () => {
    const { seal, open } = await processWith(first)
    const envelope = seal('token', place)
    for (const other of [{ tenantId: 'shop-2' }, { owner: 'channel-2' }, { field: 'other' }])
      expect(() => open(envelope, { ...place, ...other })).toThrow(expect.objectContaining({ reason: 'secret_unreadable' }))
  })

  it('does not open after any change of the envelope', async () => {
    const { seal, open } = await processWith(first)
    const envelope = seal('token', place)
    for (let at = 0; at < envelope.length; at++) {
      const changed = envelope.slice(0, at) + (envelope[at] === 'A' ? 'B' : 'A') + envelope.slice(at + 1)
      // The last character of a part may hold unused bits; then the bytes are the same.
      const sameBytes = changed
        .split('.')
        .every((part, i) => Buffer.from(part, 'base64url').equals(Buffer.from(envelope.split('.')[i]!, 'base64url')))
      if (!(sameBytes && changed.split('.').length === 5)) expect(() => open(changed, place)).toThrow()
    }
    for (const broken of ['', 'v1', envelope.slice(0, -4), `${envelope}.x`.replace('v1', 'v2')])
      expect(() => open(broken, place)).toThrow()
  })

  it('opens what an older secret sealed while that is named, and says it should be sealed anew', async () => {
    const old = await processWith(first)
    const envelope = old.seal('token', place)
    expect(old.needsResealing(envelope)).toBe(false)
    const rotated = await processWith(second, first)
    expect(rotated.open(envelope, place)).toBe('token')
    expect(rotated.needsResealing(envelope)).toBe(true)
    const resealed = rotated.seal(rotated.open(envelope, place), place)
    expect(rotated.needsResealing(resealed)).toBe(false)
    const later = await processWith(second)
    expect(later.open(resealed, place)).toBe('token')
    expect(() => later.open(envelope, place)).toThrow()
  })
})
