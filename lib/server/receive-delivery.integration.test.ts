// The door: what is refused and how, that nothing is stored then, and that what is accepted is stored once.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { address, type ChannelWorld } from '@/lib/channels/contract/channel-world'
import { forgeriesOf } from '@/lib/channels/contract/forgeries'
import { twilioWorld } from '@/lib/channels/contract/twilio-world'
import { signLikeStandard } from '@/lib/channels/standard/standard-signature'
import { twilioSms } from '@/lib/channels/twilio-sms'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { createTenant } from '@/lib/db/account-repo'
import { createChannel, deleteChannel, retireChannelSecret, rotateChannelSecret } from '@/lib/db/channel-repo'
import { tenantDb } from '@/lib/db/tenant-db'
import { newId } from '@/lib/shared/ids'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { methodNotAllowed } from './method-not-allowed'
import { problemSchema } from './problem'
import { receiveDelivery } from './receive-delivery'

const actor: Actor = { kind: 'system', id: null, name: 'test' }
const [token, foreignToken] = twilioWorld.secrets
let app: TestApp
let shop: Shop
let channel: { id: string; url: string }

beforeAll(async () => {
  app = await startTestApp({ APP_URL: 'https://hub.example.org' })
})
afterAll(() => app.stop())
beforeEach(async () => {
  shop = await createTenant({ slug: `shop-${newId()}`, name: 'Boutique' })
  channel = await createChannel(shop, actor, { type: 'twilio-sms', name: 'SMS', secret: token })
})

const form = (fields: Record<string, string>): Buffer =>
  Buffer.from(new URLSearchParams({ From: '+33639981234', ...fields }).toString())

function request(
  body: Buffer,
  secret: string = token,
  { to = channel, headers = {} }: { to?: { url: string }; headers?: Record<string, string> } = {},
): Request {
  const signed = twilioWorld.sign(body, secret, { url: to.url })
  // What a stranger or a proxy claims about the address counts for nothing.
  return new Request('http://internal:3000/api/webhooks/messages/x', {
    method: 'POST',
    headers: { ...signed.headers, ...headers },
    body: new Uint8Array(body),
  })
}

const count = async (table: 'InboundEvent' | 'Message' | 'Customer', of: Shop = shop): Promise<number> => {
  const [row] = await tenantDb(of.id).sql((sql) =>
    sql.rows(z.object({ n: z.int() }), `select count(*)::int as n from "${table}"`),
  )
  return row!.n
}

async function problemOf(answer: Response, status: number): Promise<z.infer<typeof problemSchema>> {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  return problemSchema.parse(await answer.json())
}

