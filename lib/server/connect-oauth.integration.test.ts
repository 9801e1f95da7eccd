// The way to a consent page and back, and everybody who must not get through it. R17, and the access matrix of /auth.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as RegistryModule from '@/lib/crm/registry'
import type { Role } from '@/lib/auth/roles'
import { createSession, moveSession, revokeAllSessions, sessionOf } from '@/lib/auth/session'
import { sealSession, sessionCookie } from '@/lib/auth/session-cookie'
import type { Shop } from '@/lib/customers/use-case'
import { addMembership, createTenant, createUser } from '@/lib/db/account-repo'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { prepared, toyManifest } from '@/lib/test/toy-system'
import { startToyVendor, type ToyVendor } from '@/lib/test/toy-vendor'

const request = { headers: new Headers(), cookies: new Map<string, string>() }
const toys: { vendor: unknown }[] = []

vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
  }),
}))
vi.mock('next-intl/server', () => ({ getLocale: async () => 'fr', getMessages: async () => ({}) }))
vi.mock('@/lib/crm/registry', async (original) => {
  const real = await original<typeof RegistryModule>()
  return {
    ...real,
    get vendors() {
      return [...real.vendors, ...toys.map(({ vendor }) => vendor)]
    },
    findVendor: (type: string) =>
      toys.map(({ vendor }) => vendor as { id: string }).find(({ id }) => id === type) ?? real.findVendor(type),
  }
})

const { startConnect } = await import('./connect-oauth')
const { finishConnect } = await import('./finish-oauth')
const { systemOf } = await import('@/lib/crm/factory')
const { contextOf } = await import('./context')
const { testLink, unlink } = await import('./manage-connections')
const { prepareConnectionJob } = await import('./prepare-connection-job')

const app = 'http://coccinelle.test'
let shops: TestShops
let toy: ToyVendor
let count = 0
let shop: Shop
let userId: string
let session: string

beforeAll(async () => {
  shops = await openTestShops()
  toy = await startToyVendor()
  for (const id of ['toy', 'other-toy']) {
    const prefix = id.toUpperCase().replace('-', '_')
    vi.stubEnv(`${prefix}_CLIENT_ID`, toy.client.clientId)
    vi.stubEnv(`${prefix}_CLIENT_SECRET`, toy.client.clientSecret)
    vi.stubEnv(`${prefix}_BASE_URL`, toy.origin)
    toys.push({ vendor: toyManifest(toy, id) })
  }
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await toy.close()
  await shops.close()
})

async function person(where: Shop, role: Role): Promise<string> {
  count += 1
  const user = await createUser({ email: `p${count}@example.fr`, name: 'P', passwordHash: 'unused' })
  await addMembership(where.id, user.id, role)
  return user.id
}

async function signIn(id: string): Promise<string> {
  const { value } = await createSession(id, { userAgent: null })
  request.cookies = new Map([[sessionCookie().name, await sealSession(value)]])
  return value
}

beforeEach(async () => {
  count += 1
  toy.fault = null
  toy.life = null
  shop = await createTenant({ slug: `shop-${count}`, name: 'Boutique' })
  userId = await person(shop, 'owner')
  session = await signIn(userId)
})

const ours = { 'sec-fetch-site': 'same-origin' }
const leave = (
  query: string | Record<string, string> = { role: 'primary' },
  headers: Record<string, string> = ours,
  vendor = 'toy',
) => startConnect(new Request(`${app}/auth/${vendor}/connect?${new URLSearchParams(query)}`, { headers }), vendor)
const back = (query: string, vendor = 'toy') => finishConnect(new Request(`${app}/auth/${vendor}/callback?${query}`), vendor)
const target = (response: Response): string => response.headers.get('location') ?? ''

/** Leaves and gives consent: the address of the way back. */
async function consented(query: Record<string, string> = { role: 'primary' }, account = 'toy-1') {
  const address = new URL(target(await leave(query)))
  return new URLSearchParams({ code: toy.consent(address, account), state: address.searchParams.get('state') ?? '' })
}

async function links(where = shop) {
  const { rows } = await shops.backDoor.query<Record<string, unknown>>(
    `select id, vendor, role, status, "statusReason" as reason, "accountId" as account, credentials, "webhookSecrets" as webhooks, "tokenEpoch" as epoch, "lastOkAt" is not null as well
     from "CrmConnection" where "tenantId" = $1 and "deletedAt" is null order by "createdAt", id`,
    [where.id],
  )
  return rows
}
const states = async (where = shop) =>
  (await shops.backDoor.query<Record<string, unknown>>(`select * from "OAuthState" where "tenantId" = $1`, [where.id])).rows

