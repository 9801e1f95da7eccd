// Every server action asks who, whether they may and what was sent, before anything else.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { permissions, may, type Role, roles } from '@/lib/auth/roles'
import { createSession, revokeSession, sessionOf } from '@/lib/auth/session'
import { sealSession, sessionCookie } from '@/lib/auth/session-cookie'
import { addMembership, createTenant, createUser, removeMembership } from '@/lib/db/account-repo'
import { hashPassword } from '@/lib/auth/password'
import type { Shop } from '@/lib/customers/use-case'
import { CrmError } from '@/lib/shared/errors'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { type ActionResult, tenantAction } from './action'
import { requireContext } from './context'

const request = { headers: new Headers(), cookies: new Map<string, string>() }

vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
    getAll: () => [...request.cookies].map(([name, value]) => ({ name, value })),
    set: (name: string, value: string) => request.cookies.set(name, value),
  }),
}))
vi.mock('next-intl/server', () => ({ getLocale: async () => (request.headers.get('accept-language') === 'en' ? 'en' : 'fr') }))

let app: TestApp
let shop: Shop
let userId: string
let value: string
let count = 0
const ran = vi.fn()

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

beforeEach(async () => {
  count += 1
  ran.mockReset()
  shop = await createTenant({ slug: `a-${count}`, name: 'A' })
  const user = await createUser({
    email: `a${count}@example.fr`,
    name: 'Ana',
    passwordHash: await hashPassword('un mot de passe'),
  })
  userId = user.id
  await addMembership(shop.id, userId, 'owner')
  value = (await createSession(userId, { userAgent: null })).value
  request.headers = new Headers({ origin: 'http://coccinelle.test', host: 'coccinelle.test' })
  request.cookies = new Map([[sessionCookie().name, await sealSession(value)]])
})

const schema = z.object({ name: z.string().min(1) }).strict()
const rename = tenantAction('customers:write', schema, async (context, input) => {
  ran(context.shop.id, input)
  return { by: context.useCase.actor, shop: context.shop.id }
})
const refused = async (result: Promise<ActionResult<unknown>>, expected: object) => {
  expect(await result).toMatchObject({ ok: false, ...expected })
  expect(ran).not.toHaveBeenCalled()
}

describe('tenantAction', () => {
  it('runs for who may, in their own shop', async () => {
    expect(await rename({ name: 'x' })).toEqual({
      ok: true,
      data: { by: { kind: 'user', id: userId, name: 'Ana' }, shop: shop.id },
    })
    expect(ran).toHaveBeenCalledWith(shop.id, { name: 'x' })
  })

  it('refuses without a cookie, with another’s sealing and after revocation', async () => {
    request.cookies = new Map()
    await refused(rename({ name: 'x' }), {
      code: 'auth_expired',
      reason: 'signed_out',
      message: 'Vous êtes déconnecté. Reconnectez-vous, puis recommencez.',
    })
    request.cookies = new Map([[sessionCookie().name, 'forged']])
    await refused(rename({ name: 'x' }), { reason: 'signed_out' })
    request.cookies = new Map([[sessionCookie().name, await sealSession(value)]])
    await revokeSession((await sessionOf(value))!.sessionId)
    await refused(rename({ name: 'x' }), { reason: 'signed_out' })
  })

  it('refuses who left the shop since', async () => {
    await removeMembership(shop.id, userId)
    await refused(rename({ name: 'x' }), { reason: 'signed_out' })
  })

  it.each([
    null,
    'null',
    'http://evil.example',
    'http://coccinelle.test.evil.example',
    'https://coccinelle.test:8443',
    'nonsense',
  ])('refuses Origin %j', async (origin) => {
    if (origin === null) request.headers.delete('origin')
    else request.headers.set('origin', origin)
    await refused(rename({ name: 'x' }), { code: 'forbidden', reason: 'foreign_origin' })
  })

  it('takes the host that the browser asked for, whatever APP_URL says', async () => {
    request.headers = new Headers({ origin: 'http://127.0.0.1:4000', host: '127.0.0.1:4000' })
    expect(await rename({ name: 'x' })).toMatchObject({ ok: true })
  })

  it.each(roles.flatMap((role) => permissions.map((permission) => [role, permission] as const)))(
    '%s and %s',
    async (role: Role, permission) => {
      await addMembership(shop.id, userId, role)
      const result = await tenantAction(permission, schema, async () => ran())({ name: 'x' })
      expect(result.ok).toBe(may(role, permission))
      if (!result.ok) expect(result).toMatchObject({ code: 'forbidden', reason: 'role_forbidden' })
      expect(ran).toHaveBeenCalledTimes(may(role, permission) ? 1 : 0)
    },
  )

  it.each([undefined, null, 'x', [], {}, { name: '' }, { name: 5 }, { name: 'x', tenantId: 'other' }, new FormData()])(
    'refuses the input %j',
    async (input) => {
      await refused(rename(input), { code: 'invalid' })
    },
  )

  it('asks who before it says anything of the input', async () => {
    request.cookies = new Map()
    await refused(rename({ name: '' }), { reason: 'signed_out', issues: [] })
  })

  it('names the fields in the reader’s language', async () => {
    request.headers.set('accept-language', 'en')
    await refused(rename({ name: '' }), {
      message: 'Some fields need correcting.',
      issues: [{ path: 'name', message: 'Required.' }],
    })
  })

  it('hands a use case’s refusal on, with its values', async () => {
    const conflict = tenantAction('customers:read', schema, async () => {
      throw new CrmError('conflict', 'x', { reason: 'duplicate_phone', params: { existingId: 'c1' } })
    })
    expect(await conflict({ name: 'x' })).toMatchObject({
      ok: false,
      code: 'conflict',
      reason: 'duplicate_phone',
      params: { existingId: 'c1' },
    })
  })

  it('says nothing of what broke inside', async () => {
    const broken = tenantAction('customers:read', schema, async () => {
      throw new Error('select * from "Secret"')
    })
    const result = await broken({ name: 'x' })
    expect(result).toMatchObject({ ok: false, code: 'unavailable', reason: 'unexpected' })
    expect(JSON.stringify(result)).not.toContain('Secret')
  })

  it('lets a redirect through', async () => {
    const { redirect } = await import('next/navigation')
    await expect(tenantAction('customers:read', schema, async () => redirect('/x'))({ name: 'x' })).rejects.toThrow(
      'NEXT_REDIRECT',
    )
  })
})

