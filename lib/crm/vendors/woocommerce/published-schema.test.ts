// The check against WooCommerce's own schemas notices what is wrong: without this, its silence in the other tests says nothing.
import { describe, expect, test, vi } from 'vitest'
import { staticAccess } from '../../static-access'
import type { FakeAnswer, FakeRequest } from './__fixtures__/fake-rest'
import { violations, watchSchema } from './__fixtures__/published-schema'
import { startWooFake } from './__fixtures__/woocommerce-fake'
import { WooCommerceCustomers } from './adapter'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined, info: () => undefined, warn: () => undefined }) }))

describe('by hand', () => {
  const request: FakeRequest = {
    method: 'POST',
    path: '/wp-json/wc/v3/webhooks',
    query: new URLSearchParams(),
    contentType: 'application/json',
    body: { topic: 'order.created', delivery_url: 'https://x' },
  }
  const made = {
    id: 1,
    name: '',
    status: 'active',
    topic: '',
    resource: '',
    event: '',
    hooks: [],
    delivery_url: '',
    date_created: null,
    date_created_gmt: null,
    date_modified: null,
    date_modified_gmt: '2026-01-01T00:00:00',
  }
  const answer: FakeAnswer = { status: 201, body: made }

  test('what is as published passes', () => expect(violations(request, answer)).toEqual([]))
  test.each<[string, Partial<FakeRequest>, string]>([
    ['a member too few', { body: { topic: 'x' } }, "must have required property 'delivery_url'"],
    ['one that only WooCommerce writes', { body: { topic: 'x', delivery_url: 'y', resource: 'z' } }, '(resource)'],
    ['another type', { body: { topic: 'x', delivery_url: 5 } }, 'must be string'],
    ['an unknown parameter', { query: new URLSearchParams('orderby=x') }, 'no query parameter orderby'],
    ['an unknown path', { path: '/wp-json/wc/v3/webhooks/1/deliveries' }, 'is not published'],
    ['another media type', { contentType: 'text/plain' }, 'is sent as text/plain'],
  ])('in a request: %s', (_name, wrong, saidOf) => expect(violations({ ...request, ...wrong }, answer).join()).toContain(saidOf))
  test.each<[string, FakeAnswer]>([
    ['an id that is text', { status: 201, body: { ...made, id: '1' } }],
    ['a member too few', { status: 201, body: { ...made, topic: undefined } }],
    ['a date with a zone', { status: 201, body: { ...made, date_created: '2026-01-01T00:00:00Z' } }],
    ['another status', { status: 299, body: made }],
    ['an error of no known form', { status: 400, body: { error: 'no' } }],
  ])('in an answer: %s', (_name, wrong) => expect(violations(request, wrong)).not.toEqual([]))
})

/** One thing changed somewhere in a request that the adapter really sent. */
function broken(value: unknown, pick: () => number): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [5] : value.map((one, at) => (at === 0 ? broken(one, pick) : one))
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? 5 : 'five'
  const entries = Object.entries(value)
  const chosen = entries[pick() % Math.max(1, entries.length)]?.[0]
  if (chosen === undefined) return 5
  return Object.fromEntries(entries.map(([name, one]) => [name, name === chosen ? broken(one, pick) : one]))
}

test('every kind of request that the adapter sends is checked: each of them, and its answer, broken, is noticed', async () => {
  const sent: { request: FakeRequest; answer: FakeAnswer }[] = []
  const schema = watchSchema()
  const fake = await startWooFake({
    onExchange: (request, answer) => {
      schema.onExchange(request, answer)
      sent.push({ request, answer })
    },
  })
  vi.stubEnv('WOOCOMMERCE_BASE_URL', fake.url)
  try {
    const { key, secret } = fake.shop.issueKey()
    const access = staticAccess({ accessToken: `${key}:${secret}`, apiUrl: fake.url })
    const crm = new WooCommerceCustomers({}, {}, { access, account: fake.url, priority: 'interactive' })
    await crm.readAccount()
    const ana = await crm.createCustomer({ firstName: 'Ana', phone: '0639980077', tags: ['vip'], segment: 'vip' })
    await crm.updateCustomer(ana.id, { lastName: 'Martin', email: 'ana@example.org', phone: null })
    fake.shop.addOrder({ customer_id: Number(ana.id), total: '1.00' })
    const order = fake.shop.addOrder({ total: '1.00', refunds: [{ id: 1, reason: '', total: '-0.50' }] })
    await crm.getOrder(String(order.id))
    await crm.ordersSince((await crm.ordersSince(null)).cursor)
    await crm.searchCustomers('Ana')
    await crm.getCustomerByPhone('0639980078')
    await crm.getStats(ana.id)
    await crm.batchUpsert([{ key: 'k', input: { firstName: 'Cléo' } }])
    await crm.updatePreferences(ana.id, { optIn: { sms: true } })
    await crm.changesSince(null)
    await crm.keepWebhooks({ url: 'http://127.0.0.1:9/x', secret: 's' })
    for (const webhook of fake.shop.webhooks.values()) webhook.status = 'disabled'
    await crm.keepWebhooks({ url: 'http://127.0.0.1:9/x', secret: 's' })
    await crm.removeWebhooks('http://127.0.0.1:9/x')
    await crm.deleteCustomer(ana.id)
  } finally {
    await fake.close()
    vi.unstubAllEnvs()
  }
  schema.verdict()
  const kinds = new Map(sent.map((one) => [`${one.request.method} ${one.request.path.replace(/\d+$/g, '{id}')}`, one]))
  expect([...kinds.keys()].sort()).toHaveLength(13)
  for (const [kind, { request, answer }] of kinds) {
    expect([kind, violations({ ...request, path: `${request.path}/more/x` }, answer)]).not.toEqual([kind, []])
    expect([kind, violations({ ...request, query: new URLSearchParams('no=1') }, answer)]).not.toEqual([kind, []])
    const spoilt = Array.from({ length: 8 }, (_, at) => violations(request, { ...answer, body: broken(answer.body, () => at) }))
    expect([kind, spoilt.flat()]).not.toEqual([kind, []])
    if (request.body === null) continue
    const faults = Array.from({ length: 6 }, (_, at) => violations({ ...request, body: broken(request.body, () => at) }, answer))
    expect([kind, faults.flat()]).not.toEqual([kind, []])
  }
}, 30_000)
