// A shop hands its keys over: the way there and back, the door where anybody may post, and everybody who must not get through.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { POST } from '@/app/api/handover/[vendor]/[token]/route'
import type { Role } from '@/lib/auth/roles'
import { createSession } from '@/lib/auth/session'
import { sealSession, sessionCookie } from '@/lib/auth/session-cookie'
import { systemOf } from '@/lib/crm/factory'
import { startWooFake, type WooFake } from '@/lib/crm/vendors/woocommerce/__fixtures__/woocommerce-fake'
import type { Shop } from '@/lib/customers/use-case'
import { addMembership, createTenant, createUser } from '@/lib/db/account-repo'
import { newId } from '@/lib/shared/ids'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { startConnect } from './connect-oauth'
import { finishConnect } from './finish-oauth'
import { referenceOf } from './key-handover'

const request = { headers: new Headers(), cookies: new Map<string, string>() }
vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
  }),
}))
vi.mock('next-intl/server', () => ({ getLocale: async () => 'fr', getMessages: async () => ({}) }))

const app = 'http://coccinelle.test'
let shops: TestShops
let fake: WooFake
let shop: Shop
let count = 0

beforeAll(async () => {
  ;[shops, fake] = await Promise.all([openTestShops(), startWooFake()])
  vi.stubEnv('WOOCOMMERCE_BASE_URL', fake.url)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await Promise.all([fake.close(), shops.close()])
})

async function signIn(where: Shop, role: Role = 'owner'): Promise<void> {
  count += 1
  const user = await createUser({ email: `p${count}@example.fr`, name: 'P', passwordHash: 'unused' })
  await addMembership(where.id, user.id, role)
  const { value } = await createSession(user.id, { userAgent: null })
  request.cookies = new Map([[sessionCookie().name, await sealSession(value)]])
}

beforeEach(async () => {
  count += 1
  fake.shop.keys.clear()
  fake.shop.webhooks.clear()
  shop = await createTenant({ slug: `shop-${count}`, name: 'Boutique' })
  await signIn(shop)
})

const target = (response: Response): string => response.headers.get('location') ?? ''
const leave = (query: Record<string, string> = {}, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }) =>
  startConnect(
    new Request(`${app}/auth/woocommerce/connect?${new URLSearchParams({ role: 'primary', storeUrl: fake.url, ...query })}`, {
      headers,
    }),
    'woocommerce',
  )
const back = (url: string) => finishConnect(new Request(url), 'woocommerce')

