// What Shopify sends: genuine and forged, of every topic, repeated, and with ids that no number holds.
import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { VendorDelivery } from '../../vendor'
import { signedWebhook } from './__fixtures__/shopify-fake'
import { shopifyWebhook } from './webhook'

const secret = 'sandbox-app-secret'
const shop = 'demo.myshopify.com'
const trust = { secrets: [secret], accountId: null }
const now = new Date()
/** Above 2^53: as a number it would end in another digit. */
const big = '9007199254741003'

function delivery(topic: string, body: Record<string, unknown>, more: Record<string, string | undefined> = {}): VendorDelivery {
  const { headers, text } = signedWebhook({ topic, body, id: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043', secret, shop })
  const given = Object.fromEntries(Object.entries({ ...headers, ...more }).filter(([, value]) => value !== undefined))
  return {
    method: 'POST',
    url: 'https://hub.example.fr/api/webhooks/crm/shopify/app',
    headers: given as Record<string, string>,
    body: Buffer.from(text),
    pathSecret: null,
  }
}
const hintsOf = (topic: string, body: Record<string, unknown>) =>
  shopifyWebhook.parse(delivery(topic, body), shop).flatMap(({ hints }) => hints)

describe('the signature', () => {
  const genuine = delivery('customers/update', { id: big, first_name: 'Élodie' })

  test('of the raw bytes is taken, with the current secret and the one before', () => {
    expect(shopifyWebhook.verify(genuine, trust, now)).toBe(true)
    expect(shopifyWebhook.verify(genuine, { ...trust, secrets: ['new-secret', secret] }, now)).toBe(true)
  })

  test('of other bytes, in another form or with another secret is not', () => {
    const spaced = { ...genuine, body: Buffer.from(genuine.body.toString().replace(',', ', ')) }
    const hex = createHmac('sha256', secret).update(genuine.body).digest('hex')
    const hmac = genuine.headers['x-shopify-hmac-sha256'] ?? ''
    expect(shopifyWebhook.verify(spaced, trust, now)).toBe(false)
    for (const signature of [undefined, '', hex, `${hmac} `, hmac.slice(0, -1), hmac.replace('=', ''), 'x'.repeat(44)])
      expect(
        shopifyWebhook.verify(
          delivery('customers/update', { id: big, first_name: 'Élodie' }, { 'x-shopify-hmac-sha256': signature }),
          trust,
          now,
        ),
        signature,
      ).toBe(false)
    for (const secrets of [[], [''], ['another']]) expect(shopifyWebhook.verify(genuine, { ...trust, secrets }, now)).toBe(false)
    expect(shopifyWebhook.verify({ ...genuine, body: Buffer.alloc(0) }, trust, now)).toBe(false)
  })
})

describe('what is told', () => {
  test.each([
    ['customers/create', { id: big }, { kind: 'upsert', externalId: big }],
    [
      'customers/update',
      { id: 7, updated_at: '2026-11-22T10:00:00Z' },
      { kind: 'upsert', externalId: '7', at: new Date('2026-11-22T10:00:00Z') },
    ],
    ['customers/enable', { id: 7 }, { kind: 'upsert', externalId: '7' }],
    ['customers/delete', { id: big }, { kind: 'delete', externalId: big }],
    ['customer.tags_added', { customerId: `gid://shopify/Customer/${big}`, tags: ['vip'] }, { kind: 'upsert', externalId: big }],
    [
      'customers_email_marketing_consent/update',
      { customer_id: big, email_address: 'a@example.fr' },
      { kind: 'upsert', externalId: big },
    ],
    [
      'customers/purchasing_summary',
      { customerId: 'gid://shopify/Customer/1', numberOfOrders: '3' },
      { kind: 'upsert', externalId: '1' },
    ],
    ['orders/create', { id: big, customer: { id: 5 }, total_price: '10.00' }, { kind: 'order', externalId: big }],
    ['orders/updated', { id: 9, email: 'a@example.fr' }, { kind: 'order', externalId: '9' }],
    ['orders/cancelled', { id: 9 }, { kind: 'order', externalId: '9' }],
    ['orders/delete', { id: big }, { kind: 'order', externalId: big }],
  ])('%s', (topic, body, hint) => {
    expect(hintsOf(topic, body)).toMatchObject([hint])
  })

  test('a merge that was done, and none that was not', () => {
    const body = {
      admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${big}`,
      admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/2',
      admin_graphql_api_job_id: null,
      errors: [],
    }
    expect(hintsOf('customers/merge', { ...body, status: 'completed' })).toMatchObject([
      { kind: 'merge', externalId: big, mergedIds: ['2'] },
    ])
    for (const status of ['failed', 'in_progress', 'requested'])
      expect(hintsOf('customers/merge', { ...body, status })).toEqual([])
  })

  test('nothing of topics that are none of ours', () => {
    for (const topic of ['products/update', 'carts/create', '']) expect(hintsOf(topic, { id: 1 })).toEqual([])
    expect(hintsOf('app/uninstalled', { id: 954_889, myshopify_domain: shop, domain: shop })).toEqual([])
  })

  test('an id in a text is no id', () => {
    expect(hintsOf('customers/update', { note: `"id": ${big}, x`, id: 7 })).toMatchObject([{ externalId: '7' }])
  })

  test('what is not as promised is refused', () => {
    for (const body of [{}, { id: null }, { id: 'x' }, { id: -1 }, { id: 1.5 }, { id: [1] }])
      expect(() => shopifyWebhook.parse(delivery('customers/update', body), shop), JSON.stringify(body)).toThrow(
        expect.objectContaining({ code: 'invalid' }),
      )
    const given = delivery('customers/update', { id: 1 })
    for (const text of ['', '[]', 'null', '{"id":', '"x"'])
      expect(() => shopifyWebhook.parse({ ...given, body: Buffer.from(text) }, shop), text).toThrow(
        expect.objectContaining({ code: 'invalid' }),
      )
  })
})

describe('the compliance topics', () => {
  const redact = {
    shop_id: 954_889,
    shop_domain: shop,
    customer: { id: big, email: 'a@example.fr', phone: null },
    orders_to_redact: [1],
  }

  test('whoever is to be forgotten is', () => {
    expect(hintsOf('customers/redact', redact)).toMatchObject([{ kind: 'erase', externalId: big }])
    expect(hintsOf('customers/redact', { ...redact, customer: { email: 'A@Example.fr' } })).toMatchObject([
      { kind: 'erase', externalId: 'guest:a@example.fr' },
    ])
    expect(hintsOf('customers/redact', { ...redact, customer: { email: null, phone: '+33639980101' } })).toMatchObject([
      { kind: 'erase', externalId: 'guest:+33639980101' },
    ])
    expect(hintsOf('customers/redact', { ...redact, customer: {} })).toEqual([])
  })

  test('only on a body that names its shop, which an ordinary event cannot be replayed as', () => {
    expect(() => hintsOf('customers/redact', { id: 7, customer: { id: 7 } })).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    )
  })

  test('the others are kept and have no effect yet', () => {
    const request = { ...redact, orders_requested: [1], data_request: { id: 9_999 } }
    for (const topic of ['customers/data_request', 'shop/redact']) {
      const [event] = shopifyWebhook.parse(delivery(topic, request), shop)
      expect(event?.hints).toEqual([])
      expect(event?.eventId).toContain(topic)
    }
  })
})

describe('whose it is', () => {
  test('the shop that the header names, or the body where it names one', () => {
    expect(shopifyWebhook.accounts(delivery('customers/update', { id: 1 }))).toEqual([shop])
    expect(shopifyWebhook.accounts(delivery('shop/redact', { shop_id: 1, shop_domain: shop }))).toEqual([shop])
  })

  test('nobody’s when the two differ, or when it is no shop', () => {
    const other = { 'x-shopify-shop-domain': 'other.myshopify.com' }
    expect(shopifyWebhook.accounts(delivery('shop/redact', { shop_domain: shop }, other))).toEqual([])
    expect(shopifyWebhook.parse(delivery('shop/redact', { shop_domain: shop }, other), 'other.myshopify.com')).toEqual([])
    for (const domain of ['evil.example', '', undefined])
      expect(shopifyWebhook.accounts(delivery('customers/update', { id: 1 }, { 'x-shopify-shop-domain': domain }))).toEqual([])
  })

  test('another shop is told nothing', () => {
    expect(shopifyWebhook.parse(delivery('customers/update', { id: 1 }), 'other.myshopify.com')).toEqual([])
  })
})

describe('a repeat', () => {
  const eventIdOf = (given: VendorDelivery) => shopifyWebhook.parse(given, shop)[0]?.eventId

  test('has the id of its delivery, and another topic of the same event another', () => {
    const body = { id: 1, updated_at: '2026-11-22T10:00:00Z' }
    expect(eventIdOf(delivery('orders/updated', body))).toBe(eventIdOf(delivery('orders/updated', body)))
    expect(eventIdOf(delivery('orders/paid', body))).not.toBe(eventIdOf(delivery('orders/updated', body)))
  })

  test('without an id is known by what it says', () => {
    const none = { 'x-shopify-webhook-id': undefined }
    expect(eventIdOf(delivery('orders/updated', { id: 1 }, none))).toBe(eventIdOf(delivery('orders/updated', { id: 1 }, none)))
    expect(eventIdOf(delivery('orders/updated', { id: 2 }, none))).not.toBe(
      eventIdOf(delivery('orders/updated', { id: 1 }, none)),
    )
  })
})
