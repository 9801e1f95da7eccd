// A linked shop tells us of its changes: webhooks come with the link, arrive once, are switched on again, and go with the link.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { POST } from '@/app/api/webhooks/crm/[vendor]/[connectionId]/[[...secret]]/route'
import { startWooFake, type WooFake } from '@/lib/crm/vendors/woocommerce/__fixtures__/woocommerce-fake'
import type { Shop } from '@/lib/customers/use-case'
import { createConnection } from '@/lib/db/connection-repo'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { connectSystem } from './connect-system'
import { keepWebhooksJob } from './keep-webhooks-job'
import { unlink } from './manage-connections'
import { prepareConnectionJob } from './prepare-connection-job'
import { receiveCrmEventJob } from './receive-crm-event-job'

const topics = 7
let shops: TestShops
let fake: WooFake
let shop: Shop
let connectionId: string
/** What came of deliveries, as the shop saw it. */
let statuses: number[] = []
let status: number | null = null

/** The shop's server reaches ours: by its address, without a network. */
const realFetch = globalThis.fetch
const delivered = async (url: string, init: RequestInit): Promise<Response> => {
  if (!url.startsWith('http://coccinelle.test/')) return realFetch(url, init)
  const [vendor = '', id = '', ...secret] = new URL(url).pathname.split('/').slice(4)
  const { redirect: _redirect, ...rest } = init
  const response =
    status === null
      ? await POST(new Request(url, rest), { params: Promise.resolve({ vendor, connectionId: id, secret }) })
      : new Response(null, { status })
  statuses.push(response.status)
  return response
}

beforeAll(async () => {
  ;[shops, fake] = await Promise.all([openTestShops(), startWooFake()])
  vi.stubEnv('WOOCOMMERCE_BASE_URL', fake.url)
  vi.stubGlobal('fetch', delivered)
})
afterAll(async () => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  await Promise.all([fake.close(), shops.close()])
})

beforeEach(async () => {
  fake.shop.webhooks.clear()
  fake.shop.keys.clear()
  shop = await shops.create()
  const { key, secret } = fake.shop.issueKey()
  const fields = { storeUrl: fake.url, consumerKey: key, consumerSecret: secret }
  ;({ id: connectionId } = await connectSystem(shop, staff, { vendor: 'woocommerce', role: 'source', label: null, fields }))
  status = null
  statuses = []
})

const prepare = () => prepareConnectionJob({ tenantId: shop.id, connectionId })
const hooks = () => [...fake.shop.webhooks.values()]
const events = async () =>
  (
    await shops.backDoor.query<{ id: string; headers: Record<string, string>; processedAt: Date | null; error: string | null }>(
      `select id, headers, "processedAt", error from "InboundEvent" where "tenantId" = $1 order by "receivedAt", id`,
      [shop.id],
    )
  ).rows

