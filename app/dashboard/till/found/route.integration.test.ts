// The till's question, asked as a browser does: by whom, in which shop, and with what in it.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { Role } from '@/lib/auth/roles'
import { roles } from '@/lib/auth/roles'
import { createSession } from '@/lib/auth/session'
import { sealSession, sessionCookie } from '@/lib/auth/session-cookie'
import { createCustomer } from '@/lib/customers/create-customer'
import { recordOrder } from '@/lib/customers/record-order'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { addMembership, createTenant, createUser } from '@/lib/db/account-repo'
import { createCustomerStore } from '@/lib/db/customer-store'
import { systemClock } from '@/lib/shared/clock'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { GET } from './route'

const visitor = { cookies: new Map<string, string>() }
vi.mock('next/headers', () => ({
  headers: async () => new Headers(),
  cookies: async () => ({
    get: (name: string) => (visitor.cookies.has(name) ? { name, value: visitor.cookies.get(name) } : undefined),
  }),
}))
vi.mock('next-intl/server', () => ({ getLocale: async () => 'fr' }))
vi.mock('next/navigation', () => ({
  redirect: (to: string) => {
    throw new Error(`sent to ${to}`)
  },
}))
// A request's cache: outside Next there is none to share.
vi.mock('react', async (load) => ({ ...(await load<object>()), cache: (work: unknown) => work }))

let app: TestApp
let shop: Shop
let count = 0
beforeAll(async () => void (app = await startTestApp()))
afterAll(() => app.stop())

const useCaseOf = (where: Shop): UseCase => {
  const actor = { kind: 'system' as const, id: null, name: 'test' }
  return { shop: where, actor, store: createCustomerStore(where, actor), clock: systemClock }
}

async function signIn(where: Shop, role: Role): Promise<void> {
  count += 1
  const user = await createUser({ email: `t${String(count)}@example.fr`, name: 'T', passwordHash: 'unused' })
  await addMembership(where.id, user.id, role)
  const { value } = await createSession(user.id, { userAgent: null })
  visitor.cookies = new Map([[sessionCookie().name, await sealSession(value)]])
}

const answer = z.object({
  query: z.string(),
  more: z.boolean(),
  cards: z.array(z.looseObject({ id: z.string(), name: z.string().nullable(), phone: z.string().nullable() })),
})
async function ask(query: string): Promise<z.output<typeof answer>> {
  const response = await GET(new Request(`http://coccinelle.test/dashboard/till/found?${new URLSearchParams({ query })}`))
  expect(response.headers.get('cache-control')).toBe('private, no-store')
  return answer.parse(await response.json())
}

beforeEach(async () => {
  count += 1
  shop = await createTenant({ slug: `till-${String(count)}`, name: 'Till' })
  const made = await createCustomer(useCaseOf(shop), { firstName: 'Hélène', lastName: 'Dupont', phone: '06 39 98 12 34' })
  await recordOrder(useCaseOf(shop), made.id, {
    externalId: '1',
    total: { amount: 123_456, currency: 'EUR' },
    placedAt: new Date('2026-03-01T10:00:00Z'),
  })
})

describe('GET /dashboard/till/found', () => {
  it.each(roles)('answers a person who is %s, in words for people', async (role) => {
    await signIn(shop, role)
    const { cards, more } = await ask('1234')
    expect(more).toBe(false)
    expect(cards).toHaveLength(1)
    const plain = JSON.stringify(cards[0]).replaceAll(/[\u00a0\u202f]/g, ' ')
    expect(JSON.parse(plain)).toMatchObject({
      name: 'Hélène Dupont',
      phone: '06 39 98 12 34',
      totalOrders: 1,
      orders: [{ amount: '1 234,56 €', refunded: null, status: 'paid', at: '2026-03-01T10:00:00.000Z' }],
      consents: [
        { channel: 'sms', granted: null },
        { channel: 'whatsapp', granted: null },
        { channel: 'email', granted: null },
        { channel: 'phone', granted: null },
      ],
    })
  })

  it('sends who is signed out to the sign-in page', async () => {
    visitor.cookies = new Map()
    await expect(ask('1234')).rejects.toThrow(/sent to \/login/)
  })

  it('knows nobody of another shop', async () => {
    await signIn(await createTenant({ slug: `other-${String(count)}`, name: 'Other' }), 'owner')
    for (const query of ['1234', 'helene', '06 39 98 12 34', '']) expect((await ask(query)).cards).toEqual([])
  })

  it('takes anything for a text, of any length', async () => {
    await signIn(shop, 'seller')
    for (const query of ['\'; drop table "Customer"; --', '%', '\\', '9'.repeat(5_000), 'é'.repeat(5_000)])
      expect((await ask(query)).cards).toEqual([])
    // A number copied from elsewhere comes with invisible signs.
    for (const query of ['1234', '\u202E1234', '\u202A12 34\u202C', '\u0000 1234'])
      expect((await ask(query)).cards).toHaveLength(1)
  })

  it('asks the database three times at most, whoever is signed in', async () => {
    await signIn(shop, 'seller')
    const { default: pg } = await import('pg')
    const sent = vi.spyOn(pg.Client.prototype, 'query')
    try {
      await ask('1234')
      const statements = sent.mock.calls.map(([text]) => (typeof text === 'string' ? text : JSON.stringify(text)))
      expect(statements.filter((text) => !/^\s*(begin|commit|rollback)/i.test(text)).length).toBeLessThanOrEqual(3)
    } finally {
      sent.mockRestore()
    }
  })
})
