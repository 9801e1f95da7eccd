// A web shop brings in its customers, guests and orders: the first import, then what its webhooks tell, then what they missed.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { POST } from '@/app/api/webhooks/crm/[vendor]/[connectionId]/[[...secret]]/route'
import { refundOrder } from '@/lib/crm/vendors/woocommerce/__fixtures__/fake-orders'
import { startWooFake, type WooFake } from '@/lib/crm/vendors/woocommerce/__fixtures__/woocommerce-fake'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { rewindStreams } from '@/lib/db/source-stream-repo'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { connectSystem } from './connect-system'
import { prepareConnectionJob } from './prepare-connection-job'
import { pullSourceJob } from './pull-source-job'
import { receiveCrmEventJob } from './receive-crm-event-job'

let shops: TestShops
let fake: WooFake
let shop: Shop
let useCase: UseCase
let connectionId: string

const realFetch = globalThis.fetch
const delivered = async (url: string, init: RequestInit): Promise<Response> => {
  if (!url.startsWith('http://coccinelle.test/')) return realFetch(url, init)
  const [vendor = '', id = '', ...secret] = new URL(url).pathname.split('/').slice(4)
  const { redirect: _redirect, ...rest } = init
  return POST(new Request(url, rest), { params: Promise.resolve({ vendor, connectionId: id, secret }) })
}

beforeAll(async () => {
  shops = await openTestShops(20)
  vi.stubGlobal('fetch', delivered)
})
afterAll(async () => {
  vi.unstubAllGlobals()
  await shops.close()
})
beforeEach(async () => {
  fake = await startWooFake()
  vi.stubEnv('WOOCOMMERCE_BASE_URL', fake.url)
  shop = await shops.create()
  useCase = shops.useCase(shop)
  const { key, secret } = fake.shop.issueKey()
  const fields = { storeUrl: fake.url, consumerKey: key, consumerSecret: secret }
  ;({ id: connectionId } = await connectSystem(shop, staff, { vendor: 'woocommerce', role: 'source', label: null, fields }))
  return async () => fake.close()
})

const rows = async <R extends object>(text: string): Promise<R[]> => (await shops.backDoor.query<R>(text, [shop.id])).rows
const pull = () => pullSourceJob({ tenantId: shop.id, connectionId }, null)
const customers = () =>
  rows<{ id: string; firstName: string | null; lastName: string | null; orderCount: number; spentMinor: number }>(
    `select id, "firstName", "lastName", "orderCount"::int as "orderCount", "spentMinor"::int as "spentMinor" from "Customer" where "tenantId" = $1 and "deletedAt" is null order by "createdAt", id`,
  )
const links = () =>
  rows<{ customerId: string; externalId: string; kind: string; evidence: unknown }>(
    `select "customerId", "externalId", kind, evidence from "ExternalLink" where "tenantId" = $1 order by "createdAt", id`,
  )
const orders = () =>
  rows<{ name: string | null; status: string; total: number; refunded: number; currency: string }>(
    `select metadata->>'name' as name, status, "totalMinor"::int as total, "refundedMinor"::int as refunded, currency from "Order" where "tenantId" = $1 order by "placedAt", id`,
  )

/** What the shop has sent by now takes effect. */
async function settle(): Promise<void> {
  await fake.deliveries.settled()
  for (const { id } of await rows<{ id: string }>(
    `select id from "InboundEvent" where "tenantId" = $1 and "processedAt" is null order by "receivedAt", id`,
  ))
    await receiveCrmEventJob({ tenantId: shop.id, eventId: id }, null)
}

const at = (day: number) => Date.UTC(2026, 0, day, 9)
const guest = { first_name: 'Ana', last_name: 'Petit', email: 'ana@example.org', phone: '06 39 98 00 40' }

