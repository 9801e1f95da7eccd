// The door for linked systems: what is refused and how, whose it is, and that what is accepted is stored once.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Shop } from '@/lib/customers/use-case'
import { database, openDatabase, replaceDatabase } from '@/lib/db/client'
import { createConnection } from '@/lib/db/connection-repo'
import { openWebhookSecret } from '@/lib/db/connection-credentials'
import { newId } from '@/lib/shared/ids'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { findToy, signToy, type ToyEvent } from '@/lib/test/toy-webhook'
import { type CrmAddress, receiveCrmDelivery } from './receive-crm-delivery'

const origin = 'http://coccinelle.test/api/webhooks/crm'
const secret = 'the-secret-of-the-operators-app'
let shops: TestShops
let shop: Shop
let account: string
let appLink: string
let pathLink: string
let pathSecret: string

beforeAll(async () => {
  shops = await openTestShops()
  vi.stubEnv('TOY_APP_CLIENT_SECRET', secret)
})
afterAll(() => shops.close())
beforeEach(async () => {
  shop = await shops.create()
  account = `account-${newId()}`
  appLink = await link(shop, 'toy-app', account)
  pathLink = await link(shop, 'toy-path', account)
  pathSecret = await secretOf(shop, pathLink)
})

const link = async (of: Shop, vendor: string, accountId: string | null): Promise<string> =>
  (
    await createConnection(of, staff, {
      vendor,
      role: 'source',
      label: null,
      credentials: {},
      settings: {},
      account: { accountId, accountLabel: null, scopes: [] },
      withWebhookSecret: vendor === 'toy-path',
    })
  ).id

async function secretOf(of: Shop, id: string): Promise<string> {
  const { rows } = await shops.backDoor.query<{ sealed: string[] }>(
    `select "webhookSecrets" as sealed from "CrmConnection" where id = $1`,
    [id],
  )
  return openWebhookSecret(of.id, id, rows[0]?.sealed[0] ?? '')
}

const event = (more: Partial<ToyEvent> = {}): ToyEvent => ({ account, id: newId(), kind: 'upsert', record: '42', ...more })

interface Sending {
  to?: CrmAddress
  key?: string | null
  headers?: Record<string, string>
  body?: string
}

const at = (vendor: string, target: string, ...rest: string[]): CrmAddress => ({ vendor, target, secret: rest })

async function send(events: ToyEvent[], { to = at('toy-app', 'app'), key = secret, headers = {}, body }: Sending = {}) {
  const text = body ?? JSON.stringify({ events })
  const url = [origin, to.vendor, to.target, ...to.secret].join('/')
  const request = new Request('http://internal:3000/x', {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(key === null ? {} : { 'x-toy-signature': signToy(key, url, text) }),
      ...headers,
    },
  })
  return receiveCrmDelivery(to, request, findToy)
}

interface Stored {
  tenantId: string
  originId: string
  headers: Record<string, string>
  body: Buffer
  id: string
}
const stored = async (of: Shop[] = [shop]): Promise<Stored[]> =>
  (
    await shops.backDoor.query<Stored>(
      `select "tenantId", "originId", headers, body, id from "InboundEvent" where "tenantId" = any($1) order by "receivedAt", id`,
      [of.map(({ id }) => id)],
    )
  ).rows
const queued = async (): Promise<number> => {
  const { rows } = await shops.backDoor.query(
    `select from graphile_worker._private_jobs where payload ->> 'tenantId' = $1 and key like 'receive-crm-event %'`,
    [shop.id],
  )
  return rows.length
}

