// The push and the events with the real adapters, against the vendors' fakes, with answers that are lost on the way.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { renewingAccess } from '@/lib/crm/renewing-access'
import { HubSpotCustomers } from '@/lib/crm/vendors/hubspot/adapter'
import { allScopes, signedHeaders, startHubspotFake } from '@/lib/crm/vendors/hubspot/__fixtures__/hubspot-fake'
import { outboundMessage } from '@/lib/crm/vendors/salesforce/__fixtures__/fake-outbound'
import { startSalesforceFake } from '@/lib/crm/vendors/salesforce/__fixtures__/salesforce-fake'
import { systemFor } from '@/lib/crm/vendors/salesforce/__fixtures__/salesforce-world'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { logInteraction } from '@/lib/customers/log-interaction'
import { addTags, removeTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import { sealWebhookSecret } from '@/lib/db/connection-credentials'
import { outboxCounts } from '@/lib/db/outbox-queue'
import { receiveCrmDelivery } from '@/lib/server/receive-crm-delivery'
import { receiveCrmEventJob } from '@/lib/server/receive-crm-event-job'
import { findVendor } from '@/lib/crm/registry'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'

interface Vendor {
  system: CustomerSystem
  /** The next answers to writes are dropped after their effect. */
  drop(times: number): void
  /** Live records. */
  count(): number
  close(): Promise<void>
}

async function hubspot(): Promise<Vendor & { fake: Awaited<ReturnType<typeof startHubspotFake>> }> {
  const fake = await startHubspotFake()
  vi.stubEnv('HUBSPOT_BASE_URL', fake.url)
  const grant = { accessToken: fake.oauth.issue(fake.portal.id, allScopes), apiUrl: null }
  const access = renewingAccess(grant, () => Promise.resolve(grant))
  const system = new HubSpotCustomers(
    { tenantId: 't' },
    { timeout: 1_000 },
    { access, account: fake.url, priority: 'background' },
  )
  await system.prepare()
  return {
    fake,
    system,
    drop: (times) => void (fake.state.dropAfter = times),
    count: () => fake.portal.all('contacts').filter(({ archivedAt }) => archivedAt === null).length,
    close: () => fake.close(),
  }
}

async function salesforce(): Promise<Vendor & { fake: Awaited<ReturnType<typeof startSalesforceFake>> }> {
  const fake = await startSalesforceFake()
  vi.stubEnv('SALESFORCE_BASE_URL', fake.url)
  const { system } = systemFor(fake, fake.org, {}, 'background')
  await system.prepare()
  return {
    fake,
    system,
    drop: (times) => void (fake.state.dropAfter = times),
    count: () => fake.org.all('Contact').filter(({ deletedAt }) => deletedAt === null).length,
    close: () => fake.close(),
  }
}

let shops: TestShops
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await shops.close()
})

const pushAll = async (world: LinkedShop, system: CustomerSystem): Promise<void> => {
  for (let round = 1; round <= 8; round++) {
    await shops.backDoor.query(`update "Outbox" set "nextAttemptAt" = now() where "tenantId" = $1 and "doneAt" is null`, [
      world.shop.id,
    ])
    const waiting = new Set((await world.outbox()).flatMap(({ state, customerId }) => (state === 'waiting' ? [customerId] : [])))
    for (const customerId of waiting) await world.push(customerId, { system: () => Promise.resolve(system) })
  }
  const left = (await world.outbox()).filter(({ state }) => state !== 'done')
  expect(left).toEqual([])
  // Nothing that was sent stands there otherwise.
  expect((await world.outbox()).flatMap(({ error }) => error ?? [])).toEqual([])
}

