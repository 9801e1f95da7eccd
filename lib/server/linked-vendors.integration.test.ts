// Each vendor's own OAuth through its fake: consent, call, expiry, renewal, revocation over there, handing back.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSession, sessionOf } from '@/lib/auth/session'
import { sealSession, sessionCookie } from '@/lib/auth/session-cookie'
import { getTenantSystems, systemOf } from '@/lib/crm/factory'
import { type HubspotFake, startHubspotFake } from '@/lib/crm/vendors/hubspot/__fixtures__/hubspot-fake'
import { startSalesforceFake } from '@/lib/crm/vendors/salesforce/__fixtures__/salesforce-fake'
import { type ShopifyFake, startShopifyFake } from '@/lib/crm/vendors/shopify/__fixtures__/shopify-fake'
import { addMembership, createTenant, createUser } from '@/lib/db/account-repo'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { startConnect } from './connect-oauth'
import { contextOf, type DashboardContext } from './context'
import { finishConnect } from './finish-oauth'
import { testLink, unlink } from './manage-connections'

const request = { headers: new Headers(), cookies: new Map<string, string>() }
vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
  }),
}))

const app = 'http://coccinelle.test'
let shops: TestShops
let hubspot: HubspotFake
let salesforce: Awaited<ReturnType<typeof startSalesforceFake>>
let shopify: ShopifyFake
let context: DashboardContext
let count = 0

beforeAll(async () => {
  ;[shops, hubspot, salesforce, shopify] = await Promise.all([
    openTestShops(),
    startHubspotFake(),
    startSalesforceFake(),
    startShopifyFake(),
  ])
  for (const [vendor, fake] of [
    ['HUBSPOT', hubspot],
    ['SALESFORCE', salesforce],
    ['SHOPIFY', shopify],
  ] as const) {
    vi.stubEnv(`${vendor}_CLIENT_ID`, fake.oauth.client.id)
    vi.stubEnv(`${vendor}_CLIENT_SECRET`, fake.oauth.client.secret)
    vi.stubEnv(`${vendor}_BASE_URL`, fake.url)
  }
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await Promise.all([hubspot.close(), salesforce.close(), shopify.close(), shops.close()])
})
beforeEach(async () => {
  count += 1
  const shop = await createTenant({ slug: `shop-${count}`, name: 'Boutique' })
  const user = await createUser({ email: `p${count}@example.fr`, name: 'P', passwordHash: 'unused' })
  await addMembership(shop.id, user.id, 'owner')
  const { value } = await createSession(user.id, { userAgent: null })
  request.cookies = new Map([[sessionCookie().name, await sealSession(value)]])
  context = contextOf((await sessionOf(value))!)
})

const target = (response: Response): string => response.headers.get('location') ?? ''

/** Leaves, says yes on the vendor's page and comes back; where to. */
async function link(vendor: string, query: Record<string, string> = {}): Promise<string> {
  const leaving = new URLSearchParams({ role: 'primary', ...query })
  const left = await startConnect(
    new Request(`${app}/auth/${vendor}/connect?${leaving}`, { headers: { 'sec-fetch-site': 'same-origin' } }),
    vendor,
  )
  const page = new URL(target(left))
  const consent = await fetch(page.origin + page.pathname, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams([...page.searchParams, ['decision', 'allow']]),
  })
  return target(await finishConnect(new Request(target(consent)), vendor))
}

async function row() {
  const { rows } = await shops.backDoor.query<Record<string, unknown>>(
    `select id, role, status, "statusReason" as reason, "accountId", "accountLabel", scopes, "tokenEpoch" as epoch, "tokenExpiresAt" as ends
     from "CrmConnection" where "tenantId" = $1 and "deletedAt" is null`,
    [context.shop.id],
  )
  return rows[0] ?? {}
}

const vendors = {
  hubspot: { fake: () => hubspot, account: () => String(hubspot.portal.id), expires: true, revokes: true, answers: {} },
  salesforce: { fake: () => salesforce, account: () => salesforce.org.id, expires: false, revokes: true, answers: {} },
  // A shop's name is asked for before, and a grant ends with the app there.
  shopify: { fake: () => shopify, account: () => shopify.shop.domain, expires: true, revokes: false, answers: { shop: 'Demo' } },
}

describe.each(Object.entries(vendors))('%s', (vendor, { fake, account, expires, revokes, answers }) => {
  it('is linked, called, renewed, linked again after it was revoked, and handed back', async () => {
    const { oauth } = fake()
    expect(await link(vendor, answers)).toBe(`/dashboard/settings/crm?linked=${vendor}`)
    const first = await row()
    const connectionId = String(first.id)
    expect(first).toMatchObject({ role: 'primary', status: 'connected', accountId: account(), epoch: 1 })
    expect(first.scopes).not.toEqual([])
    expect(first.ends !== null).toBe(expires)
    const { customers } = await getTenantSystems(context.shop.id)
    const made = await customers?.createCustomer({ firstName: 'Zoé', lastName: 'Petit', email: `zoe${count}@example.fr` })
    expect(made).toMatchObject({ lastName: 'Petit' })

    // Ended over there: the next call renews, once for all that ask.
    oauth.tokens.clear()
    const asked = oauth.refreshes
    const system = await systemOf(context.shop.id, connectionId, 'background')
    const found = await Promise.all(Array.from({ length: 10 }, () => system.getCustomer(made?.id ?? '')))
    expect(found.every((customer) => customer?.lastName === 'Petit')).toBe(true)
    expect(oauth.refreshes - asked).toBe(1)
    expect(await row()).toMatchObject({ epoch: 2, status: 'connected' })

    oauth.tokens.clear()
    oauth.refreshTokens.clear()
    await expect(system.getCustomer(made?.id ?? '')).rejects.toMatchObject({ code: 'auth_expired' })
    expect(await row()).toMatchObject({ status: 'reconnect_needed', reason: 'grant_ended' })
    expect(await testLink(context, { connectionId })).toMatchObject({ ok: false, reason: 'grant_ended' })
    expect(await link(vendor, { connection: connectionId })).toContain(`linked=${vendor}`)
    expect(await row()).toMatchObject({ id: connectionId, status: 'connected', reason: null, accountId: account() })
    expect(await testLink(context, { connectionId })).toEqual({ ok: true, reason: null })

    expect(await unlink(context, { connectionId })).toEqual({ revoked: revokes })
    if (revokes) expect(oauth.refreshTokens.size).toBe(0)
    expect(await row()).toEqual({})
  })
})
