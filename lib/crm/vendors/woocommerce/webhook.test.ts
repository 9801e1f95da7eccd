// Deliveries of a shop: who sent them, what they say, and that nothing that we cannot use is called a failure.
import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { VendorDelivery } from '../../vendor'
import { phpJson, sign } from './__fixtures__/fake-webhooks'
import { signingSecret, wooWebhook } from './webhook'

const secret = 'kR2_-secret.of<the>"link"&more'
const trust = { secrets: [secret], accountId: 'shop.example' }
const now = new Date()
const order = { id: 727, date_modified_gmt: '2026-11-20T17:30:00', billing: { last_name: 'Lefèvre', url: 'https://a/b' } }

function delivery(payload: unknown, topic = 'order.updated', more: Partial<VendorDelivery> = {}): VendorDelivery {
  const text = typeof payload === 'string' ? payload : phpJson(payload)
  const headers = {
    'content-type': 'application/json',
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-signature': sign(signingSecret(secret), text),
    'x-wc-webhook-delivery-id': 'the same for a whole second',
  }
  return { method: 'POST', url: 'https://hub.example/x', headers, body: Buffer.from(text), pathSecret: null, ...more }
}
const verify = (given: VendorDelivery, secrets = [secret]) => wooWebhook.verify(given, { ...trust, secrets }, now)
const parse = (given: VendorDelivery) => wooWebhook.parse(given, 'shop.example')

describe('who sent it', () => {
  test('the signature is over the raw bytes, escapes and all', () => {
    const given = delivery(order)
    expect(given.body.toString()).toContain('Lef\\u00e8vre')
    expect(given.body.toString()).toContain('https:\\/\\/a')
    expect(verify(given)).toBe(true)
    // The same JSON written again is other bytes.
    expect(verify({ ...given, body: Buffer.from(JSON.stringify(order)) })).toBe(false)
  })

  test('the secret that is given away has letters and digits only, so that nothing undoes escapes in it', () => {
    expect(signingSecret(secret)).toMatch(/^[0-9a-f]{64}$/)
    const raw = createHmac('sha256', secret).update(delivery(order).body).digest('base64')
    expect(verify({ ...delivery(order), headers: { ...delivery(order).headers, 'x-wc-webhook-signature': raw } })).toBe(false)
  })

  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['another', sign(signingSecret('other'), phpJson(order))],
    ['hex', createHmac('sha256', signingSecret(secret)).update(phpJson(order)).digest('hex')],
    ['one with a space', `${sign(signingSecret(secret), phpJson(order))} `],
    ['one without its end', sign(signingSecret(secret), phpJson(order)).slice(0, -1)],
  ])('refused: %s', (_name, signature) => {
    const { 'x-wc-webhook-signature': _given, ...headers } = delivery(order).headers
    expect(
      verify({
        ...delivery(order),
        headers: { ...headers, ...(signature === undefined ? {} : { 'x-wc-webhook-signature': signature }) },
      }),
    ).toBe(false)
  })

  test('one of two live secrets is enough; none, or an empty one, is never', () => {
    expect(verify(delivery(order), ['new', secret])).toBe(true)
    expect(verify(delivery(order), [])).toBe(false)
    const empty = delivery(order)
    const forged = { ...empty.headers, 'x-wc-webhook-signature': sign(signingSecret(''), phpJson(order)) }
    expect(verify({ ...empty, headers: forged }, [''])).toBe(false)
  })
})

describe('the ping', () => {
  const ping = (body: string, type = 'application/x-www-form-urlencoded') =>
    delivery(body, '', { headers: { 'content-type': type }, body: Buffer.from(body) })

  test('is let pass unsigned, and says nothing', () => {
    expect(verify(ping('webhook_id=12'), [])).toBe(true)
    expect(parse(ping('webhook_id=12'))).toEqual([])
    expect(wooWebhook.accounts(ping('webhook_id=12'))).toEqual([])
    expect(wooWebhook.accepted().status).toBe(200)
  })

  test.each([
    ['webhook_id=12&x=1'],
    ['webhook_id='],
    ['webhook_id=12\n'],
    ['WEBHOOK_ID=12'],
    [`webhook_id=${'1'.repeat(100)}`],
    [''],
  ])('nothing else is: %j', (body) => expect(verify(ping(body))).toBe(false))

  test('nor as another media type, and a signed one with a topic says nothing either', () => {
    expect(verify(ping('webhook_id=12', 'application/json'))).toBe(false)
    const dressed = ping('webhook_id=12')
    expect(parse({ ...dressed, headers: { ...dressed.headers, 'x-wc-webhook-topic': 'customer.deleted' } })).toEqual([])
  })
})

describe('what it says', () => {
  test.each([
    ['customer.created', 'upsert'],
    ['customer.updated', 'upsert'],
    ['customer.deleted', 'delete'],
    ['order.created', 'order'],
    ['order.updated', 'order'],
    ['order.deleted', 'order'],
    ['order.restored', 'order'],
  ])('%s is a hint of kind %s', (topic, kind) => {
    const [event] = parse(delivery(topic.endsWith('deleted') ? { id: 727 } : order, topic))
    expect(event?.hints).toMatchObject([{ kind, externalId: '727', mergedIds: [] }])
  })

  test('an event is what it says: repeats are one, two orders in one second are two, whatever the delivery’s id is', () => {
    const id = (given: VendorDelivery) => parse(given)[0]?.eventId
    expect(id(delivery(order))).toBe(id(delivery(order)))
    const others = [
      delivery({ ...order, id: 728 }),
      delivery({ ...order, status: 'x' }),
      delivery(order, 'order.created'),
      delivery({ ...order, date_modified_gmt: '2026-11-20T17:30:01' }),
    ]
    expect(new Set([id(delivery(order)), ...others.map(id)]).size).toBe(5)
    expect(parse(delivery(order))[0]?.hints[0]?.at).toEqual(new Date('2026-11-20T17:30:00Z'))
  })

  test('read again without the signature, as it is kept, it says the same', () => {
    const given = delivery(order)
    const kept = ['content-type', ...(wooWebhook.keptHeaders ?? [])]
    const headers = Object.fromEntries(Object.entries(given.headers).filter(([name]) => kept.includes(name)))
    expect(headers).not.toHaveProperty('x-wc-webhook-signature')
    expect(parse({ ...given, headers })).toEqual(parse(given))
  })

  test.each([
    ['a topic of others', order, 'product.updated'],
    ['a hook of a plug-in', order, 'action.woocommerce_add_to_cart'],
    ['no topic', order, ''],
    ['a body that is no JSON', 'oops', 'order.updated'],
    ['a list', [order], 'order.updated'],
    ['no id', { status: 'x' }, 'order.updated'],
    ['an id that is none', { id: '../1' }, 'customer.updated'],
    ['null', null, 'customer.updated'],
  ])('empty, and no failure: %s', (_name, payload, topic) => expect(parse(delivery(payload, topic))).toEqual([]))
})