describe.each([
  ['hubspot', hubspot],
  ['salesforce', salesforce],
])('%s', (_name, start) => {
  it('holds everything once, whatever answers were lost', { timeout: 60_000 }, async () => {
    const vendor = await start()
    const world = await openLinkedShop(shops)
    try {
      const at = new Date('2026-02-03T10:00:00.000Z')
      const { id } = await createCustomer(world.useCase, {
        firstName: 'Zoé',
        phone: '06 39 98 03 01',
        tags: ['premier-contact', 'sms'],
        metadata: { source: 'incoming-message', firstMessage: 'Bonjour' },
      })
      await logInteraction(world.useCase, id, {
        type: 'message_received',
        channel: 'sms',
        timestamp: at,
        metadata: { message: 'Bonjour' },
      })
      vendor.drop(2)
      await pushAll(world, vendor.system)
      const [link] = (await world.useCase.store.get(id))?.links ?? []
      const externalId = link?.externalId ?? ''
      expect(await vendor.system.getCustomer(externalId)).toMatchObject({
        firstName: 'Zoé',
        lastName: null,
        phone: '+33639980301',
      })

      await updateCustomer(world.useCase, id, {
        lastName: "O'Brien \\' OR Id != null --",
        email: 'zoe@example.org',
        segment: 'vip',
      })
      await addTags(world.useCase, id, ['vip 💙'])
      await removeTags(world.useCase, id, ['sms'])
      await addNote(world.useCase, id, 'Taille 38\n« fidèle »', 'Camille')
      await logInteraction(world.useCase, id, { type: 'call', channel: 'phone', metadata: { message: 'Rappel' } })
      await updatePreferences(world.useCase, id, { optIn: { sms: false, email: true }, source: 'shop-form', proof: 'case' })
      vendor.drop(5)
      await pushAll(world, vendor.system)
      const remote = await vendor.system.getCustomer(externalId)
      expect(remote).toMatchObject({ lastName: "O'Brien \\' OR Id != null --", email: 'zoe@example.org', segment: 'vip' })
      expect(remote?.tags.sort()).toEqual(['premier-contact', 'vip 💙'])
      expect(await vendor.system.getNotes(externalId)).toMatchObject([{ content: 'Taille 38\n« fidèle »' }])
      const lines = await vendor.system.getActivities(externalId)
      const [message] = lines.filter(({ type }) => type === 'message_received')
      expect(message?.timestamp).toEqual(at)
      expect(lines.filter(({ type }) => type === 'message_received' || type === 'call')).toHaveLength(2)
      expect((await vendor.system.getPreferences(externalId)).optIn).toMatchObject({ sms: false, email: true })

      // Somebody with a name and nothing else: only the key says that he is there.
      await createCustomer(world.useCase, { firstName: 'Only', lastName: 'Name' })
      vendor.drop(1)
      await pushAll(world, vendor.system)
      expect(vendor.count()).toBe(2)

      // Nothing changed: nothing is sent, and what comes back is an echo.
      expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 0 })
    } finally {
      await vendor.close()
    }
  })
})

