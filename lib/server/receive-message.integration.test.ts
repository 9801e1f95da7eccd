// From the signed delivery to the customer's timeline: the real door, database, queue and worker.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { channelType } from '@/lib/channels/registry'
import { signLikeStandard } from '@/lib/channels/standard/standard-signature'
import { signLikeTwilio } from '@/lib/channels/twilio/twilio-signature'
import type { Customer } from '@/lib/customers/customer'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { addCustomerHandle } from '@/lib/customers/edit-handles'
import { mergeCustomers, undoMerge } from '@/lib/customers/merge-customers'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { createTenant } from '@/lib/db/account-repo'
import { createChannel } from '@/lib/db/channel-repo'
import { createCustomerStore } from '@/lib/db/customer-store'
import { tenantDb } from '@/lib/db/tenant-db'
import { newId } from '@/lib/shared/ids'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { receiveDelivery } from './receive-delivery'
import { type RunningWorker, runWorker } from './run-worker'
import { sendTestMessage } from './test-message'

const actor: Actor = { kind: 'system', id: null, name: 'test' }
let app: TestApp
let worker: RunningWorker
let shop: Shop
let channels: Record<'twilio-sms' | 'twilio-whatsapp' | 'standard', { id: string; url: string; secret: string }>

beforeAll(async () => {
  app = await startTestApp()
  worker = await runWorker({ url: app.database.workerUrl, concurrency: 8 })
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})
beforeEach(async () => {
  shop = await createTenant({ slug: `shop-${newId()}`, name: 'Boutique' })
  const make = (type: string) =>
    createChannel(shop, actor, { type, name: type, ...(type === 'standard' ? {} : { secret: 'token-of-the-shop' }) })
  channels = {
    'twilio-sms': await make('twilio-sms'),
    'twilio-whatsapp': await make('twilio-whatsapp'),
    standard: await make('standard'),
  }
})

interface Sent {
  from: string
  text: string
  externalId: string
}

async function post(type: keyof typeof channels, { headers, body }: { headers: Readonly<Record<string, string>>; body: Buffer }) {
  const { id, url } = channels[type]
  return (await receiveDelivery(id, new Request(url, { method: 'POST', headers, body: new Uint8Array(body) }))).status
}

/** Sends what the channel's own sender would; the same message twice is the same delivery. */
const send = (type: keyof typeof channels, message: Sent): Promise<number> =>
  post(
    type,
    channelType(type)!.sample(message, { secrets: [channels[type].secret], settings: {} }, channels[type].url, new Date()),
  )

/** Sends a WhatsApp message of these very fields, and waits for its effect. */
async function sendWhatsapp(fields: Record<string, string>): Promise<void> {
  const { url, secret } = channels['twilio-whatsapp']
  expect(await post('twilio-whatsapp', signLikeTwilio(fields, { secrets: [secret], settings: {} }, url))).toBe(200)
  await settled()
}

/** Sends this very JSON, and waits for its effect. */
async function sendStandard(deliveryId: string, json: string): Promise<void> {
  const body = Buffer.from(json)
  const headers = signLikeStandard(deliveryId, body, channels.standard.secret, new Date())
  expect(await post('standard', { headers, body })).toBe(202)
  await settled()
}

const count = async (table: string): Promise<number> => {
  const [row] = await tenantDb(shop.id).sql((sql) =>
    sql.rows(z.object({ n: z.int() }), `select count(*)::int as n from "${table}"`),
  )
  return row!.n
}