describe('the first import', () => {
  it('brings in accounts, guests and orders, each buyer once, with what they agreed to and spent', async () => {
    const jeanne = fake.shop.addCustomer({
      email: 'jeanne@example.org',
      first_name: 'Jeanne',
      last_name: 'Durand',
      billing: { phone: '0639980041' },
      meta: [{ id: 1, key: 'coccinelle_opt_in_sms', value: 'denied' }],
    })
    fake.shop.addCustomer({ email: 'boss@example.org', first_name: 'Boss', role: 'administrator' })
    fake.shop.addOrder({
      customer_id: jeanne.id,
      billing: { ...jeanne.billing, email: jeanne.email },
      total: '49.90',
      status: 'completed',
      createdAt: at(2),
    })
    const bought = fake.shop.addOrder({ billing: guest, total: '100.00', createdAt: at(3), number: 'W-17' })
    refundOrder(fake.shop, bought.id, '25.50')
    fake.shop.addOrder({ billing: guest, total: '12345', currency: 'JPY', status: 'cancelled', createdAt: at(4) })
    fake.shop.addOrder({ billing: {}, total: '5.00', createdAt: at(5) })
    fake.shop.addOrder({ status: 'checkout-draft', total: '1.00' })
    const before = fake.state.requests
    await pull()
    // One page of accounts, one of orders: nobody is asked for alone.
    expect(fake.state.requests - before).toBe(2)
    expect(await customers()).toMatchObject([
      { firstName: 'Jeanne', lastName: 'Durand', orderCount: 1, spentMinor: 4_990 },
      { firstName: 'Ana', lastName: 'Petit', orderCount: 1, spentMinor: 7_450 },
    ])
    expect(await orders()).toEqual([
      { name: null, status: 'fulfilled', total: 4_990, refunded: 0, currency: 'EUR' },
      { name: 'W-17', status: 'paid', total: 10_000, refunded: 2_550, currency: 'EUR' },
      { name: null, status: 'cancelled', total: 12_345, refunded: 0, currency: 'JPY' },
    ])
    expect((await links()).map(({ externalId, kind }) => [externalId, kind])).toEqual([
      [String(jeanne.id), 'customer'],
      ['guest:ana@example.org', 'guest'],
    ])
    const [first] = await customers()
    expect(await useCase.store.consents(first?.id ?? '')).toMatchObject([{ channel: 'sms', state: 'denied' }])
    await pull()
    expect(await orders()).toHaveLength(3)
    expect(await rows(`select 1 from "CustomerActivity" where "tenantId" = $1 and type = 'order_placed'`)).toHaveLength(3)
  })

  it('over many pages asks for each once', async () => {
    for (let n = 0; n < 450; n++)
      fake.shop.addCustomer({ email: `c${n}@example.org`, first_name: `C${n}`, createdAt: at(1), modifiedAt: at(1) })
    for (let n = 0; n < 700; n++)
      fake.shop.addOrder({
        billing: { email: `g${n % 50}@example.org`, first_name: `G${n % 50}` },
        total: '1.00',
        createdAt: at(2) + n * 1_000,
        modifiedAt: at(2) + n * 1_000,
      })
    const before = fake.state.requests
    await pull()
    expect(fake.state.requests - before).toBeLessThanOrEqual(Math.ceil(450 / 96) + Math.ceil(700 / 99) + 1)
    expect(await customers()).toHaveLength(500)
    expect(await orders()).toHaveLength(700)
    expect(await rows(`select stream, total from "SourceStream" where "tenantId" = $1 order by stream`)).toEqual([
      { stream: 'customers', total: 450 },
      { stream: 'orders', total: 700 },
    ])
  }, 30_000)
})

describe('a webhook', () => {
  beforeEach(async () => {
    await prepareConnectionJob({ tenantId: shop.id, connectionId })
    await pull()
  })

  it('puts an order on its customer’s timeline, once, and follows it to its end', async () => {
    const { id } = fake.shop.addOrder({ billing: guest, total: '80.00', number: 'W-1' })
    fake.shop.changeOrder(id, {})
    await settle()
    const [customer] = await customers()
    expect(customer).toMatchObject({ firstName: 'Ana', orderCount: 1, spentMinor: 8_000 })
    const lines = (await useCase.store.activities(customer?.id ?? '', { cursor: null, limit: 10 })).data.filter(
      ({ channel }) => channel === 'shop',
    )
    expect(lines.map(({ type, description }) => [type, description])).toEqual([['order_placed', 'W-1']])
    fake.shop.changeOrder(id, { status: 'completed' })
    await settle()
    refundOrder(fake.shop, id, '80.00')
    await settle()
    expect(await orders()).toMatchObject([{ status: 'refunded', refunded: 8_000 }])
    fake.shop.removeOrder(id)
    await settle()
    expect(await orders()).toMatchObject([{ status: 'cancelled' }])
  })

  it('a guest who signs up with the address is one customer with both links, and says why; another with the number alone is not', async () => {
    fake.shop.addOrder({ billing: guest, total: '80.00' })
    await settle()
    const account = fake.shop.addCustomer({ email: 'Ana@example.org', first_name: 'Ana', last_name: 'Petit' })
    fake.shop.onEvent('customer.created', account)
    await settle()
    const [customer, ...others] = await customers()
    expect(others).toEqual([])
    expect((await links()).map(({ customerId, externalId, kind }) => [customerId, externalId, kind])).toEqual([
      [customer?.id, 'guest:ana@example.org', 'guest'],
      [customer?.id, String(account.id), 'customer'],
    ])
    expect(JSON.stringify((await links())[1]?.evidence)).toContain('email')
    fake.shop.addOrder({
      billing: { first_name: 'Paul', last_name: 'Martin', email: 'paul@example.org', phone: guest.phone },
      total: '10.00',
    })
    await settle()
    expect((await customers()).map(({ firstName }) => firstName)).toEqual(['Ana', 'Paul'])
  })
})

describe('what no webhook told', () => {
  it('is found by the next pulls: a new account, a change of status, an order in the bin', async () => {
    const { id } = fake.shop.addOrder({ billing: guest, total: '80.00' })
    const binned = fake.shop.addOrder({ billing: guest, total: '20.00' })
    await pull()
    fake.shop.addCustomer({ email: 'late@example.org', first_name: 'Late' })
    fake.shop.changeOrder(id, { status: 'completed' })
    fake.shop.changeOrder(binned.id, { status: 'trash' })
    await pull()
    expect((await customers()).map(({ firstName }) => firstName)).toEqual(['Ana', 'Late'])
    expect((await orders()).map(({ status }) => status).sort()).toEqual(['cancelled', 'fulfilled'])
    await rewindStreams(shop.id)
    await pull()
    expect(await orders()).toHaveLength(2)
    expect(await customers()).toHaveLength(2)
  })
})
