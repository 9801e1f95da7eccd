// The push with the real adapter of the web shop, against its fake: answers that are lost, guests, what it cannot keep.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { type WooFake, startWooFake } from '@/lib/crm/vendors/woocommerce/__fixtures__/woocommerce-fake'
import { WooCommerceCustomers } from '@/lib/crm/vendors/woocommerce/adapter'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { addTags, removeTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'

let shops: TestShops
let fake: WooFake
let system: WooCommerceCustomers
let world: LinkedShop
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await shops.close()
})
beforeEach(async () => {
  fake = await startWooFake()
  vi.stubEnv('WOOCOMMERCE_BASE_URL', fake.url)
  const { key, secret } = fake.shop.issueKey()
  system = new WooCommerceCustomers({ storeUrl: fake.url, consumerKey: key, consumerSecret: secret }, { timeout: 1_000 })
  world = await openLinkedShop(shops)
})
afterEach(() => fake.close())

/** Everything is due until nothing waits; what became of each line. */
async function pushAll(): Promise<{ kind: string; state: string; error: string | null }[]> {
  for (let round = 1; round <= 8; round++) {
    await shops.backDoor.query(`update "Outbox" set "nextAttemptAt" = now() where "tenantId" = $1 and "doneAt" is null`, [
      world.shop.id,
    ])
    const waiting = new Set((await world.outbox()).flatMap(({ state, customerId }) => (state === 'waiting' ? [customerId] : [])))
    for (const customerId of waiting) await world.push(customerId, { system: () => Promise.resolve(system) })
  }
  return (await world.outbox()).map(({ kind, state, error }) => ({ kind, state, error }))
}
const externalId = async (id: string): Promise<string> => (await world.links(id))[0]?.externalId ?? ''

describe('what leaves for a web shop', () => {
  it('is there once, whatever answers were lost', async () => {
    const { id } = await createCustomer(world.useCase, {
      firstName: 'Zoé',
      phone: '06 39 98 03 01',
      tags: ['premier-contact', 'sms'],
      metadata: { firstMessage: 'Bonjour' },
    })
    fake.state.dropAfter = 2
    expect((await pushAll()).every(({ state }) => state === 'done')).toBe(true)
    expect(fake.shop.customers.size).toBe(1)
    const there = await externalId(id)
    expect(await system.getCustomer(there)).toMatchObject({
      firstName: 'Zoé',
      lastName: null,
      email: null,
      phone: '+33639980301',
    })

    await updateCustomer(world.useCase, id, { lastName: 'O’Brien', email: 'zoe@example.org', segment: 'vip' })
    await addTags(world.useCase, id, ['vip 💙'])
    await removeTags(world.useCase, id, ['sms'])
    await updatePreferences(world.useCase, id, { optIn: { sms: false, email: true }, source: 'shop-form', proof: 'case' })
    fake.state.dropAfter = 4
    expect((await pushAll()).every(({ state }) => state === 'done')).toBe(true)
    expect(await system.getCustomer(there)).toMatchObject({
      lastName: 'O’Brien',
      email: 'zoe@example.org',
      segment: 'vip',
      tags: ['premier-contact', 'vip 💙'],
    })
    expect((await system.getPreferences(there)).optIn).toMatchObject({ sms: false, email: true })

    await createCustomer(world.useCase, { firstName: 'Only', lastName: 'Name' })
    fake.state.dropAfter = 1
    expect((await pushAll()).every(({ state }) => state === 'done')).toBe(true)
    expect(fake.shop.customers.size).toBe(2)
  })

  it('notes stay here, and that is known; an archived customer’s account is deleted', async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana', email: 'ana@example.org' })
    await addNote(world.useCase, id, 'Taille 38', 'Camille')
    const lines = await pushAll()
    expect(lines.map(({ kind, state, error }) => [kind, state, error])).toContainEqual(['note', 'done', 'unsupported'])
    await deleteCustomer(world.useCase, id)
    await pushAll()
    expect(fake.shop.customers.size).toBe(0)
  })

  it('whoever is there already by number or address is linked and not made twice', async () => {
    const known = fake.shop.addCustomer({ email: 'bea@example.org', billing: { phone: '06.39.98.03.02' } })
    const { id } = await createCustomer(world.useCase, { firstName: 'Bea', phone: '+33639980302' })
    await pushAll()
    expect(await externalId(id)).toBe(String(known.id))
    expect(known.first_name).toBe('Bea')
    expect(fake.shop.customers.size).toBe(1)
  })

  it('what the shop refuses to change of its own team is buried with its reason, and nothing else', async () => {
    fake.shop.addCustomer({ email: 'boss@example.org', role: 'shop_manager' })
    const { id } = await createCustomer(world.useCase, { firstName: 'Boss', email: 'boss@example.org' })
    await pushAll()
    await updateCustomer(world.useCase, id, { email: 'new-boss@example.org' })
    expect((await pushAll()).at(-1)?.error).toContain('protected_account')
  })
})
