// next-auth's own door signs in through the same check and keeps nothing but a pointer to the Session row.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { addMembership, createTenant, createUser } from '@/lib/db/account-repo'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { authOptions } from './options'
import { hashPassword } from './password'
import { sessionOf } from './session'
import { sealSession } from './session-cookie'

let app: TestApp
let userId: string
const credentials = { email: 'ana@example.fr', password: 'un bon mot de passe' }
const signedIn = z.object({ id: z.string(), value: z.string() })
const providerSchema = z.object({
  options: z.object({
    authorize: z.function({ input: [z.unknown(), z.unknown()], output: z.promise(z.unknown()) }),
  }),
})
const authorize = async (given: unknown) => {
  const { options } = providerSchema.parse(authOptions().providers[0])
  return signedIn.parse(await options.authorize(given, { headers: { 'user-agent': 'x' } }))
}

beforeAll(async () => {
  app = await startTestApp({ APP_URL: 'https://hub.example' })
  const shop = await createTenant({ slug: 'ana', name: 'Ana' })
  userId = (await createUser({ email: credentials.email, name: 'Ana', passwordHash: await hashPassword(credentials.password) }))
    .id
  await addMembership(shop.id, userId, 'owner')
})
afterAll(() => app.stop())

describe('authorize', () => {
  it('opens a session', async () => {
    const { value } = await authorize(credentials)
    expect((await sessionOf(value))?.user.id).toBe(userId)
  })

  it('says why not in one word', async () => {
    await expect(authorize({ ...credentials, password: 'faux' })).rejects.toThrow(/^sign_in_refused$/)
    await expect(authorize(undefined)).rejects.toThrow(/^invalid$/)
  })
})

describe('the token and the session', () => {
  it('hold the value alone, and the person only while the session lives', async () => {
    const { callbacks, events } = authOptions()
    const user = await authorize(credentials)
    const first = { token: { name: 'Ana', email: 'x', sub: userId }, user, account: null } as never
    const token = await callbacks!.jwt!(first)
    expect(token).toEqual({ value: user.value })
    const ask = async () => callbacks!.session!({ session: { expires: 'later' }, token } as never)
    expect(await ask()).toEqual({ expires: 'later', user: { name: 'Ana', email: credentials.email } })
    await events!.signOut!({ token } as never)
    expect(await ask()).toEqual({ expires: new Date(0).toISOString() })
    expect(await sessionOf(user.value)).toBeNull()
  })

  it('read back only what was sealed', async () => {
    const { jwt } = authOptions()
    expect(await jwt!.decode!({ token: await sealSession('v'), secret: '' })).toEqual({ value: 'v' })
    expect(await jwt!.decode!({ token: 'forged', secret: '' })).toBeNull()
    expect(await jwt!.decode!({ token: await jwt!.encode!({ token: {}, secret: '' }), secret: '' })).toBeNull()
  })
})

it('cookies are for this site’s server alone, and secure behind https', () => {
  const { cookies, useSecureCookies } = authOptions()
  expect(useSecureCookies).toBe(true)
  expect(cookies?.sessionToken).toEqual({
    name: '__Secure-next-auth.session-token',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true },
  })
})

it.each([
  ['/dashboard', 'https://hub.example/dashboard'],
  ['https://hub.example/x', 'https://hub.example/x'],
  ['https://evil.example/x', 'https://hub.example'],
  ['//evil.example', 'https://hub.example'],
  ['javascript:alert(1)', 'https://hub.example'],
])('goes from %s to %s', async (url, to) => {
  expect(await authOptions().callbacks!.redirect!({ url, baseUrl: 'https://elsewhere.example' })).toBe(to)
})
