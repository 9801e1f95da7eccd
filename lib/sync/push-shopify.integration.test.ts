// The push with the real adapter of a system that keeps no notes, with answers that are lost on the way; and its signed events,
// through the door and the job.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { findVendor } from '@/lib/crm/registry'
import { renewingAccess } from '@/lib/crm/renewing-access'
import { allScopes, type ShopifyFake, signedWebhook, startShopifyFake } from '@/lib/crm/vendors/shopify/__fixtures__/shopify-fake'
import { ShopifyCustomers } from '@/lib/crm/vendors/shopify/adapter'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { addTags, removeTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import { receiveCrmDelivery } from '@/lib/server/receive-crm-delivery'
import { receiveCrmEventJob } from '@/lib/server/receive-crm-event-job'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'

let shops: TestShops
let fake: ShopifyFake
let system: ShopifyCustomers
let world: LinkedShop
let count = 0

beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(async () => {
  await shops.close()
})
beforeEach(async () => {
  fake = await startShopifyFake()
  vi.stubEnv('SHOPIFY_BASE_URL', fake.url)
  vi.stubEnv('SHOPIFY_CLIENT_SECRET', fake.oauth.client.secret)
  const grant = { accessToken: fake.oauth.issue(fake.shop.domain, allScopes), apiUrl: `${fake.url}/${fake.shop.domain}` }
  const access = renewingAccess(grant, () => Promise.resolve(grant))
  system = new ShopifyCustomers({}, { timeout: 1_000 }, { access, account: fake.url, priority: 'background' })
  await system.prepare()
  world = await openLinkedShop(shops)
  // A shop of its own for each case: one account may be linked to several.
  await shops.backDoor.query(`update "CrmConnection" set vendor = 'shopify', "accountId" = $2 where id = $1`, [
    world.connectionId,
    domain(),
  ])
})
afterEach(async () => {
  count += 1
  await fake.close()
  vi.unstubAllEnvs()
})

const domain = () => `demo-${count}.myshopify.com`

async function pushAll(): Promise<void> {
  for (let round = 1; round <= 8; round++) {
    await shops.backDoor.query(`update "Outbox" set "nextAttemptAt" = now() where "tenantId" = $1 and "doneAt" is null`, [
      world.shop.id,
    ])
    const waiting = new Set((await world.outbox()).flatMap(({ state, customerId }) => (state === 'waiting' ? [customerId] : [])))
    for (const customerId of waiting) await world.push(customerId, { system: () => Promise.resolve(system) })
  }
  expect((await world.outbox()).filter(({ state }) => state !== 'done')).toEqual([])
}

const externalIdOf = async (id: string): Promise<string> => (await world.useCase.store.get(id))?.links[0]?.externalId ?? ''

describe('what leaves', () => {
  it(
    'is there once, whatever answers were lost; a note has no place there and holds nothing up',
    { timeout: 60_000 },
    async () => {
      const { id } = await createCustomer(world.useCase, {
        firstName: 'Zoé',
        phone: '06 39 98 03 01',
        tags: ['premier-contact', 'sms'],
        metadata: { source: 'incoming-message' },
      })
      fake.state.dropAfter = 2
      await pushAll()
      const externalId = await externalIdOf(id)
      expect(await system.getCustomer(externalId)).toMatchObject({ firstName: 'Zoé', lastName: null, phone: '+33639980301' })

      await updateCustomer(world.useCase, id, { lastName: `O'Brien \\" OR 1 } {`, email: 'zoe@example.org', segment: 'vip' })
      await addTags(world.useCase, id, ['vip 💙'])
      await removeTags(world.useCase, id, ['sms'])
      await addNote(world.useCase, id, 'Taille 38', 'Camille')
      await updatePreferences(world.useCase, id, { optIn: { sms: false, email: true }, source: 'shop-form', proof: 'case' })
      fake.state.dropAfter = 5
      await pushAll()
      const remote = await system.getCustomer(externalId)
      expect(remote).toMatchObject({ lastName: `O'Brien \\" OR 1 } {`, email: 'zoe@example.org', segment: 'vip' })
      expect(remote?.tags.sort()).toEqual(['premier-contact', 'vip 💙'])
      expect(remote?.metadata).toMatchObject({ source: 'incoming-message' })
      expect((await system.getPreferences(externalId)).optIn).toMatchObject({ sms: false, email: true })
      expect(fake.shop.live(externalId)).toMatchObject({
        smsConsent: { state: 'UNSUBSCRIBED' },
        emailConsent: { state: 'SUBSCRIBED' },
      })

      // Somebody with a name and nothing else: only the key says that he is there.
      await createCustomer(world.useCase, { firstName: 'Only', lastName: 'Name' })
      fake.state.dropAfter = 1
      await pushAll()
      expect(fake.shop.allLive()).toHaveLength(2)
    },
  )
})

describe('what is told', () => {
  const send = async (
    topic: string,
    body: Record<string, unknown>,
    more: { id?: string; secret?: string; shop?: string } = {},
  ) => {
    const { id = crypto.randomUUID(), secret = fake.oauth.client.secret, shop = domain() } = more
    const { headers, text } = signedWebhook({ topic, body, id, secret, shop })
    const address = 'http://coccinelle.test/api/webhooks/crm/shopify/app'
    return receiveCrmDelivery(
      { vendor: 'shopify', target: 'app', secret: [] },
      new Request(address, { method: 'POST', body: text, headers }),
    )
  }
  const waiting = async () =>
    (
      await shops.backDoor.query<{ id: string }>(
        `select id from "InboundEvent" where "tenantId" = $1 and "processedAt" is null order by "receivedAt", id`,
        [world.shop.id],
      )
    ).rows
  const work = async () => {
    for (const { id } of await waiting())
      await receiveCrmEventJob({ tenantId: world.shop.id, eventId: id }, null, {
        findVendor,
        systemOf: () => Promise.resolve(system),
      })
  }
  const audited = async (action: string) =>
    (
      await shops.backDoor.query<{ changes: unknown }>(`select changes from "AuditEvent" where "tenantId" = $1 and action = $2`, [
        world.shop.id,
        action,
      ])
    ).rows
  const linked = async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana', email: 'ana@example.org' })
    await pushAll()
    return { id, externalId: await externalIdOf(id) }
  }

  it('an echo is none, a change is noted, a repeat has no effect', async () => {
    const { externalId } = await linked()
    expect((await send('customers/update', { id: externalId })).status).toBe(200)
    await work()
    expect(await audited('link.differs')).toEqual([])
    await system.updateCustomer(externalId, { lastName: 'Canari' })
    for (let go = 0; go < 3; go++)
      expect((await send('customers/update', { id: externalId }, { id: 'one-and-the-same' })).status).toBe(200)
    expect(await waiting()).toHaveLength(1)
    await work()
    expect(await audited('link.differs')).toMatchObject([{ changes: { externalId, fields: ['lastName'] } }])
  })

  it('what is forged is refused without a trace, and another shop’s event touches nobody here', async () => {
    const { externalId } = await linked()
    expect((await send('customers/delete', { id: externalId }, { secret: 'another-secret' })).status).toBe(401)
    expect((await send('customers/delete', { id: externalId }, { shop: 'stranger.myshopify.com' })).status).toBe(200)
    expect(await waiting()).toEqual([])
  })

  it('a merge over there is followed', async () => {
    const { id, externalId } = await linked()
    const other = await system.createCustomer({ firstName: 'Anna', email: 'anna@example.org' })
    await system.mergeCustomers(other.id, externalId)
    await send('customers/merge', {
      admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${other.id}`,
      admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${externalId}`,
      admin_graphql_api_job_id: null,
      status: 'completed',
      errors: [],
    })
    await work()
    expect(await externalIdOf(id)).toBe(other.id)
  })

  it('whoever is to be forgotten is linked no more and not sent back', async () => {
    const { id, externalId } = await linked()
    const redact = {
      shop_id: '954889',
      shop_domain: domain(),
      customer: { id: externalId, email: 'ana@example.org' },
      orders_to_redact: [],
    }
    // Not under another shop's name, and not for a body that is no such request.
    expect((await send('customers/redact', redact, { shop: 'stranger.myshopify.com' })).status).toBe(200)
    expect((await send('customers/redact', { id: externalId })).status).toBe(400)
    expect(await waiting()).toEqual([])
    expect((await send('customers/redact', redact)).status).toBe(200)
    await work()
    expect(await externalIdOf(id)).toBe('')
    await updateCustomer(world.useCase, id, { lastName: 'Martin' })
    await pushAll()
    expect(fake.shop.live(externalId)?.lastName).toBeNull()
    expect(fake.shop.allLive()).toHaveLength(1)
  })

  it('the other compliance topics are verified, stored and acknowledged', async () => {
    for (const topic of ['customers/data_request', 'shop/redact', 'app/uninstalled'])
      expect((await send(topic, { shop_id: '954889', shop_domain: domain(), myshopify_domain: domain() })).status).toBe(200)
    expect(await waiting()).toHaveLength(3)
    await work()
    expect(await waiting()).toEqual([])
  })
})
