// Tokens of preference links: the same again for the same link, told from no other, and readable after the secret was changed.
import { afterEach, expect, it, vi } from 'vitest'

const first = 'first-app-secret-first-app-secret-'
const second = 'second-app-secret-second-app-secret'

async function processWith(secret: string, previous = '') {
  vi.resetModules()
  vi.stubEnv('APP_DATABASE_URL', 'postgresql://localhost/none')
  vi.stubEnv('APP_SECRET', secret)
  vi.stubEnv('APP_SECRET_PREVIOUS', previous)
  return import('./preference-token')
}

afterEach(() => vi.unstubAllEnvs())

it('is made again from the link, and from no other link, shop or secret', async () => {
  const { newToken, tokenOf } = await processWith(first)
  const { token, tokenHash } = newToken('shop', 'link')
  expect(token).toMatch(/^[\w-]{24}$/)
  expect(tokenOf('shop', { id: 'link', tokenHash })).toBe(token)
  expect(tokenOf('other', { id: 'link', tokenHash })).toBeNull()
  expect(tokenOf('shop', { id: 'other', tokenHash })).toBeNull()
  const others = [newToken('shop', 'other'), newToken('other', 'link'), (await processWith(second)).newToken('shop', 'link')]
  expect(new Set([token, ...others.map((one) => one.token)]).size).toBe(4)
})

it('says nothing of the shop, the link or the secret, and its hash nothing of it', async () => {
  const { newToken, hashOfToken } = await processWith(first)
  const { token, tokenHash } = newToken('shop', 'link')
  for (const part of ['shop', 'link', 'first']) expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain(part)
  expect(hashOfToken(token)).toBe(tokenHash)
  expect(tokenHash).toMatch(/^[0-9a-f]{64}$/)
  expect(tokenHash).not.toContain(token)
})

it('is found after the secret was changed, while the older one is known', async () => {
  const { newToken } = await processWith(first)
  const { token, tokenHash } = newToken('shop', 'link')
  expect((await processWith(second, first)).tokenOf('shop', { id: 'link', tokenHash })).toBe(token)
  expect((await processWith(second)).tokenOf('shop', { id: 'link', tokenHash })).toBeNull()
})