describe('the webhooks of a link', () => {
  it('are made with it, at an address of its own; their pings are answered and leave nothing behind', async () => {
    await prepare()
    await fake.deliveries.settled()
    expect(hooks().map(({ deliveryUrl }) => deliveryUrl)).toEqual(
      Array.from({ length: topics }, () => `http://coccinelle.test/api/webhooks/crm/woocommerce/${connectionId}`),
    )
    expect(hooks().every(({ secret }) => /^[0-9a-f]{64}$/.test(secret))).toBe(true)
    expect(statuses).toEqual(Array.from({ length: topics }, () => 200))
    expect(await events()).toEqual([])
    await prepare()
    expect(hooks()).toHaveLength(topics)
  })

  it('bring each change once, which is read again by its job without the signature', async () => {
    await prepare()
    await fake.deliveries.settled()
    statuses = []
    const customer = fake.shop.addCustomer({ email: 'ana@example.org' })
    fake.shop.onEvent('customer.updated', customer)
    // WordPress says the same thing twice.
    fake.shop.onEvent('customer.updated', customer)
    const [one, other] = [fake.shop.addOrder({}), fake.shop.addOrder({})]
    await fake.deliveries.settled()
    expect(statuses).toEqual([200, 200, 200, 200])
    const stored = await events()
    expect(stored).toHaveLength(3)
    expect(stored.map(({ headers }) => headers['x-wc-webhook-topic']).sort()).toEqual([
      'customer.updated',
      'order.created',
      'order.created',
    ])
    expect(JSON.stringify(stored.map(({ headers }) => headers))).not.toContain('signature')
    for (const { id } of stored) await receiveCrmEventJob({ tenantId: shop.id, eventId: id }, undefined)
    expect((await events()).map(({ processedAt, error }) => [processedAt !== null, error])).toEqual(
      stored.map(() => [true, null]),
    )
    expect(one.id).not.toBe(other.id)
  })

  it('what nobody could use is a success for the shop, and what is forged is refused', async () => {
    await prepare()
    await fake.deliveries.settled()
    statuses = []
    const [hook] = hooks()
    if (hook === undefined) throw new Error('no webhook')
    for (const [topic, body] of [
      ['product.updated', '{"id":1}'],
      ['order.updated', 'no JSON'],
      ['customer.updated', '{}'],
    ] as const)
      await fake.deliveries.deliver({ ...hook, topic }, null, body)
    expect(statuses).toEqual([200, 200, 200])
    await fake.deliveries.deliver({ ...hook, topic: 'order.updated', secret: 'forged' }, { id: 1 })
    expect(statuses.at(-1)).toBe(401)
    expect(await events()).toEqual([])
  })

  it('of another shop’s link are not this one’s: the address says whose they are, and its secret alone counts', async () => {
    await prepare()
    const stranger = await shops.create()
    const { id } = await createConnection(stranger, staff, {
      ...{ vendor: 'woocommerce', role: 'source', label: null, credentials: {}, settings: {}, withWebhookSecret: true },
    })
    await fake.deliveries.settled()
    statuses = []
    const hook = hooks().find(({ topic }) => topic === 'order.updated')
    if (hook === undefined) throw new Error('no webhook')
    await fake.deliveries.deliver({ ...hook, deliveryUrl: hook.deliveryUrl.replace(connectionId, id) }, { id: 1 })
    expect(statuses).toEqual([401])
  })

  it('that the shop switched off are on again after the daily look; a link in trouble is left alone', async () => {
    await prepare()
    await fake.deliveries.settled()
    status = 500
    for (let at = 0; at < 7; at++) {
      fake.shop.addOrder({})
      await fake.deliveries.settled()
    }
    status = null
    expect(
      hooks()
        .filter((hook) => hook.status === 'disabled')
        .map(({ topic }) => topic),
    ).toEqual(['order.created'])
    await shops.backDoor.query(`update "CrmConnection" set status = 'reconnect_needed' where id = $1`, [connectionId])
    await keepWebhooksJob()
    expect(hooks().filter((hook) => hook.status === 'disabled')).toHaveLength(1)
    await shops.backDoor.query(`update "CrmConnection" set status = 'connected' where id = $1`, [connectionId])
    await keepWebhooksJob()
    expect(hooks().filter((hook) => hook.status === 'disabled')).toEqual([])
    fake.shop.addOrder({})
    await fake.deliveries.settled()
    expect(await events()).toHaveLength(1)
  })

  it('go with the link; a shop that cannot be reached keeps nobody from unlinking', async () => {
    await prepare()
    await fake.deliveries.settled()
    const context = { shop, useCase: shops.useCase(shop) }
    await unlink(context, { connectionId })
    expect(hooks()).toEqual([])
    await fake.deliveries.settled()
    const again = await connectSystem(shop, staff, {
      ...{ vendor: 'woocommerce', role: 'source', label: null },
      fields: {
        storeUrl: fake.url,
        ...(({ key, secret }) => ({ consumerKey: key, consumerSecret: secret }))(fake.shop.issueKey()),
      },
    })
    connectionId = again.id
    await prepare()
    fake.shop.keys.clear()
    await unlink(context, { connectionId })
    expect(hooks()).toHaveLength(topics)
  })
})