describe('the door refuses, and keeps nothing', () => {
  it('an unknown channel, a closed one and an odd id alike: 404', async () => {
    const before = await receiveDelivery(channel.id, request(form({ MessageSid: 'SM1' })))
    expect(before.status).toBe(200)
    await deleteChannel(shop, actor, channel.id)
    const bodies: unknown[] = []
    for (const id of [channel.id, newId(), 'x', '../../etc', 'a\0b', 'x'.repeat(500)])
      bodies.push(await problemOf(await receiveDelivery(id, request(form({ MessageSid: 'SM2' }))), 404))
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1)
    expect(await count('InboundEvent')).toBe(1)
  })

  it('every forgery: 401', async () => {
    const world: ChannelWorld = {
      ...twilioWorld,
      type: twilioSms,
      bodies: {
        sms: { body: form({ MessageSid: 'SM1', Body: 'Bonjour' }), reads: {} },
        other: { body: form({ MessageSid: 'SM2' }), reads: {} },
      },
      malformed: {},
    }
    // Forgeries of the address are the sender's; ours is always the configured one, so those are signed for another address.
    const forged = Object.entries(forgeriesOf(world, 'sms')).filter(([, { url }]) => url === address)
    expect(forged.length).toBeGreaterThanOrEqual(40)
    for (const [kind, delivery] of forged) {
      const headers = new Headers()
      // As a server hands them on: what a header may not hold never arrives.
      for (const [name, value] of Object.entries(delivery.headers)) headers.set(name, value)
      const answer = await receiveDelivery(
        channel.id,
        new Request(channel.url, { method: 'POST', headers, body: new Uint8Array(delivery.body) }),
      )
      expect([kind, answer.status]).toEqual([kind, 401])
    }
    for (const url of [
      channel.url.replace('https', 'http'),
      channel.url.replace('hub.example.org', 'evil.example'),
      `${channel.url}/`,
      `${channel.url}?a=1`,
    ])
      expect((await receiveDelivery(channel.id, request(form({ MessageSid: 'SM1' }), token, { to: { url } }))).status).toBe(401)
    expect(await count('InboundEvent')).toBe(0)
  })

  it('another tenant’s secret, and this tenant’s delivery at another tenant’s door', async () => {
    const other = await createTenant({ slug: `other-${newId()}`, name: 'Other' })
    const theirs = await createChannel(other, actor, { type: 'twilio-sms', name: 'SMS', secret: foreignToken })
    expect((await receiveDelivery(channel.id, request(form({ MessageSid: 'SM1' }), foreignToken))).status).toBe(401)
    expect((await receiveDelivery(theirs.id, request(form({ MessageSid: 'SM1' })))).status).toBe(401)
    expect([await count('InboundEvent'), await count('InboundEvent', other)]).toEqual([0, 0])
  })

  it('a body that is too large, whether it says so or not: 413', async () => {
    const large = Buffer.alloc(twilioSms.maxBytes + 1, 'x')
    await problemOf(await receiveDelivery(channel.id, request(large)), 413)
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(16_384).fill(++pulled && 120)),
    })
    const lying = new Request(channel.url, { method: 'POST', body: endless, duplex: 'half' } as RequestInit)
    const answer = await receiveDelivery(channel.id, lying)
    await problemOf(answer, 413)
    expect(answer.headers.get('connection')).toBe('close')
    expect(pulled * 16_384).toBeLessThan(twilioSms.maxBytes + 100_000)
    const announced = new Request(channel.url, { method: 'POST', headers: { 'content-length': '999999999' }, body: 'x' })
    await problemOf(await receiveDelivery(channel.id, announced), 413)
    expect(await count('InboundEvent')).toBe(0)
  })

  it('a body that does not come: 408 after ten seconds', async () => {
    expect((await receiveDelivery(channel.id, request(form({ MessageSid: 'SM1' })))).status).toBe(200)
    const slow = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('MessageSid=')),
    })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const answering = receiveDelivery(
        channel.id,
        new Request(channel.url, { method: 'POST', body: slow, duplex: 'half' } as RequestInit),
      )
      let answered = false
      void answering.then(() => (answered = true))
      await vi.advanceTimersByTimeAsync(9_990)
      expect(answered).toBe(false)
      await vi.advanceTimersByTimeAsync(20)
      await problemOf(await answering, 408)
    } finally {
      vi.useRealTimers()
    }
    expect(await count('InboundEvent')).toBe(1)
  })

  it('a signed body that is not what the channel promises: 400 naming the field', async () => {
    const problem = await problemOf(await receiveDelivery(channel.id, request(form({ Body: 'x' }))), 400)
    expect(problem.errors?.map((error) => error.field)).toEqual(['MessageSid'])
    const standard = await createChannel(shop, actor, { type: 'standard', name: 'Site' })
    const post = (text: string) => {
      const headers = signLikeStandard('msg_1', Buffer.from(text), standard.secret, new Date())
      return receiveDelivery(standard.id, new Request(standard.url, { method: 'POST', headers, body: text }))
    }
    expect((await problemOf(await post('{'), 400)).errors?.map((error) => error.code)).toEqual(['json'])
    expect(
      (await problemOf(await post('{"id":"1","from":"x","channel":"pigeon","text":1}'), 400)).errors
        ?.map((error) => error.field)
        .sort(),
    ).toEqual(['channel', 'text'])
    expect(await count('InboundEvent')).toBe(0)
  })

  it('another media type: 415; another method: 405', async () => {
    await problemOf(
      await receiveDelivery(
        channel.id,
        request(form({ MessageSid: 'SM1' }), token, { headers: { 'content-type': 'text/plain' } }),
      ),
      415,
    )
    const answer = await methodNotAllowed('POST')(new Request(channel.url))
    await problemOf(answer, 405)
    expect(answer.headers.get('allow')).toBe('POST')
    expect(await count('InboundEvent')).toBe(0)
  })
})

