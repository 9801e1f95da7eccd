// The demo shop in a real database: whole, once, and visible through the product's own reads.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyPassword } from '@/lib/auth/password'
import { findTenant, findUserByEmail, membershipsOf } from '@/lib/db/account-repo'
import { listChannels } from '@/lib/db/channel-repo'
import { createCustomerStore } from '@/lib/db/customer-store'
import { tenantDb } from '@/lib/db/tenant-db'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { people } from './people'
import { planDemo } from './plan-demo'
import { type DemoSignIn, seedDemo } from './seed-demo'

let app: TestApp
let signIn: DemoSignIn | null
const actor = { kind: 'system', id: null, name: 'test' } as const
const now = new Date()

beforeAll(async () => {
  app = await startTestApp()
  signIn = await seedDemo(now)
})
afterAll(() => app.stop())

const shopOf = async () => {
  const shop = await findTenant('boutique-elegance')
  if (shop === null) throw new Error('no demo shop')
  return shop
}

describe('demo:seed', () => {
  it('gives a sign-in that works, and colleagues with other roles', async () => {
    expect(signIn).toMatchObject({ email: 'camille@boutique-elegance.example', tenant: 'boutique-elegance' })
    const user = await findUserByEmail('camille@boutique-elegance.example')
    expect(await verifyPassword(user?.passwordHash ?? null, signIn?.password ?? '')).toBe(true)
    expect(await membershipsOf(user?.id ?? '')).toMatchObject([{ slug: 'boutique-elegance', role: 'owner' }])
    for (const [name, role] of [
      ['nadia', 'seller'],
      ['comptabilite', 'read-only'],
    ]) {
      const colleague = await findUserByEmail(`${name}@boutique-elegance.example`)
      expect(await membershipsOf(colleague?.id ?? '')).toMatchObject([{ role }])
    }
  })

  it('makes every customer, found the way staff search', async () => {
    const store = createCustomerStore(await shopOf(), actor)
    expect(await store.count({}, 1_000)).toEqual({ count: people.length, capped: false, estimated: false })
    const search = async (query: string) =>
      (await store.list({ filter: { query }, sort: 'relevance', direction: 'desc', cursor: null, limit: 10 })).data.map(
        (one) => `${one.firstName} ${one.lastName}`,
      )
    expect(await search('helene oeuvrard')).toEqual(['Hélène Œuvrard'])
    expect(await search('0012')).toEqual(['Hélène Œuvrard'])
    expect(await search('nguyen')).toEqual(['Françoise Nguyễn'])
  })

  it('dates a customer’s past before now, in order', async () => {
    const store = createCustomerStore(await shopOf(), actor)
    const [helene] = (
      await store.list({ filter: { query: '0012' }, sort: 'relevance', direction: 'desc', cursor: null, limit: 1 })
    ).data
    if (helene === undefined) throw new Error('Hélène is missing')
    expect(helene.createdAt.getTime()).toBeLessThan(now.getTime() - 500 * 86_400_000)
    expect(helene.lastContactChannel).toBe('sms')
    expect(helene.totalSpent?.amount).toBeGreaterThan(50_000)
    const { data } = await store.activities(helene.id, { cursor: null, limit: 200 })
    expect(data[0]?.type).toBe('message_received')
    expect(data.at(-1)?.type).toBe('customer_created')
    expect(data.every((line) => line.timestamp.getTime() <= now.getTime())).toBe(true)
    expect((await store.stats(helene.id)).messagesReceived).toBe(
      planDemo(now)[0]?.messages.filter(({ way }) => way === 'in').length,
    )
  })

  it('links every message line to its message', async () => {
    const shop = await shopOf()
    const counts = await tenantDb(shop.id).transaction(async (tx) => ({
      messages: await tx.message.count(),
      lines: await tx.customerActivity.count({ where: { messageId: { not: null } } }),
    }))
    expect(counts.messages).toBeGreaterThan(60)
    expect(counts.lines).toBe(counts.messages)
  })

  it('opens one door for the web site', async () => {
    expect(await listChannels(await shopOf())).toMatchObject([{ type: 'standard', name: 'Site web' }])
  })

  it('changes nothing the second time', async () => {
    expect(await seedDemo()).toBeNull()
    expect(await createCustomerStore(await shopOf(), actor).count({}, 1_000)).toEqual({
      count: people.length,
      capped: false,
      estimated: false,
    })
  })

  it('stays out of another shop', async () => {
    const other = tenantDb('another-shop')
    expect(await other.transaction((tx) => tx.customer.count())).toBe(0)
  })
})
