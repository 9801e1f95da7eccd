// HubSpot's deliveries: genuine ones are taken, forged ones are not; events are read whole, whatever size their ids have.
import { createHash, createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import type { VendorDelivery } from '../../vendor'
import { signedHeaders, startHubspotFake } from './__fixtures__/hubspot-fake'
import { hubspotWebhook, signedUrl } from './webhook'

const secret = 'app-secret-of-the-test'
const url = 'https://hub.example/api/webhooks/crm/hubspot/app'
const now = new Date('2026-11-25T10:00:00Z')
const event = {
  eventId: 1,
  subscriptionId: 2,
  portalId: 33,
  appId: 4,
  occurredAt: 1_762_000_000_000,
  subscriptionType: 'contact.propertyChange',
  attemptNumber: 0,
  objectId: 512,
  propertyName: 'phone',
  propertyValue: '+33639981234',
}

const deliver = (body: string | Buffer, more: Partial<VendorDelivery> = {}, at = now.getTime(), by = secret): VendorDelivery => ({
  method: 'POST',
  url,
  headers: signedHeaders(url, body, by, at),
  body: Buffer.from(body),
  pathSecret: null,
  ...more,
})
const trust = { secrets: [secret], accountId: null }
const genuine = (delivery: VendorDelivery, secrets = [secret], at = now) =>
  hubspotWebhook.verify(delivery, { secrets, accountId: null }, at)

describe('genuine', () => {
  const bodies = [
    '[{}]',
    JSON.stringify([event]),
    '[ { "a" : 1 } ]',
    '["é👗"]',
    '[1e3]',
    `[${' '.repeat(10_000)}]`,
    '{"not":"a batch"}',
    'not json at all',
    '[\r\n]',
    '[{"z":"\\u0000"}]',
  ]
  test.each(bodies)('%j', (body) => expect(genuine(deliver(body))).toBe(true))
  test('within five minutes to either side, by the newest or the older secret, at an address with escapes', () => {
    for (const shift of [-299_000, 299_000]) expect(genuine(deliver('[{}]', {}, now.getTime() + shift))).toBe(true)
    expect(genuine(deliver('[{}]'), ['newer', secret])).toBe(true)
    const escaped = 'https://hub.example/a%20b?x=%2Fc%40d'
    expect(signedUrl(escaped)).toBe('https://hub.example/a%20b?x=/c@d')
    expect(
      genuine({ ...deliver('[{}]'), url: escaped, headers: signedHeaders(signedUrl(escaped), '[{}]', secret, now.getTime()) }),
    ).toBe(true)
  })
})

describe('forged', () => {
  const body = JSON.stringify([event])
  const good = deliver(body)
  const signature = good.headers['x-hubspot-signature-v3'] ?? ''
  const withHeaders = (headers: Record<string, string>) => ({ ...good, headers: { ...good.headers, ...headers } })
  const without = (name: string) => ({
    ...good,
    headers: Object.fromEntries(Object.entries(good.headers).filter(([key]) => key !== name)),
  })
  const flips = Array.from({ length: 20 }, (_, at) => {
    const bytes = Buffer.from(body)
    const place = Math.floor((at * bytes.length) / 20)
    bytes[place] = (bytes[place] ?? 0) ^ (1 << (at % 8))
    return { ...good, body: bytes }
  })
  const forgeries: [string, VendorDelivery][] = [
    ...flips.map((one, at): [string, VendorDelivery] => [`bit flip ${at}`, one]),
    ['no signature', without('x-hubspot-signature-v3')],
    ['no timestamp', without('x-hubspot-request-timestamp')],
    ['empty signature', withHeaders({ 'x-hubspot-signature-v3': '' })],
    ['doubled signature', withHeaders({ 'x-hubspot-signature-v3': `${signature}, ${signature}` })],
    ['signature with a space', withHeaders({ 'x-hubspot-signature-v3': ` ${signature}` })],
    ['url-safe base64', withHeaders({ 'x-hubspot-signature-v3': Buffer.from(signature, 'base64').toString('base64url') })],
    ['hex', withHeaders({ 'x-hubspot-signature-v3': Buffer.from(signature, 'base64').toString('hex') })],
    ['cut signature', withHeaders({ 'x-hubspot-signature-v3': signature.slice(0, -4) })],
    ['other timestamp', withHeaders({ 'x-hubspot-request-timestamp': String(now.getTime() + 1) })],
    ['timestamp in seconds', withHeaders({ 'x-hubspot-request-timestamp': String(Math.floor(now.getTime() / 1000)) })],
    ['doubled timestamp', withHeaders({ 'x-hubspot-request-timestamp': `${now.getTime()}, ${now.getTime()}` })],
    ['timestamp that is no number', withHeaders({ 'x-hubspot-request-timestamp': '1e12' })],
    ['too old', deliver(body, {}, now.getTime() - 301_000)],
    ['of the future', deliver(body, {}, now.getTime() + 301_000)],
    ['another app’s secret', deliver(body, {}, now.getTime(), 'another-app')],
    ['empty body', deliver('')],
    ['re-serialised', { ...good, body: Buffer.from(JSON.stringify(JSON.parse(body), null, 1)) }],
    ['http', { ...good, url: url.replace('https', 'http') }],
    ['another host', { ...good, url: url.replace('hub.example', 'evil.example') }],
    ['another path', { ...good, url: `${url}/x` }],
    ['with a query', { ...good, url: `${url}?x=1` }],
    [
      'version 1',
      withHeaders({
        'x-hubspot-signature-v3': createHash('sha256')
          .update(secret + body)
          .digest('hex'),
      }),
    ],
    [
      'version 2',
      withHeaders({ 'x-hubspot-signature-v3': createHash('sha256').update(`${secret}POST${url}${body}`).digest('hex') }),
    ],
    [
      'SHA-1',
      withHeaders({
        'x-hubspot-signature-v3': createHmac('sha1', secret).update(`POST${url}${body}${now.getTime()}`).digest('base64'),
      }),
    ],
    ['latin-1 body', { ...deliver('["é"]'), body: Buffer.from('["é"]', 'latin1') }],
  ]
  test('there are 40 and more', () => expect(forgeries.length).toBeGreaterThanOrEqual(40))
  test.each(forgeries)('%s', (_name, delivery) => expect(genuine(delivery)).toBe(false))
  test('without a secret nothing is genuine', () => {
    expect(genuine(good, [])).toBe(false)
    expect(genuine(deliver(body, {}, now.getTime(), ''), [''])).toBe(false)
  })
})

describe('events', () => {
  const parse = (text: string, account = '33') => hubspotWebhook.parse(deliver(text), account)
  test('say what happened to whom; ids stay whole beyond 2^53', () => {
    const at = new Date(1_762_000_000_000)
    const big = '9007199254740993'
    const text = `[${JSON.stringify({ ...event, subscriptionType: 'contact.creation' }).replace('"objectId":512', `"objectId":${big}`)},
      {"portalId":33,"occurredAt":1762000000000,"subscriptionType":"contact.merge","objectId":900,"primaryObjectId":512,"mergedObjectIds":[733, ${big}],"newObjectId":900},
      {"portalId":33,"occurredAt":1762000000000,"subscriptionType":"object.deletion","objectTypeId":"0-1","objectId":7},
      {"portalId":33,"occurredAt":1762000000000,"subscriptionType":"contact.privacyDeletion","objectId":8},
      {"portalId":33,"occurredAt":1762000000000,"subscriptionType":"company.creation","objectId":9},
      {"portalId":34,"occurredAt":1762000000000,"subscriptionType":"contact.creation","objectId":10}]`
    expect(hubspotWebhook.accounts(deliver(text))).toEqual(['33', '34'])
    expect(parse(text).map(({ hints }) => hints[0])).toEqual([
      { kind: 'upsert', externalId: big, mergedIds: [], at },
      { kind: 'merge', externalId: '900', mergedIds: ['733', big, '512'], at },
      { kind: 'delete', externalId: '7', mergedIds: [], at },
      { kind: 'erase', externalId: '8', mergedIds: [], at },
    ])
  })
  test('a name inside a value is no name', () => {
    const value = '"objectId": 5, {"portalId":99}'
    expect(parse(JSON.stringify([{ ...event, propertyValue: value }]))[0]?.hints[0]?.externalId).toBe('512')
  })
  test('are recognised by content: ids repeat, order and attempts do not matter', () => {
    const one = parse(JSON.stringify([event]))[0]?.eventId
    expect(parse(JSON.stringify([{ ...event, attemptNumber: 3, eventId: 99 }]))[0]?.eventId).toBe(one)
    expect(parse(JSON.stringify([{ ...event, propertyValue: 'x' }]))[0]?.eventId).not.toBe(one)
    expect(parse(JSON.stringify([event, event]))).toHaveLength(1)
    const other = { ...event, objectId: 513, occurredAt: event.occurredAt - 1 }
    const idsOf = (events: unknown[]) => parse(JSON.stringify(events)).map(({ eventId }) => eventId)
    expect(idsOf([other, event]).reverse()).toEqual(idsOf([event, other]))
    expect(new Set(idsOf([event, other])).size).toBe(2)
  })
  test.each(['', '{}', '[]', '[{"portalId":1}]', 'x', '[null]'])('%j is refused', (text) =>
    expect(() => hubspotWebhook.accounts({ ...deliver('x'), body: Buffer.from(text) })).toThrow('Not a batch'),
  )
  test('the answer is an empty 200', () =>
    expect([hubspotWebhook.accepted().status, hubspotWebhook.secret, trust.secrets.length]).toEqual([200, 'app', 1]))
})

test('what the fake sends over the wire is genuine, with ids as bare numbers beyond 2^53', async () => {
  const fake = await startHubspotFake()
  const got: VendorDelivery[] = []
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      got.push({ method: 'POST', url: `http://${request.headers.host}${request.url}`, headers, body, pathSecret: null })
      response.writeHead(200).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    const address = server.address()
    const target = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/webhooks/crm/hubspot/app`
    const merge = { subscriptionType: 'contact.merge', objectId: '9007199254740993', newObjectId: '9007199254740993' }
    const ids = { primaryObjectId: '9007199254740995', mergedObjectIds: ['9007199254740997'] }
    expect(await fake.sendWebhook(target, [{ ...event, ...merge, ...ids }])).toBe(200)
    const [delivery] = got
    if (delivery === undefined) throw new Error('nothing came')
    expect(delivery.body.toString()).toContain('"mergedObjectIds":[9007199254740997]')
    expect(genuine(delivery, [fake.oauth.client.secret], new Date())).toBe(true)
    expect(genuine(delivery, [secret], new Date())).toBe(false)
    expect(hubspotWebhook.parse(delivery, '33')[0]?.hints).toMatchObject([
      { kind: 'merge', externalId: '9007199254740993', mergedIds: ['9007199254740997', '9007199254740995'] },
    ])
  } finally {
    server.closeAllConnections()
    server.close()
    await fake.close()
  }
})