/** What the shop's server posts, by hand. */
const post = (callback: string, body: unknown, type = 'application/json;charset=UTF-8') => {
  const [vendor = '', token = ''] = new URL(callback).pathname.split('/').slice(3)
  const sent = new Request(callback, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return POST(sent, { params: Promise.resolve({ vendor, token }) })
}

interface Page {
  callback: string
  returnUrl: string
  reference: string
}
const pageOf = (response: Response): Page => {
  const { searchParams } = new URL(target(response))
  return {
    callback: searchParams.get('callback_url') ?? '',
    returnUrl: searchParams.get('return_url') ?? '',
    reference: searchParams.get('user_id') ?? '',
  }
}
const keysFor = (page: Page, { key, secret } = fake.shop.issueKey()) => ({
  key_id: 1,
  user_id: page.reference,
  consumer_key: key,
  consumer_secret: secret,
  key_permissions: 'read_write',
})
const returning = (page: Page, success: 0 | 1 = 1) => `${page.returnUrl}&success=${success}&user_id=${page.reference}`

const links = async (where = shop) =>
  (
    await shops.backDoor.query<{
      id: string
      vendor: string
      role: string
      account: string
      label: string
      credentials: string
      epoch: number
    }>(
      `select id, vendor, role, "accountId" as account, "accountLabel" as label, credentials, "tokenEpoch" as epoch from "CrmConnection" where "tenantId" = $1 and "deletedAt" is null`,
      [where.id],
    )
  ).rows
const states = async () =>
  (
    await shops.backDoor.query<{ verifier: string | null; usedAt: Date | null }>(
      `select verifier, "usedAt" from "OAuthState" where "tenantId" = $1`,
      [shop.id],
    )
  ).rows
const audited = async () =>
  (
    await shops.backDoor.query<{ action: string }>(`select action from "AuditEvent" where "tenantId" = $1 order by at, id`, [
      shop.id,
    ])
  ).rows.map(({ action }) => action)

/** Leaves, has the keys posted and comes back. */
async function linked(query: Record<string, string> = {}): Promise<string> {
  const page = pageOf(await leave(query))
  expect((await post(page.callback, keysFor(page))).status).toBe(200)
  return target(await back(returning(page)))
}

describe('the whole way', () => {
  it('leaves for the shop’s own page, takes its keys, and is a link that works', async () => {
    const response = await leave()
    expect([response.status, response.headers.get('cache-control')]).toEqual([303, 'no-store'])
    const page = new URL(target(response))
    expect(`${page.origin}${page.pathname}`).toBe(`${fake.url}/wc-auth/v1/authorize`)
    expect(Object.fromEntries(page.searchParams)).toEqual({
      app_name: 'Coccinelle',
      scope: 'read_write',
      user_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      return_url: expect.stringMatching(new RegExp(`^${app}/auth/woocommerce/callback\\?state=[\\w-]{43}$`)),
      callback_url: expect.stringMatching(new RegExp(`^${app}/api/handover/woocommerce/${shop.id}\\.[\\w-]{43}$`)),
    })
    const asked = pageOf(response)
    const keys = keysFor(asked)
    expect((await post(asked.callback, keys)).status).toBe(200)
    // Nothing is linked, and no secret lies open, before the browser is back.
    expect(await links()).toEqual([])
    expect(JSON.stringify(await states())).not.toContain(keys.consumer_secret)
    expect(target(await back(returning(asked)))).toBe('/dashboard/settings/crm?linked=woocommerce')
    const [link] = await links()
    expect(link).toMatchObject({
      vendor: 'woocommerce',
      role: 'primary',
      account: fake.url.replace('http://', ''),
      label: 'Boutique Coccinelle',
    })
    expect(link?.credentials).not.toContain(keys.consumer_secret)
    const system = await systemOf(shop.id, link?.id ?? '', 'interactive')
    expect((await system.testConnection()).ok).toBe(true)
    expect(await audited()).toEqual(['connection.leave', 'connection.keys', 'connection.create'])
  })

  it('an address as it was copied from the browser works afterwards too, and is the same shop', async () => {
    expect(await linked({ storeUrl: ` ${fake.url}/wp-admin/admin.php ` })).toContain('linked=woocommerce')
    const [link] = await links()
    const system = await systemOf(shop.id, link?.id ?? '', 'background')
    expect(await system.testConnection()).toEqual({ ok: true, detail: '' })
    expect((await system.listCustomers()).data).toEqual([])
    expect(await linked()).toContain('linked=woocommerce')
    expect((await links()).map(({ account }) => account)).toEqual([fake.url.replace('http://', '')])
  })

  it('again for the same shop gives the link new keys', async () => {
    expect(await linked()).toContain('linked=woocommerce')
    const [before] = await links()
    expect(await linked({ connection: before?.id ?? '' })).toContain('linked=woocommerce')
    const [after] = await links()
    expect([after?.id, (after?.epoch ?? 0) > (before?.epoch ?? 0)]).toEqual([before?.id, true])
  })

  it('another shop’s keys are not taken for a link that exists', async () => {
    await linked()
    const other = fake.addShop('Ailleurs', '/ailleurs')
    const page = pageOf(await leave({ storeUrl: other.url }))
    await post(page.callback, keysFor(page, other.shop.issueKey()))
    expect(target(await back(returning(page)))).toContain('refused=other_account')
  })

  it('becomes a source when another system is the primary one', async () => {
    await shops.backDoor.query(`insert into "CrmConnection" ("tenantId", id, vendor, role) values ($1, $2, 'mock', 'primary')`, [
      shop.id,
      newId(),
    ])
    expect(await linked()).toContain('linked=woocommerce')
    expect((await links()).find(({ vendor }) => vendor === 'woocommerce')?.role).toBe('source')
  })
})

describe('nobody leaves', () => {
  it.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from nowhere', {}, 403],
  ])('%s', async (_name, headers, status) => {
    expect((await leave({}, headers)).status).toBe(status)
    expect(await states()).toEqual([])
  })

  it.each([
    [{ storeUrl: '' }, 'malformed'],
    [{ storeUrl: 'https://127.0.0.1' }, 'store_url'],
    [{ storeUrl: 'http://shop.example' }, 'store_https'],
    [{ storeUrl: 'https://shop.example' }, 'handover_https'],
    [{ consumerSecret: 'cs_in_the_address' }, 'malformed'],
    [{ role: 'owner' }, 'malformed'],
    [{ connection: newId() }, 'connection_not_found'],
  ])('with %j', async (query, reason) => {
    expect(target(await leave(query))).toContain(`refused=${reason}`)
    expect(await states()).toEqual([])
  })

  it('without the right', async () => {
    await signIn(shop, 'seller')
    expect(target(await leave())).toContain('refused=role_forbidden')
    request.cookies = new Map()
    expect(target(await leave())).toContain('/login')
  })
})