describe('the door accepts', () => {
  it('what the sender signed for the public address, with its query, and answers as the sender expects', async () => {
    const answer = await receiveDelivery(channel.id, request(form({ MessageSid: 'SM1', Body: 'é' })))
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/xml; charset=utf-8',
      '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    ])
    const withQuery = twilioWorld.sign(form({ MessageSid: 'SM2' }), token, { url: `${channel.url}?a=%27b&c` })
    const asked = new Request('http://internal:3000/x?a=%27b&c', {
      method: 'POST',
      headers: withQuery.headers,
      body: new Uint8Array(withQuery.body),
    })
    expect((await receiveDelivery(channel.id, asked)).status).toBe(200)
    expect(await count('InboundEvent')).toBe(2)
  })

  it('for the channel’s own shop, whatever the body and the headers name', async () => {
    const other = await createTenant({ slug: `other-${newId()}`, name: 'Other' })
    const body = form({ MessageSid: 'SM1', tenantId: other.id, channelId: newId(), 'tenant.id': other.id })
    expect(
      (
        await receiveDelivery(
          channel.id,
          request(body, token, { headers: { 'x-tenant-id': other.id, 'x-forwarded-host': 'evil.example' } }),
        )
      ).status,
    ).toBe(200)
    expect([await count('InboundEvent'), await count('InboundEvent', other)]).toEqual([1, 0])
  })

  it('the same delivery 50 times at once: one row, one job, 50 times 2xx', async () => {
    const body = form({ MessageSid: 'SM1', Body: 'une fois' })
    const answers = await Promise.all(Array.from({ length: 50 }, () => receiveDelivery(channel.id, request(body))))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(await count('InboundEvent')).toBe(1)
    expect(await jobs(shop)).toBe(1)
  })

  it('the same message id at two channels: two different messages', async () => {
    const second = await createChannel(shop, actor, { type: 'twilio-sms', name: 'SMS 2', secret: token })
    for (const to of [channel, second])
      expect((await receiveDelivery(to.id, request(form({ MessageSid: 'SM1' }), token, { to }))).status).toBe(200)
    expect(await count('InboundEvent')).toBe(2)
  })

  it('both secrets during a rotation, under traffic; the old one not a moment after it ends', async () => {
    const next = 'ffffffffffffffffffffffffffffffff'
    let n = 0
    const post = async (secret: string) =>
      (await receiveDelivery(channel.id, request(form({ MessageSid: `SM${n++}` }), secret))).status
    expect(await post(token)).toBe(200)
    expect(await post(next)).toBe(401)
    const traffic = Array.from({ length: 30 }, () => post(token))
    await rotateChannelSecret(shop, actor, channel.id, next)
    expect(await Promise.all(traffic)).toEqual(traffic.map(() => 200))
    expect([await post(token), await post(next)]).toEqual([200, 200])
    await retireChannelSecret(shop, actor, channel.id)
    expect([await post(token), await post(next)]).toEqual([401, 200])
  })

  it('keeps of the delivery its bytes and few headers: no signature, no cookie', async () => {
    const body = form({ MessageSid: 'SM1', Body: ' é ' })
    await receiveDelivery(channel.id, request(body, token, { headers: { cookie: 'a=canary', authorization: 'Bearer canary' } }))
    const [row] = await tenantDb(shop.id).sql((sql) =>
      sql.rows(
        z.object({ headers: z.record(z.string(), z.string()), body: z.instanceof(Buffer) }),
        `select headers, body from "InboundEvent"`,
      ),
    )
    expect(row!.body.equals(body)).toBe(true)
    expect(row!.headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', ':url': channel.url })
  })
})

/** Jobs of the shop in the queue, seen as its owner. */
async function jobs(of: Shop): Promise<number> {
  const { openJobQueue } = await import('@/lib/db/job-queue')
  const queue = openJobQueue(app.database.workerUrl, 1)
  const { rows } = await queue.pool.query<{ n: string }>(
    `select count(*) as n from graphile_worker._private_jobs where payload ->> 'tenantId' = $1`,
    [of.id],
  )
  await queue.close()
  return Number(rows[0]!.n)
}
