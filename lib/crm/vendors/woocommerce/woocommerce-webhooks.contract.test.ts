// Webhooks that are made, looked after and taken away, against a shop that switches them off.
import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { VendorDelivery } from '../../vendor'
import { closeWoos, openWoo } from './__fixtures__/woo-world'
import { signingSecret, wooWebhook } from './webhook'
import { topics } from './webhooks'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined, info: () => undefined, warn: () => undefined }) }))

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  await closeWoos()
})

const secret = 'a-secret_of.this&link'

/** A door that keeps what comes and answers as the real one would. */
async function openDoor(status: () => number = () => 200) {
  const came: VendorDelivery[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      came.push({ method: 'POST', url: request.url ?? '', headers, body: Buffer.concat(chunks), pathSecret: null })
      response.writeHead(status()).end()
    })
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { came, url: `http://127.0.0.1:${port}/api/webhooks/crm/x/1` }
}

const verified = (given: VendorDelivery) => wooWebhook.verify(given, { secrets: [secret], accountId: null }, new Date())
const said = (given: VendorDelivery) => wooWebhook.parse(given, '').flatMap(({ hints }) => hints)

describe('webhooks', () => {
  test('are made, one a topic, with our secret; again makes none', async () => {
    const { shop, crm, fake } = await openWoo()
    const door = await openDoor()
    expect(await crm.keepWebhooks({ url: door.url, secret })).toEqual({ made: topics.length, mended: 0 })
    expect([...shop.webhooks.values()].map(({ topic }) => topic).sort()).toEqual([...topics].sort())
    expect(new Set([...shop.webhooks.values()].map((one) => one.secret))).toEqual(new Set([signingSecret(secret)]))
    expect(await crm.keepWebhooks({ url: door.url, secret })).toEqual({ made: 0, mended: 0 })
    await fake.deliveries.settled()
    expect(door.came.map(verified)).toEqual(topics.map(() => true))
    expect(door.came.flatMap(said)).toEqual([])
  })

  test('tell of accounts and orders as they are made, change and go', async () => {
    const { shop, crm, fake } = await openWoo()
    const door = await openDoor()
    await crm.keepWebhooks({ url: door.url, secret })
    await fake.deliveries.settled()
    door.came.length = 0
    const ana = await crm.createCustomer({ firstName: 'Élodie', email: 'ana@example.org' })
    await crm.updateCustomer(ana.id, { firstName: 'Ana' })
    const order = shop.addOrder({ billing: { email: 'guest@example.org' } })
    shop.changeOrder(order.id, { status: 'trash' })
    shop.changeOrder(order.id, { status: 'processing' })
    await crm.deleteCustomer(ana.id)
    await fake.deliveries.settled()
    expect(door.came.every(verified)).toBe(true)
    expect(
      door.came
        .flatMap(said)
        .map(({ kind, externalId }) => `${kind} ${externalId}`)
        .sort(),
    ).toEqual([`upsert ${ana.id}`, `upsert ${ana.id}`, `delete ${ana.id}`, ...[1, 2, 3].map(() => `order ${order.id}`)].sort())
    // Short when it is gone.
    expect(door.came.find(({ headers }) => headers['x-wc-webhook-topic'] === 'customer.deleted')?.body.toString()).toBe(
      `{"id":${ana.id}}`,
    )
  })

  test('that were switched off after seven failures are switched on again, with the secret of today', async () => {
    const { shop, crm, fake } = await openWoo()
    let status = 500
    const door = await openDoor(() => status)
    await crm.keepWebhooks({ url: door.url, secret: 'the one before' })
    for (let at = 0; at < 6; at++) {
      shop.addOrder({})
      await fake.deliveries.settled()
    }
    const hook = [...shop.webhooks.values()].find(({ topic }) => topic === 'order.created')
    expect(hook?.status).toBe('active')
    shop.addOrder({})
    await fake.deliveries.settled()
    expect(hook?.status).toBe('disabled')
    status = 200
    const before = door.came.length
    shop.addOrder({})
    await fake.deliveries.settled()
    expect(door.came.length).toBe(before)
    expect(await crm.keepWebhooks({ url: door.url, secret })).toEqual({ made: 0, mended: 1 })
    const order = shop.addOrder({})
    await fake.deliveries.settled()
    const last = door.came.at(-1)
    expect(last !== undefined && verified(last) && said(last)).toMatchObject([{ kind: 'order', externalId: String(order.id) }])
  })

  test('doubles go; those of others, and of another link of ours, stay', async () => {
    const { shop, crm, systemOf } = await openWoo()
    const [door, other] = [await openDoor(), await openDoor()]
    await Promise.all([crm.keepWebhooks({ url: other.url, secret }), systemOf().keepWebhooks({ url: door.url, secret })])
    const [doubled] = [...shop.webhooks.values()].filter(({ deliveryUrl }) => deliveryUrl === door.url)
    if (doubled !== undefined) shop.webhooks.set(999_999_999, { ...doubled, id: 999_999_999 })
    await crm.keepWebhooks({ url: door.url, secret })
    expect([...shop.webhooks.values()].filter(({ deliveryUrl }) => deliveryUrl === door.url)).toHaveLength(topics.length)
    await crm.removeWebhooks(door.url)
    expect([...shop.webhooks.values()].map(({ deliveryUrl }) => deliveryUrl)).toEqual(topics.map(() => other.url))
  })
})