describe('refuses, and keeps nothing', () => {
  it('unknown vendors, connections, other vendors’ connections and odd paths: 404', async () => {
    for (const to of [
      at('nobody', 'app'),
      at('toy-path', 'app'),
      at('toy-app', newId()),
      at('toy-app', pathLink),
      at('toy-app', '../etc'),
      at('toy-app', 'x'.repeat(500)),
      at('toy-path', pathLink, pathSecret, 'more'),
    ])
      expect((await send([event()], { to })).status, JSON.stringify(to)).toBe(404)
    await shops.backDoor.query(`update "CrmConnection" set "deletedAt" = now() where id = $1`, [appLink])
    expect((await send([event()], { to: at('toy-app', appLink) })).status).toBe(404)
    expect(await stored()).toEqual([])
  })

  it('what is not signed, or signed with anything else, or for another address: 401', async () => {
    const body = JSON.stringify({ events: [event()] })
    const elsewhere = signToy(secret, `${origin}/toy-app/${appLink}`, body)
    for (const sending of [
      { key: null },
      { key: '' },
      { key: `${secret}x` },
      { headers: { 'x-toy-signature': elsewhere } },
      { headers: { 'x-toy-signature': signToy(secret, `${origin}/toy-app/app`, `${body} `) } },
    ])
      expect((await send([], { body, ...sending })).status).toBe(401)
    for (const rest of [[], [''], ['wrong'], [`${pathSecret}x`], [pathSecret.slice(1)]])
      expect((await send([event()], { to: at('toy-path', pathLink, ...rest) })).status).toBe(401)
    expect(await stored()).toEqual([])
  })

  it('when the operator has no secret: 401', async () => {
    vi.stubEnv('TOY_APP_CLIENT_SECRET', '')
    expect((await send([event()], { key: '' })).status).toBe(401)
    vi.stubEnv('TOY_APP_CLIENT_SECRET', secret)
  })

  it('another shop’s connection with our secret: 401, and our account at its address is dropped', async () => {
    const other = await shops.create()
    const theirs = await link(other, 'toy-path', 'theirs')
    expect((await send([event({ account: 'theirs' })], { to: at('toy-path', theirs, pathSecret) })).status).toBe(401)
    const theirApp = await link(other, 'toy-app', 'theirs')
    expect((await send([event()], { to: at('toy-app', theirApp) })).status).toBe(200)
    const unknownAccount = await link(other, 'toy-app', null)
    expect((await send([event()], { to: at('toy-app', unknownAccount) })).status).toBe(200)
    expect(await stored([shop, other])).toEqual([])
  })

  it('too large, the wrong media type, no sense', async () => {
    expect((await send([], { body: 'x'.repeat(70_000) })).status).toBe(413)
    expect((await send([event()], { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
    expect((await send([], { body: '{"events":[{}]}' })).status).toBe(400)
    expect(await stored()).toEqual([])
  })
})

it('says 503 while the database is away, never 2xx', async () => {
  const gone = openDatabase(shops.appUrl.replace(/:\d+\//, ':1/'), 1)
  const living = database()
  replaceDatabase(gone)
  try {
    for (const to of [at('toy-app', 'app'), at('toy-app', appLink)]) {
      const answer = await send([event()], { to })
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    }
  } finally {
    replaceDatabase(living)
    await gone.close()
  }
})

describe('stores', () => {
  it('a batch once, with a job each, its body once, and no secret', async () => {
    const events = [event(), event({ kind: 'delete', record: '43' }), event({ record: '44' })]
    const answer = await send(events, { to: at('toy-app', appLink) })
    expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
    const rows = await stored()
    expect(rows).toHaveLength(3)
    const first = rows.find(({ headers }) => headers[':batch'] === undefined)
    expect(JSON.parse(first?.body.toString() ?? '')).toEqual({ events })
    for (const row of rows.filter((one) => one !== first)) {
      expect(row.headers[':batch']).toBe(first?.id)
      expect(row.body).toHaveLength(0)
    }
    expect(await queued()).toBe(3)
    await send([event()], { to: at('toy-path', pathLink, pathSecret), key: null })
    expect(JSON.stringify(await stored())).not.toContain(pathSecret)
    expect((await stored()).at(-1)?.headers).toEqual({
      'content-type': 'application/json; charset=utf-8',
      ':url': `${origin}/toy-path/${pathLink}`,
      ':account': account,
    })
  })

  it('each delivery once: 20 deliveries 50 times at once', async () => {
    const deliveries = Array.from({ length: 20 }, () => [event(), event()])
    const statuses = await Promise.all(
      Array.from({ length: 50 }, () => deliveries)
        .flat()
        .map(async (events) => (await send(events)).status),
    )
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(await stored()).toHaveLength(40)
    expect(await queued()).toBe(40)
    // A batch with something new in it: only that.
    await send([...deliveries[0]!, event()])
    expect(await stored()).toHaveLength(41)
    const last = (await stored()).at(-1)
    expect(last?.headers[':batch']).toBeUndefined()
    expect(last?.body.length).toBeGreaterThan(0)
  })

  it('for every shop that linked the account, and of other accounts nothing', async () => {
    const twin = await shops.create()
    const twinLink = await link(twin, 'toy-app', account)
    const other = await shops.create()
    await link(other, 'toy-app', 'other-account')
    const canary = 'canary-of-the-other-shop'
    await send([event(), event({ account: 'other-account', record: canary }), event({ account: 'nobody’s' })])
    const rows = await stored([shop, twin, other])
    expect(rows.map(({ originId }) => originId).sort()).toHaveLength(3)
    expect(rows.filter(({ tenantId }) => tenantId === twin.id)).toMatchObject([{ originId: twinLink }])
    const ours = rows.filter(({ tenantId }) => tenantId !== other.id).map(({ body }) => body.toString())
    expect(ours.join()).not.toContain(canary)
    expect(ours.join()).toContain('"externalId":"42"')
  })

  it('nothing when a part of it cannot be stored', async () => {
    await shops.backDoor.query(
      `alter table "InboundEvent" add constraint no_poison check ("eventId" <> $$${'poison'}$$) not valid`,
    )
    const { storeCrmEvents } = await import('@/lib/db/crm-event-repo')
    const row = (eventId: string) => ({ tenantId: shop.id, connectionId: appLink, eventId, headers: {}, body: Buffer.from('x') })
    await expect(storeCrmEvents([row('fine'), row('poison')])).rejects.toThrow()
    expect(await stored()).toEqual([])
    expect(await queued()).toBe(0)
    await shops.backDoor.query('alter table "InboundEvent" drop constraint no_poison')
  })
})
