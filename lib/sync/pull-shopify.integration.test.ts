// Customers and orders of a real adapter's shop come in: by pages and by a bulk operation, killed half-way, then by an event.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findVendor } from '@/lib/crm/registry'
import { staticAccess } from '@/lib/crm/static-access'
import { backDoorOf } from '@/lib/crm/vendors/shopify/__fixtures__/back-door'
import { allScopes, type ShopifyFake, signedWebhook, startShopifyFake } from '@/lib/crm/vendors/shopify/__fixtures__/shopify-fake'
import { ShopifyCustomers } from '@/lib/crm/vendors/shopify/adapter'
import { receiveCrmDelivery } from '@/lib/server/receive-crm-delivery'
import { receiveCrmEventJob } from '@/lib/server/receive-crm-event-job'
import { openSourceShop, type SourceShop } from '@/lib/test/source-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'

let shops: TestShops
let fake: ShopifyFake
let world: SourceShop
let count = 0
const domain = () => `source-${count}.myshopify.com`

beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(async () => {
  await shops.close()
})
beforeEach(async () => {
  count += 1
  fake = await startShopifyFake()
  vi.stubEnv('SHOPIFY_BASE_URL', fake.url)
  vi.stubEnv('SHOPIFY_CLIENT_SECRET', fake.oauth.client.secret)
  world = await openSourceShop(shops)
  await shops.backDoor.query(`update "CrmConnection" set vendor = 'shopify', "accountId" = $2 where id = $1`, [
    world.connectionId,
    domain(),
  ])
})
afterEach(async () => {
  await fake.close()
  vi.unstubAllEnvs()
})

function systemWith(options: { bulkFrom: number }): ShopifyCustomers {
  const grant = { accessToken: fake.oauth.issue(fake.shop.domain, allScopes), apiUrl: `${fake.url}/${fake.shop.domain}` }
  return new ShopifyCustomers(
    {},
    { timeout: 5_000, ...options },
    { access: staticAccess(grant), account: fake.url, priority: 'background' },
  )
}

async function pullAll(system: ShopifyCustomers): Promise<void> {
  for (let go = 0; go < 40; go++) {
    await world.pull(system)
    if ((await world.streams()).every(({ isFinished }) => isFinished)) return
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Error('the import does not end')
}

const door = () => {
  const { orders } = backDoorOf(fake, fake.shop)
  if (orders === undefined) throw new Error('no orders')
  return orders
}
const euros = (amount: number) => ({ amount, currency: 'EUR' })
const linesOf = async (customerId: string) =>
  (await world.useCase.store.activities(customerId, { cursor: null, limit: 20 })).data.filter(({ channel }) => channel === 'shop')

describe.each([
  ['page by page', 1_000_000],
  ['by a bulk operation', 5],
])('everything, %s', (_how, bulkFrom) => {
  it('comes in once, with buyers, guests and figures; a second pull brings nothing new', { timeout: 60_000 }, async () => {
    for (let i = 0; i < 60; i++)
      fake.shop.addCustomer({
        firstName: `Ana ${i}`,
        email: `ana-${i}@example.org`,
        emailConsent: { state: i === 0 ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED', level: null, at: null },
      })
    const [ana] = fake.shop.allLive()
    const orders = door()
    await orders.add({
      status: 'paid',
      total: euros(4_990),
      placedAt: new Date('2026-03-01'),
      buyer: { kind: 'registered', customerId: ana?.id ?? '' },
    })
    await orders.add({
      status: 'paid',
      total: euros(1_000),
      refunded: euros(250),
      placedAt: new Date('2026-03-02'),
      buyer: { kind: 'registered', customerId: ana?.id ?? '' },
    })
    await orders.add({
      status: 'cancelled',
      total: euros(9_999),
      placedAt: new Date('2026-03-03'),
      buyer: { kind: 'registered', customerId: ana?.id ?? '' },
    })
    const guest = { kind: 'guest' as const, firstName: 'Zoé', lastName: 'Petit', email: 'zoe@example.org', phone: null }
    for (let i = 0; i < 20; i++)
      await orders.add({ status: 'fulfilled', total: euros(100), placedAt: new Date('2026-03-04'), buyer: guest })
    await orders.add({ status: 'paid', total: euros(100), placedAt: new Date('2026-03-05'), buyer: null })

    const system = systemWith({ bulkFrom })
    await pullAll(system)
    const customers = await world.customers()
    expect(customers).toHaveLength(61)
    expect(customers.find(({ firstName }) => firstName === 'Ana 0')).toMatchObject({ orderCount: 2, spentMinor: 5_740 })
    expect(customers.find(({ firstName }) => firstName === 'Zoé')).toMatchObject({ orderCount: 20, spentMinor: 2_000 })
    expect(fake.state.operations.includes('RunBulk')).toBe(bulkFrom === 5)
    // Nobody was asked about alone.
    expect(fake.state.operations).not.toContain('Customer')
    const before = await world.rows(`select id, "updatedAt" from "Order" where "tenantId" = $1 order by id`)
    await pullAll(system)
    expect(await world.customers()).toEqual(customers)
    expect(await world.rows(`select id, "updatedAt" from "Order" where "tenantId" = $1 order by id`)).toEqual(before)
  })
})

it('an order’s event puts it on its customer’s timeline, told three times and changed since', { timeout: 60_000 }, async () => {
  const system = systemWith({ bulkFrom: 1_000 })
  const ana = fake.shop.addCustomer({ firstName: 'Ana', email: 'ana@example.org' })
  await pullAll(system)
  const orders = door()
  const id = await orders.add({
    name: '#1001',
    status: 'paid',
    total: euros(4_990),
    placedAt: new Date('2026-03-01'),
    buyer: { kind: 'registered', customerId: ana.id },
  })
  const tell = async (topic: string, eventId: string) => {
    const { headers, text } = signedWebhook({
      topic,
      body: { id },
      id: eventId,
      secret: fake.oauth.client.secret,
      shop: domain(),
    })
    const request = new Request('http://coccinelle.test/api/webhooks/crm/shopify/app', { method: 'POST', body: text, headers })
    expect((await receiveCrmDelivery({ vendor: 'shopify', target: 'app', secret: [] }, request)).status).toBe(200)
  }
  const work = async () => {
    const waiting = await world.rows<{ id: string }>(
      `select id from "InboundEvent" where "tenantId" = $1 and "processedAt" is null`,
    )
    for (const event of waiting)
      await receiveCrmEventJob({ tenantId: world.shop.id, eventId: event.id }, null, {
        findVendor,
        systemOf: () => Promise.resolve(system),
      })
    return waiting.length
  }
  for (let go = 0; go < 3; go++) await tell('orders/create', 'delivery-one')
  await tell('orders/paid', 'delivery-two')
  expect(await work()).toBe(2)
  const [customer] = await world.customers()
  expect(customer).toMatchObject({ firstName: 'Ana', orderCount: 1, spentMinor: 4_990 })
  expect((await linesOf(customer?.id ?? '')).map(({ type, description }) => [type, description])).toEqual([
    ['order_placed', '#1001'],
  ])

  await orders.remove(id)
  await tell('orders/delete', 'delivery-three')
  expect(await work()).toBe(1)
  expect(await world.customers()).toMatchObject([{ orderCount: 0, spentMinor: 0 }])
})