describe('requireContext', () => {
  it('gives the page its context', async () => {
    const context = await requireContext()
    expect(context).toMatchObject({ shop: { id: shop.id }, role: 'owner' })
    expect(context.can('settings:write')).toBe(true)
  })

  it('sends the signed-out to the sign-in page and back', async () => {
    request.cookies = new Map()
    request.headers.set('x-coccinelle-path', '/dashboard/customers?sort=name')
    await expect(requireContext()).rejects.toMatchObject({
      digest: expect.stringContaining('/login?next=%2Fdashboard%2Fcustomers%3Fsort%3Dname'),
    })
  })
})

describe('account actions', () => {
  it('sign in, switch shop, sign out', async () => {
    const { signIn, signOut, switchShop } = await import('@/lib/auth/account-actions')
    const second = await createTenant({ slug: `b-${count}`, name: 'B' })
    await addMembership(second.id, userId, 'seller')
    request.cookies = new Map()
    const credentials = { email: `A${count}@example.fr`, password: 'un mot de passe', next: '//evil.example' }
    expect(await signIn({ ...credentials, password: 'faux' })).toMatchObject({ ok: false, reason: 'sign_in_refused' })
    expect(request.cookies.size).toBe(0)
    expect(await signIn(credentials)).toEqual({ ok: true, data: { next: '/dashboard' } })
    const cookie = request.cookies.get(sessionCookie().name)!
    const { sessionOfCookie } = await import('@/lib/auth/session')
    expect((await sessionOfCookie(cookie))?.user.id).toBe(userId)

    expect(await switchShop({ shopId: 'nowhere' })).toMatchObject({ ok: false, reason: 'shop_not_found' })
    expect(await switchShop({ shopId: second.id })).toEqual({ ok: true, data: null })
    expect((await sessionOfCookie(cookie))?.shop.id).toBe(second.id)

    await expect(signOut()).rejects.toThrow('NEXT_REDIRECT')
    expect(request.cookies.get(sessionCookie().name)).toBe('')
    expect(await sessionOfCookie(cookie)).toBeNull()
  })

  it('refuse another site', async () => {
    const { signIn, signOut, switchShop } = await import('@/lib/auth/account-actions')
    request.headers.set('origin', 'http://evil.example')
    expect(await signIn({ email: `a${count}@example.fr`, password: 'un mot de passe' })).toMatchObject({
      reason: 'foreign_origin',
    })
    expect(await switchShop({ shopId: shop.id })).toMatchObject({ reason: 'foreign_origin' })
    await expect(signOut()).rejects.toMatchObject({ reason: 'foreign_origin' })
    expect(await sessionOf(value)).not.toBeNull()
  })
})