/** Waits until every stored delivery had its effect. */
async function settled(): Promise<void> {
  const end = Date.now() + 20_000
  const left = () =>
    tenantDb(shop.id).sql((sql) =>
      sql.rows(z.object({ error: z.string().nullable() }), `select error from "InboundEvent" where "processedAt" is null`),
    )
  for (let waiting = await left(); waiting.length > 0; waiting = await left()) {
    if (Date.now() > end) throw new Error(`not processed: ${JSON.stringify(waiting.slice(0, 3))}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const store = () => createCustomerStore(shop, actor)
const all = async (): Promise<Customer[]> =>
  (await store().list({ filter: {}, sort: 'created', direction: 'asc', cursor: null, limit: 200 })).data

describe('first contact', () => {
  it('makes a customer with tags, source, first message and its date, and the message on the timeline', async () => {
    const before = Date.now()
    expect(await send('twilio-sms', { from: '+33639981234', text: ' Avez-vous la robe en 38 ? ', externalId: 'SM1' })).toBe(200)
    await settled()
    const [customer, ...others] = await all()
    expect(others).toEqual([])
    expect(customer).toMatchObject({
      firstName: null,
      lastName: null,
      phone: '+33639981234',
      preferredChannel: 'sms',
      language: 'fr',
      lastContactChannel: 'sms',
    })
    expect(customer!.tags.sort()).toEqual(['premier-contact', 'sms'])
    expect(customer!.metadata).toMatchObject({ source: 'incoming-message', firstMessage: ' Avez-vous la robe en 38 ? ' })
    const date = Date.parse(z.string().parse(customer!.metadata.firstMessageDate))
    expect(date).toBeGreaterThanOrEqual(before - 1000)
    expect(date).toBeLessThanOrEqual(Date.now() + 1000)
    const { data } = await store().activities(customer!.id, { cursor: null, limit: 10 })
    expect(data).toHaveLength(1)
    expect(data[0]).toMatchObject({
      type: 'message_received',
      channel: 'sms',
      description: ' Avez-vous la robe en 38 ? ',
      metadata: { from: '+33639981234' },
    })
    // Writing is no consent.
    expect(await count('ConsentEntry')).toBe(0)
  })

  it('50 first messages of one number at once: one customer, 50 activities; each again: nothing changes', async () => {
    const messages = Array.from({ length: 50 }, (_, i) => ({ from: '+33639985678', text: `message ${i}`, externalId: `SM${i}` }))
    const statuses = await Promise.all(messages.map((message) => send('twilio-sms', message)))
    expect(statuses).toEqual(messages.map(() => 200))
    await settled()
    const [customer, ...others] = await all()
    expect(others).toEqual([])
    const texts = async () =>
      (await store().activities(customer!.id, { cursor: null, limit: 200 })).data.map((activity) => activity.description).sort()
    expect(await texts()).toEqual(messages.map(({ text }) => text).sort())
    expect(await count('CustomerHandle')).toBe(1)

    expect(await Promise.all(messages.map((message) => send('twilio-sms', message)))).toEqual(messages.map(() => 200))
    await settled()
    expect(await texts()).toHaveLength(50)
    expect(await count('InboundEvent')).toBe(50)
    expect((await all())[0]).toEqual(await store().get(customer!.id))
    expect((await all())[0]!.version).toBe(customer!.version)
  })

  it('through another delivery id, a repeated message has no second effect', async () => {
    const message = { from: '06 39 98 11 11', text: 'Bonjour', externalId: 'm-1' }
    expect(await send('standard', message)).toBe(202)
    // The worker takes waiting deliveries side by side: the first must have had its effect before it is repeated.
    await settled()
    await sendStandard('msg_other', JSON.stringify({ id: 'm-1', from: '06 39 98 22 22', channel: 'sms', text: 'Bonjour' }))
    expect(await count('InboundEvent')).toBe(2)
    expect(await count('CustomerActivity')).toBe(1)
    expect((await all()).map((customer) => customer.phone)).toEqual(['+33639981111'])
  })

  it('knows a customer by any spelling of the number, on any channel', async () => {
    await send('twilio-sms', { from: '+33639983333', text: 'sms', externalId: 'SM1' })
    await settled()
    await send('standard', { from: '06 39 98 33 33', text: 'standard', externalId: 'a' })
    await send('twilio-whatsapp', { from: '+33639983333', text: 'whatsapp', externalId: 'SM2' })
    await settled()
    const [customer, ...others] = await all()
    expect(others).toEqual([])
    expect((await store().activities(customer!.id, { cursor: null, limit: 10 })).data).toHaveLength(3)
    expect(customer!.preferredChannel).toBe('sms')
  })

  it('keeps messages of senders that are no phone: short codes, names, hidden numbers', async () => {
    await send('twilio-sms', { from: '36105', text: 'code', externalId: 'SM1' })
    await send('twilio-sms', { from: 'MaBanque', text: 'nom', externalId: 'SM2' })
    await send('twilio-whatsapp', { from: 'FR.13491208655302741918', text: 'caché', externalId: 'SM3' })
    await settled()
    const customers = await all()
    expect(customers.map((customer) => customer.phone)).toEqual([null, null, null])
    expect(
      customers.flatMap((customer) => customer.handles.map(({ kind, value, raw }) => `${kind} ${value} ${raw}`)).sort(),
    ).toEqual([
      'username sms:36105 36105',
      'username sms:MaBanque MaBanque',
      'whatsapp FR.13491208655302741918 FR.13491208655302741918',
    ])
  })

  it('links a business-scoped id to the number when both appear, and finds the person by the id alone later', async () => {
    await sendWhatsapp({
      MessageSid: 'SM1',
      From: 'whatsapp:+33639984444',
      ExternalUserId: 'whatsapp:FR.42',
      WaId: '33639984444',
      Body: 'deux',
      ProfileName: 'Jean',
    })
    await sendWhatsapp({ MessageSid: 'SM2', From: 'whatsapp:FR.42', ExternalUserId: 'whatsapp:FR.42', Body: 'id seul' })
    const [customer, ...others] = await all()
    expect(others).toEqual([])
    expect(customer!.handles.map(({ kind, value }) => `${kind} ${value}`).sort()).toEqual([
      'phone +33639984444',
      'whatsapp FR.42',
    ])
    expect(customer!.metadata.senderName).toBe('Jean')
    expect(customer).toMatchObject({ firstName: null, lastName: null })
    expect((await store().activities(customer!.id, { cursor: null, limit: 10 })).data).toHaveLength(2)
  })

  it('gives a person known by the id the number as soon as it shows', async () => {
    await sendWhatsapp({ MessageSid: 'SM1', ExternalUserId: 'whatsapp:FR.43', Body: 'caché' })
    await sendWhatsapp({ MessageSid: 'SM2', ExternalUserId: 'whatsapp:FR.43', From: 'whatsapp:+33639984545', Body: 'montré' })
    expect((await all()).map((customer) => customer.phone)).toEqual(['+33639984545'])
  })

  it('never merges two customers by itself: the message goes to the one with the phone and names the other', async () => {
    await send('twilio-sms', { from: '+33639985555', text: 'a', externalId: 'SM1' })
    await send('twilio-whatsapp', { from: 'FR.55', text: 'b', externalId: 'SM2' })
    await settled()
    const byPhone = (await store().findByHandle('phone', '+33639985555'))[0]!
    const byId = (await store().findByHandle('whatsapp', 'FR.55'))[0]!
    await sendWhatsapp({ MessageSid: 'SM3', From: 'whatsapp:+33639985555', ExternalUserId: 'whatsapp:FR.55', Body: 'c' })
    expect(await all()).toHaveLength(2)
    const { data } = await store().activities(byPhone.id, { cursor: null, limit: 10 })
    expect(data.find((activity) => activity.description === 'c')?.metadata.senderAlsoKnownAs).toEqual([byId.id])
  })

  it('gives a first message from a family’s number to whoever was last in contact, makes nobody new, and the same one each time', async () => {
    const useCase = { shop, actor, store: store(), clock: () => new Date() }
    const family = '+33639986161'
    const paul = await createCustomer(useCase, { firstName: 'Paul', phone: family })
    const anne = await createCustomer(useCase, { firstName: 'Anne' })
    await addCustomerHandle(useCase, anne.id, { kind: 'phone', value: family, shared: true })
    const of = async (id: string) =>
      (await store().activities(id, { cursor: null, limit: 20 })).data.filter(({ type }) => type === 'message_received').length
    // Nobody was in contact yet: the one who has been there longest, every time.
    await send('twilio-sms', { from: family, text: 'a', externalId: 'SM1' })
    await settled()
    expect([await of(paul.id), await of(anne.id), (await all()).length]).toEqual([1, 0, 2])
    await store().write((tx) => tx.touchContact(anne.id, 'sms', new Date()))
    await Promise.all([2, 3, 4].map((n) => send('twilio-sms', { from: family, text: 'b', externalId: `SM${String(n)}` })))
    await settled()
    expect([await of(paul.id), await of(anne.id), (await all()).length]).toEqual([1, 3, 2])
  })

  it('loses no message that arrives while its customer becomes part of another, nor while that is taken back', async () => {
    const useCase = { shop, actor, store: store(), clock: () => new Date() }
    const from = '+33639986262'
    const kept = await createCustomer(useCase, { firstName: 'Marie', phone: '+33639986263' })
    const gone = await createCustomer(useCase, { firstName: 'Maria', phone: from })
    const burst = (first: number) =>
      Promise.all(
        Array.from({ length: 15 }, (_, n) => send('twilio-sms', { from, text: 'x', externalId: `SM${String(first + n)}` })),
      )
    const [{ mergeId }] = await Promise.all([mergeCustomers(useCase, kept.id, gone.id), burst(0)])
    await settled()
    const of = async (id: string) =>
      (await store().activities(id, { cursor: null, limit: 200 })).data.filter(({ type }) => type === 'message_received').length
    expect([await of(kept.id), await of(gone.id)]).toEqual([15, 0])
    await Promise.all([undoMerge(useCase, mergeId), burst(100)])
    await settled()
    // Those that came before, during and after: all under the number that went home, and nobody new.
    expect([await of(kept.id), await of(gone.id), (await all()).length, await count('Message')]).toEqual([0, 30, 2, 30])
  })

  it('asks whether the owner of the phone and of the business-scoped id are one person', async () => {
    await send('twilio-sms', { from: '+33639985757', text: 'a', externalId: 'SM1' })
    await send('twilio-whatsapp', { from: 'FR.57', text: 'b', externalId: 'SM2' })
    await settled()
    await sendWhatsapp({ MessageSid: 'SM3', From: 'whatsapp:+33639985757', ExternalUserId: 'whatsapp:FR.57', Body: 'c' })
    const rows = await tenantDb(shop.id).sql((sql) =>
      sql.rows(z.object({ score: z.int(), state: z.string() }), 'select score, state from "DuplicateSuggestion"'),
    )
    expect(rows).toEqual([{ score: 70, state: 'open' }])
  })

  it('makes a new customer for the number of a deleted one', async () => {
    await send('twilio-sms', { from: '+33639986666', text: 'avant', externalId: 'SM1' })
    await settled()
    const [old] = await all()
    await deleteCustomer({ shop, actor, store: store(), clock: () => new Date() }, old!.id)
    await send('twilio-sms', { from: '+33639986666', text: 'après', externalId: 'SM2' })
    await settled()
    const [fresh, ...others] = await all()
    expect(others).toEqual([])
    expect(fresh!.id).not.toBe(old!.id)
    expect(fresh!.metadata.firstMessage).toBe('après')
  })

  it('takes text that PostgreSQL cannot keep as it is', async () => {
    await sendStandard(
      'nul',
      '{"id":"nul","from":"+33639987777","channel":"sms","text":"a\\u0000b \\ud800 é 😀","receivedAt":"2999-01-01T00:00:00Z"}',
    )
    const [customer] = await all()
    const [activity] = (await store().activities(customer!.id, { cursor: null, limit: 1 })).data
    expect(activity!.description).toBe('ab \ufffd é 😀')
    // A sender's clock that is ahead does not put a message into the future.
    expect(activity!.timestamp.getTime()).toBeLessThanOrEqual(Date.now() + 1000)
  })

  it('keeps the earliest message as the first, whatever order they come in', async () => {
    for (const [id, receivedAt] of [
      ['late', '2026-01-02T00:00:00Z'],
      ['early', '2026-01-01T00:00:00Z'],
      ['latest', '2026-01-03T00:00:00Z'],
    ])
      await sendStandard(`msg-${id}`, JSON.stringify({ id, from: '+33639988888', channel: 'sms', text: id, receivedAt }))
    const [customer] = await all()
    expect(customer!.metadata).toMatchObject({ firstMessage: 'early', firstMessageDate: '2026-01-01T00:00:00.000Z' })
    expect(customer!.lastContactAt?.toISOString()).toBe('2026-01-03T00:00:00.000Z')
  })
})

describe('a test message', () => {
  it('goes through the same door, for every kind of channel', async () => {
    for (const [index, channel] of Object.values(channels).entries())
      await sendTestMessage(shop, channel.id, { from: `+3363998999${index}`, text: 'Essai' })
    await settled()
    expect((await all()).map((customer) => customer.phone).sort()).toEqual(['+33639989990', '+33639989991', '+33639989992'])
  })

  it('does not go to another shop’s channel', async () => {
    const other = await createTenant({ slug: `other-${newId()}`, name: 'Other' })
    await expect(sendTestMessage(other, channels.standard.id, { from: '+33639989999', text: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await count('InboundEvent')).toBe(0)
  })
})