describe('the door for keys', () => {
  it('takes the same keys again, before and after the link, and refuses others', async () => {
    const page = pageOf(await leave())
    const keys = keysFor(page)
    expect((await post(page.callback, keys)).status).toBe(200)
    expect((await post(page.callback, keys)).status).toBe(200)
    expect((await post(page.callback, keysFor(page))).status).toBe(409)
    expect(target(await back(returning(page)))).toContain('linked=')
    expect((await post(page.callback, keys)).status).toBe(200)
    expect((await post(page.callback, keysFor(page))).status).toBe(409)
    const [link] = await links()
    expect((await (await systemOf(shop.id, link?.id ?? '', 'interactive')).testConnection()).ok).toBe(true)
    expect(await links()).toHaveLength(1)
    expect((await audited()).filter((action) => action === 'connection.keys')).toHaveLength(1)
  })

  it('of many at once one counts, and the answer says so', async () => {
    const page = pageOf(await leave())
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(page.callback, keysFor(page))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 409)])
  })

  it.each([
    ['no state', (url: string) => `${url.slice(0, url.lastIndexOf('.') + 1)}`],
    ['another shop', (url: string) => url.replace(shop.id, newId())],
    ['no shop', (url: string) => url.replace(shop.id, 'x')],
    ['another system', (url: string) => url.replace('/woocommerce/', '/hubspot/')],
    ['an unknown system', (url: string) => url.replace('/woocommerce/', '/toString/')],
    ['a path further', (url: string) => `${url}%2F..`],
  ])('knows nobody by %s', async (_name, change) => {
    const page = pageOf(await leave())
    expect((await post(change(page.callback), keysFor(page))).status).toBe(404)
    expect((await states()).map(({ verifier }) => verifier)).toEqual([null])
  })

  it.each([
    ['no JSON', 'consumer_key=ck_1', 400],
    ['nothing', '', 400],
    ['a list', '[]', 400],
    ['keys of another form', { consumer_key: 'x', consumer_secret: 'y' }, 400],
    ['keys that may only read', { key_permissions: 'read' }, 400],
    ['another reference', { user_id: 'x' }, 400],
    ['a lot', { filler: 'x'.repeat(5_000) }, 413],
  ])('refuses %s', async (_name, change, status) => {
    const page = pageOf(await leave())
    const body = typeof change === 'string' ? change : { ...keysFor(page), ...change }
    expect((await post(page.callback, body)).status).toBe(status)
    expect((await states()).map(({ verifier }) => verifier)).toEqual([null])
  })

  it('knows nobody by a state that was made up, whatever fits it', async () => {
    const page = pageOf(await leave())
    const state = 'A'.repeat(43)
    const callback = `${page.callback.slice(0, page.callback.lastIndexOf('.'))}.${state}`
    expect((await post(callback, keysFor({ ...page, reference: referenceOf(state) }))).status).toBe(404)
    expect((await post(callback, keysFor(page))).status).toBe(400)
    expect((await states()).map(({ verifier }) => verifier)).toEqual([null])
  })

  it('takes JSON only, and knows nothing after the time is over', async () => {
    const page = pageOf(await leave())
    expect((await post(page.callback, keysFor(page), 'text/plain')).status).toBe(415)
    await shops.backDoor.query(`update "OAuthState" set "expiresAt" = now() - interval '1 second'`)
    expect((await post(page.callback, keysFor(page))).status).toBe(404)
    expect(target(await back(returning(page)))).toContain('refused=oauth_state')
  })
})

describe('the way back', () => {
  it('with a yes and no keys links nothing, and works once they have come', async () => {
    const page = pageOf(await leave())
    expect(target(await back(returning(page)))).toContain('refused=handover_missing')
    await post(page.callback, keysFor(page))
    expect(target(await back(returning(page)))).toContain('linked=')
    expect(target(await back(returning(page)))).toContain('refused=oauth_state')
    expect(await links()).toHaveLength(1)
  })

  it('with a no ends it', async () => {
    const page = pageOf(await leave())
    expect(target(await back(returning(page, 0)))).toContain('refused=oauth_denied')
    expect((await post(page.callback, keysFor(page))).status).toBe(404)
  })

  it('in another session, of another person or another shop, is nobody’s', async () => {
    const page = pageOf(await leave())
    await post(page.callback, keysFor(page))
    await signIn(shop)
    expect(target(await back(returning(page)))).toContain('refused=oauth_state')
    const other = await createTenant({ slug: `other-${count}`, name: 'Autre' })
    await signIn(other)
    expect(target(await back(returning(page)))).toContain('refused=oauth_state')
    expect([await links(), await links(other)]).toEqual([[], []])
  })

  it.each([
    ['another reference', (url: string) => url.replace(/user_id=\w+/, 'user_id=x')],
    ['no word', (url: string) => url.replace('success=1', 'success=yes')],
    ['a state twice', (url: string) => `${url}&state=${'A'.repeat(43)}`],
    ['no state', (url: string) => url.replace(/state=[\w-]+/, 'state=')],
  ])('with %s is none', async (_name, change) => {
    const page = pageOf(await leave())
    await post(page.callback, keysFor(page))
    expect(target(await back(change(returning(page))))).toContain('refused=oauth_callback')
    expect(await links()).toEqual([])
  })

  it('keys that do not open the shop that was typed are not kept', async () => {
    const page = pageOf(await leave())
    // Somebody learned the address and posts the keys of a shop of his own.
    const planted = { ...keysFor(page), consumer_key: `ck_${'1'.repeat(40)}`, consumer_secret: `cs_${'2'.repeat(40)}` }
    expect((await post(page.callback, planted)).status).toBe(200)
    expect(target(await back(returning(page)))).toContain('refused=token_not_accepted')
    expect(await links()).toEqual([])
  })
})