it('hubspot’s signed events: an echo is none, a change is noted, through the door and the job', { timeout: 60_000 }, async () => {
  const { fake, system, close } = await hubspot()
  vi.stubEnv('HUBSPOT_CLIENT_SECRET', 'the-apps-secret')
  const world = await openLinkedShop(shops)
  try {
    await shops.backDoor.query(`update "CrmConnection" set vendor = 'hubspot', "accountId" = $2 where id = $1`, [
      world.connectionId,
      String(fake.portal.id),
    ])
    const { id } = await createCustomer(world.useCase, {
      firstName: 'Ana',
      email: 'ana@example.org',
      tags: ['sms'],
      metadata: { a: 1 },
    })
    await pushAll(world, system)
    const externalId = (await world.useCase.store.get(id))?.links[0]?.externalId ?? ''
    const hear = async (occurredAt: number): Promise<number> => {
      const address = 'http://coccinelle.test/api/webhooks/crm/hubspot/app'
      const body = `[{"eventId":1,"subscriptionId":2,"portalId":${fake.portal.id},"appId":3,"occurredAt":${occurredAt},"subscriptionType":"contact.propertyChange","attemptNumber":0,"objectId":${externalId},"propertyName":"lastname","propertyValue":"x"}]`
      const request = new Request(address, {
        method: 'POST',
        body,
        headers: signedHeaders(address, body, 'the-apps-secret', Date.now()),
      })
      const answer = await receiveCrmDelivery({ vendor: 'hubspot', target: 'app', secret: [] }, request)
      const { rows } = await shops.backDoor.query<{ id: string }>(
        `select id from "InboundEvent" where "tenantId" = $1 and "processedAt" is null`,
        [world.shop.id],
      )
      for (const event of rows)
        await receiveCrmEventJob({ tenantId: world.shop.id, eventId: event.id }, null, {
          findVendor,
          systemOf: () => Promise.resolve(system),
        })
      return answer.status
    }
    const noted = async () =>
      (
        await shops.backDoor.query<{ fields: unknown }>(
          `select changes -> 'fields' as fields from "AuditEvent" where "tenantId" = $1 and action = 'link.differs'`,
          [world.shop.id],
        )
      ).rows
    expect(await hear(1_760_000_000_000)).toBe(200)
    expect(await noted()).toEqual([])
    await system.updateCustomer(externalId, { lastName: 'Canari' })
    await hear(1_760_000_000_001)
    await hear(1_760_000_000_001)
    expect(await noted()).toEqual([{ fields: ['lastName'] }])
  } finally {
    await close()
  }
})

it('salesforce’s messages: acknowledged, read again, and their session is nowhere', { timeout: 60_000 }, async () => {
  const { fake, system, close } = await salesforce()
  const world = await openLinkedShop(shops)
  try {
    const secret = 'a-secret-of-this-connection-which-is-long-enough'
    await shops.backDoor.query(
      `update "CrmConnection" set vendor = 'salesforce', "accountId" = $2, "webhookSecrets" = $3 where id = $1`,
      [world.connectionId, fake.org.id, [sealWebhookSecret(world.shop.id, world.connectionId, secret)]],
    )
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana', lastName: 'Martin', email: 'ana@example.org' })
    await pushAll(world, system)
    const externalId = (await world.useCase.store.get(id))?.links[0]?.externalId ?? ''
    await system.updateCustomer(externalId, { lastName: 'Canari' })
    const sessionId = 'a-live-session-of-somebody'
    const body = outboundMessage(fake.org.id, [{ id: externalId, fields: { LastName: 'Canari' } }], { sessionId })
    expect(body).toContain(sessionId)
    const send = (pathSecret: string) =>
      receiveCrmDelivery(
        { vendor: 'salesforce', target: world.connectionId, secret: [pathSecret] },
        new Request('http://internal/x', { method: 'POST', body, headers: { 'content-type': 'text/xml; charset=utf-8' } }),
      )
    expect((await send(`${secret}x`)).status).toBe(401)
    const answer = await send(secret)
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<Ack>true</Ack>')])
    expect((await send(secret)).status).toBe(200)
    const { rows } = await shops.backDoor.query<{ id: string; headers: unknown; body: Buffer }>(
      `select id, headers, body from "InboundEvent" where "tenantId" = $1`,
      [world.shop.id],
    )
    expect(rows).toHaveLength(1)
    const kept = JSON.stringify(rows[0]?.headers) + String(rows[0]?.body)
    expect(kept).not.toContain(sessionId)
    expect(kept).not.toContain(secret)
    for (const event of rows)
      await receiveCrmEventJob({ tenantId: world.shop.id, eventId: event.id }, null, {
        findVendor,
        systemOf: () => Promise.resolve(system),
      })
    const { rows: noted } = await shops.backDoor.query<{ changes: unknown }>(
      `select changes from "AuditEvent" where "tenantId" = $1 and action = 'link.differs'`,
      [world.shop.id],
    )
    expect(noted).toMatchObject([{ changes: { externalId, fields: ['lastName'] } }])
  } finally {
    await close()
  }
})