it('covers every address under /auth', async () => {
  const folder = path.resolve(import.meta.dirname, '../../app/auth')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  expect(files.sort()).toEqual(['[vendor]/callback/route.ts', '[vendor]/connect/route.ts'])
  for (const file of files) {
    const route: object = await import(path.join(folder, file))
    expect(Object.keys(route)).toEqual(['GET'])
  }
})

describe('the whole way', () => {
  it('leaves with a state nobody can guess and PKCE, and comes back with a link that works', async () => {
    const response = await leave({ role: 'primary' })
    expect([response.status, response.headers.get('cache-control')]).toEqual([303, 'no-store'])
    const address = new URL(target(response))
    expect(address.origin + address.pathname).toBe(`${toy.origin}/authorize`)
    const asked = Object.fromEntries(address.searchParams)
    expect(asked).toEqual({
      response_type: 'code',
      client_id: 'toy-client',
      redirect_uri: `${app}/auth/toy/callback`,
      scope: 'contacts notes',
      prompt: 'consent',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    const [stored] = await states()
    expect(JSON.stringify(stored)).not.toContain(asked.state)
    expect(stored).toMatchObject({ vendor: 'toy', userId, verifier: expect.stringMatching(/^v1\./), usedAt: null })
    expect(Number(stored?.expiresAt) - Date.now()).toBeLessThanOrEqual(600_000)
    const query = new URLSearchParams({ code: toy.consent(address, 'acme'), state: asked.state ?? '' })
    const home = await back(query.toString())
    expect(target(home)).toBe('/dashboard/settings/crm?linked=toy')
    expect([home.status, home.headers.get('cache-control'), home.headers.get('referrer-policy')]).toEqual([
      303,
      'no-store',
      'no-referrer',
    ])
    const [link] = await links()
    expect(link).toMatchObject({ vendor: 'toy', role: 'primary', status: 'connected', account: 'acme', epoch: 1, well: true })
    expect(String(link?.webhooks)).toMatch(/^v1\./)
    const { rows } = await shops.backDoor.query<{ changes: object; action: string }>(
      `select action, changes from "AuditEvent" where "tenantId" = $1 order by at, id`,
      [shop.id],
    )
    expect(rows.map(({ action }) => action)).toEqual(['connection.leave', 'connection.create'])
    expect(JSON.stringify(rows)).not.toMatch(/canary|v1\./)
    expect(await (await systemOf(shop.id, String(link?.id), 'interactive')).testConnection()).toEqual({ ok: true, detail: '' })
    const job = await shops.backDoor.query(
      `select payload from graphile_worker._private_jobs where key like 'prepare-connection%'`,
    )
    expect(job.rows.map(({ payload }) => payload)).toContainEqual({ tenantId: shop.id, connectionId: link?.id })
    await prepareConnectionJob({ tenantId: shop.id, connectionId: String(link?.id) })
    expect(prepared).toContain(link?.id)
  })

  it('lives: expires, is renewed and rotated, is taken away and handed back', async () => {
    toy.life = 60_000
    await back((await consented()).toString())
    const [{ id } = {}] = await links()
    const connectionId = String(id)
    const system = () => systemOf(shop.id, connectionId, 'background')
    toy.expireAll()
    expect((await (await system()).testConnection()).ok).toBe(true)
    await shops.backDoor.query(`update "CrmConnection" set "tokenExpiresAt" = now() - interval '1 second' where id = $1`, [id])
    expect((await links())[0]).toMatchObject({ epoch: 2 })
    const owner = await sessionOf(session)
    const context = contextOf(owner!)
    expect(await testLink(context, { connectionId })).toEqual({ ok: true, reason: null })
    expect((await links())[0]).toMatchObject({ epoch: 3, status: 'connected' })
    expect(await unlink(context, { connectionId })).toEqual({ revoked: true })
    expect(await links()).toEqual([])
    const { rows } = await shops.backDoor.query(`select credentials, "webhookSecrets" as w from "CrmConnection" where id = $1`, [
      id,
    ])
    expect(rows).toEqual([{ credentials: null, w: [] }])
    await expect(system()).rejects.toMatchObject({ code: 'not_found' })
    await expect(unlink(context, { connectionId })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('two ways back at once with one state: one gets through', async () => {
    const query = (await consented()).toString()
    const answers = await Promise.all(Array.from({ length: 8 }, () => back(query)))
    expect(answers.filter((answer) => target(answer).includes('linked='))).toHaveLength(1)
    expect(answers.filter((answer) => target(answer).includes('refused=oauth_state'))).toHaveLength(7)
    expect(await links()).toHaveLength(1)
  })

  it('two people who link at once make one link', async () => {
    const queries = await Promise.all(Array.from({ length: 4 }, () => consented()))
    const answers = await Promise.all(queries.map((query) => back(query.toString())))
    expect(answers.map(target).filter((to) => !/linked=toy$|refused=already_linked$/.test(to))).toEqual([])
    expect(await links()).toHaveLength(1)
  })

  it('links again to the same account, and to no other', async () => {
    await back((await consented()).toString())
    const [first] = await links()
    const again = await consented({ role: 'primary', connection: String(first?.id) })
    expect(target(await back(again.toString()))).toContain('linked=toy')
    const renewed = (await links())[0]
    expect(renewed).toMatchObject({ id: first?.id, epoch: 2 })
    expect(renewed?.credentials).not.toBe(first?.credentials)
    const before = toy.revoked.length
    const other = await consented({ role: 'primary', connection: String(first?.id) }, 'other')
    expect(target(await back(other.toString()))).toContain('refused=other_account')
    expect(toy.revoked).toHaveLength(before + 1)
    expect(await links()).toEqual([renewed])
    expect(target(await back((await consented({ role: 'source' }, 'other')).toString()))).toContain('refused=other_account')
    expect(await links()).toEqual([renewed])
  })

  it('is a source where another system is the primary one; two shops may share an account, and its grant stays for the other', async () => {
    await shops.backDoor.query(
      `insert into "CrmConnection" ("tenantId", id, vendor, role) values ($1, 'p' || $1, 'mock', 'primary')`,
      [shop.id],
    )
    await back((await consented({ role: 'primary' }, 'shared')).toString())
    expect((await links()).map(({ vendor, role }) => [vendor, role])).toEqual([
      ['mock', 'primary'],
      ['toy', 'source'],
    ])
    const second = await createTenant({ slug: `second-${count}`, name: 'Second' })
    await signIn(await person(second, 'manager'))
    await back((await consented({ role: 'primary' }, 'shared')).toString())
    const [link] = await links(second)
    expect(link).toMatchObject({ account: 'shared', role: 'primary' })
    const ourLink = (await links()).find(({ vendor }) => vendor === 'toy')
    session = await signIn(userId)
    const owner = await sessionOf(session)
    expect(await unlink(contextOf(owner!), { connectionId: String(ourLink?.id) })).toEqual({ revoked: false })
    expect(await (await systemOf(second.id, String(link?.id), 'interactive')).testConnection()).toMatchObject({ ok: true })
  })
})

describe('a hostile way back changes nothing', () => {
  type Case = (query: URLSearchParams) => Promise<Response>
  const change =
    (edit: (query: URLSearchParams) => void): Case =>
    (query) => {
      edit(query)
      return back(query.toString())
    }
  const asPerson =
    (role: Role): Case =>
    async (query) => {
      await signIn(await person(shop, role))
      return back(query.toString())
    }
  const flip = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1)
  const cases: Record<string, Case> = {
    'no state': change((query) => query.delete('state')),
    'an empty state': change((query) => query.set('state', '')),
    'a changed state': change((query) => query.set('state', flip(query.get('state') ?? ''))),
    'a state cut short': change((query) => query.set('state', (query.get('state') ?? '').slice(1))),
    'a state with more': change((query) => query.set('state', `${query.get('state')}A`)),
    'a state in another case': change((query) => query.set('state', (query.get('state') ?? '').toLowerCase())),
    'the stored form of the state': async (query) => {
      query.set('state', String((await states())[0]?.id))
      return back(query.toString())
    },
    'a state with a null character': change((query) => query.set('state', `${query.get('state')}\u0000`)),
    'SQL for a state': change((query) => query.set('state', `' or true --`)),
    'two states': change((query) => query.append('state', query.get('state') ?? '')),
    'two codes': change((query) => query.append('code', 'other')),
    'no code': change((query) => query.delete('code')),
    'an empty code': change((query) => query.set('code', '')),
    'another code': change((query) => query.set('code', 'made-up')),
    'a code of 9,000 characters': change((query) => query.set('code', 'x'.repeat(9_000))),
    'a code and an error': change((query) => query.set('error', 'access_denied')),
    'an error alone': change((query) => (query.delete('code'), query.set('error', 'access_denied'))),
    'an error of nobody’s': change((query) => (query.delete('code'), query.delete('state'), query.set('error', 'x'))),
    'two errors': change((query) => (query.delete('code'), query.append('error', 'a'), query.append('error', 'b'))),
    'another issuer': change((query) => query.set('iss', 'https://evil.example')),
    'two issuers': change((query) => (query.append('iss', toy.origin), query.append('iss', 'https://evil.example'))),
    'an id token': change((query) => query.set('id_token', 'x.y.z')),
    'a token in the address': change((query) => query.set('token', 'x')),
    'a response object': change((query) => query.set('response', 'x.y.z')),
    'nothing at all': () => back(''),
    'another vendor': (query) => back(query.toString(), 'other-toy'),
    'a vendor that does not exist': (query) => back(query.toString(), 'nobody'),
    'a vendor without a consent page': (query) => back(query.toString(), 'mock'),
    'signed out': (query) => {
      request.cookies = new Map()
      return back(query.toString())
    },
    'a cookie we did not seal': (query) => {
      request.cookies = new Map([[sessionCookie().name, 'x.y.z']])
      return back(query.toString())
    },
    'a revoked session': async (query) => {
      await revokeAllSessions(userId)
      return back(query.toString())
    },
    'another session of the same person': async (query) => {
      await signIn(userId)
      return back(query.toString())
    },
    'another person of the shop': asPerson('owner'),
    'a seller': asPerson('seller'),
    'somebody who may only read': asPerson('read-only'),
    'somebody of another shop': async (query) => {
      await signIn(await person(await createTenant({ slug: `elsewhere-${count}`, name: 'E' }), 'owner'))
      return back(query.toString())
    },
    'the same session in another shop': async (query) => {
      const other = await createTenant({ slug: `moved-${count}`, name: 'M' })
      await addMembership(other.id, userId, 'owner')
      await moveSession((await sessionOf(session))!, other.id)
      return back(query.toString())
    },
    'a person who lost the right meanwhile': async (query) => {
      await addMembership(shop.id, userId, 'seller')
      return back(query.toString())
    },
    'after eleven minutes': async (query) => {
      await shops.backDoor.query(`update "OAuthState" set "expiresAt" = now() - interval '1 minute' where "tenantId" = $1`, [
        shop.id,
      ])
      return back(query.toString())
    },
    'a departure for another address': async (query) => {
      await shops.backDoor.query(
        `update "OAuthState" set "redirectUri" = 'https://evil.example/callback' where "tenantId" = $1`,
        [shop.id],
      )
      return back(query.toString())
    },
    'a departure for another vendor to this address': async (query) => {
      await shops.backDoor.query(`update "OAuthState" set vendor = 'other-toy' where "tenantId" = $1`, [shop.id])
      return back(query.toString())
    },
    'the code of another departure': async (query) => {
      query.set('code', (await consented()).get('code') ?? '')
      return back(query.toString())
    },
    'a link that was taken away meanwhile': async () => {
      const query = await consented({ role: 'primary' })
      await shops.backDoor.query(`update "OAuthState" set "connectionId" = 'gone' where "tenantId" = $1`, [shop.id])
      return back(query.toString())
    },
    'an answer of the token server that is none': (query) => {
      toy.fault = () => ({ status: 200, body: '{"token_type":"mac","access_token":"x"}' })
      return back(query.toString())
    },
    'an answer without an end': (query) => {
      toy.fault = () => ({ status: 200, body: JSON.stringify({ access_token: 'x'.repeat(300_000) }) })
      return back(query.toString())
    },
    'a redirect of the token server': (query) => {
      toy.fault = () => ({ status: 307, headers: { location: 'https://evil.example/token' } })
      return back(query.toString())
    },
  }

  it.each(Object.entries(cases))('%s', async (_name, attack) => {
    const query = await consented()
    const response = await attack(query)
    expect(target(response)).not.toContain('linked=')
    expect([303, 404]).toContain(response.status)
    expect(target(response)).toMatch(/^$|^\/(dashboard\/settings\/crm\?refused=[a-z_]+|login\?next=[\w%-]+)$/)
    const { rows } = await shops.backDoor.query(
      `select count(*)::int as n from "CrmConnection" where "createdAt" > now() - interval '1 minute' and "tenantId" in (select "tenantId" from "Membership" where "userId" = $1)`,
      [userId],
    )
    expect(rows).toEqual([{ n: 0 }])
  })

  it('a replay after it worked', async () => {
    const query = (await consented()).toString()
    await back(query)
    const before = await links()
    expect(target(await back(query))).toContain('refused=oauth_state')
    expect(await links()).toEqual(before)
  })

  it('leaves the departure open for the real answer, but for a “no”', async () => {
    const query = await consented()
    await cases['another issuer']?.(new URLSearchParams(query))
    await cases['no code']?.(new URLSearchParams(query))
    expect(target(await back(query.toString()))).toContain('linked=toy')
    const denied = await consented()
    denied.delete('code')
    expect(target(await back(`${denied}&error=access_denied`))).toContain('refused=oauth_denied')
    expect(target(await back(`${denied}&code=x`))).toContain('refused=oauth_state')
  })
})

describe('leaving', () => {
  const nothing = async (response: Response, status: number, to: string): Promise<void> => {
    expect([response.status, target(response)]).toEqual([status, to])
    expect(await states()).toEqual([])
  }

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', referer: 'http://coccinelle.test/x' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['an address typed in', { 'sec-fetch-site': 'none' }],
    ['nobody knows where', {}],
    ['a page elsewhere', { referer: 'https://evil.example/dashboard' }],
    ['a page with our name in it', { referer: 'https://coccinelle.test.evil.example/' }],
  ])('is refused from %s', async (_name, headers) => nothing(await leave({ role: 'primary' }, headers), 403, ''))

  it('is allowed from our page where the browser only tells the page', async () => {
    expect(target(await leave({ role: 'source' }, { referer: `${app}/dashboard/settings/crm` }))).toContain('/authorize?')
  })

  it.each(['seller', 'read-only'] as const)('is not for a %s', async (role) => {
    await signIn(await person(shop, role))
    await nothing(await leave(), 303, '/dashboard/settings/crm?refused=role_forbidden')
  })

  it('asks who is signed out, or was signed out, to sign in', async () => {
    await revokeAllSessions(userId)
    await nothing(await leave(), 303, '/login?next=%2Fdashboard%2Fsettings%2Fcrm')
    request.cookies = new Map()
    await nothing(await leave(), 303, '/login?next=%2Fdashboard%2Fsettings%2Fcrm')
  })

  it.each([
    ['no role', {}],
    ['another role', { role: 'owner' }],
    ['an answer nobody asked for', { role: 'primary', tenantId: 'x' }],
    ['a secret in the address', { role: 'primary', accessToken: 'x' }],
    ['an endless answer', { role: 'primary', host: 'x'.repeat(301) }],
  ])('is refused with %s', async (_name, query) => nothing(await leave(query), 303, '/dashboard/settings/crm?refused=malformed'))

  it('is refused with a parameter twice', async () =>
    nothing(await leave('role=primary&role=source'), 303, '/dashboard/settings/crm?refused=malformed'))

  it('another shop’s link is a missing one, and so is one of another vendor', async () => {
    const other = await createTenant({ slug: `far-${count}`, name: 'Far' })
    await shops.backDoor.query(`insert into "CrmConnection" ("tenantId", id, vendor, role) values ($1, $1, 'toy', 'primary')`, [
      other.id,
    ])
    await shops.backDoor.query(`insert into "CrmConnection" ("tenantId", id, vendor, role) values ($1, $1, 'mock', 'primary')`, [
      shop.id,
    ])
    for (const connection of [other.id, 'missing', shop.id])
      await nothing(await leave({ role: 'primary', connection }), 303, '/dashboard/settings/crm?refused=connection_not_found')
  })

  it('a vendor that does not exist, or has no consent page, is not found', async () => {
    await nothing(await leave({ role: 'primary' }, ours, 'nobody'), 404, '')
    await nothing(await leave({ role: 'primary' }, ours, 'mock'), 404, '')
  })

  it('keeps no more than fifty ways open, and forgets those that ended', async () => {
    for (let i = 0; i < 55; i++) await leave()
    expect(await states()).toHaveLength(50)
    await shops.backDoor.query(`update "OAuthState" set "expiresAt" = now() - interval '1 second' where "tenantId" = $1`, [
      shop.id,
    ])
    await leave()
    expect(await states()).toHaveLength(1)
  })
})
