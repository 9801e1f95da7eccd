// Who may call what: every operation of the API against every kind of caller. An operation without a row here fails.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import { database } from '@/lib/db/client'
import { createApiKey, listApiKeys, revokeApiKey, type Scope, scopes } from '@/lib/server/api-key'
import { type ApiCall, callApi, createTestShop, type TestShop } from '@/lib/test/api-world'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { operations } from './operations'

let app: TestApp
let own: TestShop
let other: TestShop

beforeAll(async () => {
  app = await startTestApp()
  own = await createTestShop()
  other = await createTestShop()
})
afterAll(() => app.stop())

/** A call that succeeds for `shop`; null for those about no record. */
type Row = (shop: TestShop) => Promise<{ call: ApiCall; status: number }>

const aboutCustomer =
  (status: number, call: ApiCall = {}): Row =>
  async (shop) => ({ status, call: { ...call, path: { id: (await shop.customer()).id, ...call.path } } })

const matrix: Record<string, Row> = {
  listCustomers: async () => ({ status: 200, call: {} }),
  createCustomer: async () => ({ status: 201, call: { body: { firstName: 'Nouvelle' } } }),
  getCustomer: aboutCustomer(200),
  updateCustomer: aboutCustomer(200, { body: { segment: 'vip' } }),
  deleteCustomer: aboutCustomer(204),
  listNotes: aboutCustomer(200),
  addNote: aboutCustomer(201, { body: { content: 'Une note' } }),
  listActivities: aboutCustomer(200),
  logActivity: aboutCustomer(201, { body: { type: 'visit', channel: 'shop' } }),
  listOrders: aboutCustomer(200),
  recordOrder: async (shop) => ({
    status: 201,
    call: {
      path: { id: (await shop.customer()).id },
      body: { externalId: crypto.randomUUID(), total: { amount: 1200, currency: 'EUR' }, placedAt: '2026-03-14' },
    },
  }),
  getStats: aboutCustomer(200),
  listTags: aboutCustomer(200),
  addTags: aboutCustomer(200, { body: { tags: ['vip'] } }),
  removeTags: aboutCustomer(200, { body: { tags: ['vip'] } }),
  removeTag: aboutCustomer(200, { path: { name: 'premier contact' } }),
  getPreferences: aboutCustomer(200),
  updatePreferences: aboutCustomer(200, { body: { language: 'en' } }),
  mergeCustomers: async (shop) => ({
    status: 200,
    call: { path: { id: (await shop.customer()).id }, body: { duplicateId: (await shop.customer()).id } },
  }),
  undoMerge: async (shop) => {
    const { mergeId } = await mergeCustomers(shop.useCase, (await shop.customer()).id, (await shop.customer()).id)
    return { status: 200, call: { path: { mergeId } } }
  },
}

it('has a row for every operation, and no other', () => {
  expect(Object.keys(matrix).sort()).toEqual(operations.map(({ id }) => id).sort())
})

/** Everything a shop's data say, to see that nothing happened. */
async function contentOf({ shop }: TestShop): Promise<unknown> {
  const client = await database().pool.connect()
  try {
    await client.query(`begin; select set_config('app.tenant_id', '${shop.id}', true)`)
    const tables = [
      'Customer',
      'CustomerNote',
      'CustomerActivity',
      'CustomerTag',
      'Order',
      'ConsentEntry',
      'CustomerMerge',
      'AuditEvent',
      'IdempotencyKey',
    ]
    const counts: Record<string, unknown> = {}
    for (const table of tables) {
      const { rows } = await client.query(`select count(*)::int as n, max(t::text) as last from "${table}" t`)
      counts[table] = rows[0]
    }
    return counts
  } finally {
    await client.query('rollback')
    client.release()
  }
}

describe.each(operations)('$id ($method $path)', (operation) => {
  const prepared = async (shop: TestShop) => {
    const row = matrix[operation.id]
    if (row === undefined) throw new Error(`no row for ${operation.id}`)
    return row(shop)
  }

  it('refuses callers without a live key, and does nothing', async () => {
    const { call } = await prepared(own)
    const expired = await own.keyWith([operation.scope], new Date(Date.now() - 1000))
    const revoked = await own.keyWith([operation.scope])
    await revokeApiKey(own.shop, own.useCase.actor, revoked.id)
    const before = await contentOf(own)
    const wrong = [
      null,
      '',
      'x',
      `cck_${'A'.repeat(43)}`,
      own.key.slice(0, -1),
      `${own.key}A`,
      own.key.toLowerCase(),
      expired.key,
      revoked.key,
    ]
    for (const key of wrong) {
      const response = await callApi(operation, { ...call, key })
      expect(response.status, String(key)).toBe(401)
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
      expect(await response.json()).toMatchObject({ status: 401, code: 'unauthorized' })
    }
    const basic = await callApi(operation, { ...call, headers: { authorization: `Basic ${own.key}` } })
    expect(basic.status).toBe(401)
    expect(await contentOf(own)).toEqual(before)
  })

  it('refuses a key with every scope but its own, and does nothing', async () => {
    const { call } = await prepared(own)
    const { key } = await own.keyWith(scopes.filter((scope): scope is Scope => scope !== operation.scope))
    const before = await contentOf(own)
    const response = await callApi(operation, { ...call, key })
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toContain(`scope="${operation.scope}"`)
    expect(await response.json()).toMatchObject({ code: 'forbidden', reason: 'scope_missing', scope: operation.scope })
    expect(await contentOf(own)).toEqual(before)
  })

  it('answers its own shop', async () => {
    const { call, status } = await prepared(own)
    const { key } = await own.keyWith([operation.scope])
    const response = await callApi(operation, { ...call, key })
    expect(response.status, await response.clone().text()).toBe(status)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{10,}$/)
  })

  it.runIf(operation.path.includes('{'))('cannot tell another shop’s record from none', async () => {
    const { call } = await prepared(other)
    const unknown = {
      ...call,
      path: Object.fromEntries(
        Object.entries(call.path ?? {}).map(([name]) => [name, name === 'name' ? 'vip' : crypto.randomUUID()]),
      ),
    }
    const before = await contentOf(other)
    const [theirs, nobodys] = [
      await callApi(operation, { ...call, key: own.key }),
      await callApi(operation, { ...unknown, key: own.key }),
    ]
    expect(theirs.status).toBe(404)
    expect(nobodys.status).toBe(404)
    expect(await theirs.text()).toBe(await nobodys.text())
    const shown = (response: Response) => [...response.headers].filter(([name]) => name !== 'x-request-id')
    expect(shown(theirs)).toEqual(shown(nobodys))
    expect(await contentOf(other)).toEqual(before)
  })
})

it('merging another shop’s customer into one’s own is merging nobody', async () => {
  const [mine, theirs] = [await own.customer(), await other.customer()]
  const operation = operations.find(({ id }) => id === 'mergeCustomers')!
  const answers = await Promise.all(
    [theirs.id, crypto.randomUUID()].map((duplicateId) =>
      callApi(operation, { path: { id: mine.id }, body: { duplicateId }, key: own.key }),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual([404, 404])
  expect(await answers[0]!.text()).toBe(await answers[1]!.text())
})

it('lists show nothing of another shop', async () => {
  await other.customer({ firstName: 'Canari', email: 'canari@example.fr', tags: ['canari'], segment: 'canari' })
  const operation = operations.find(({ id }) => id === 'listCustomers')!
  for (const query of ['?limit=200', '?query=canari', '?email=canari@example.fr', '?tag=canari', '?segment=canari']) {
    const text = await (await callApi(operation, { query, key: own.key })).text()
    expect(text.toLowerCase(), query).not.toContain('canari')
  }
})

it('the database keeps a key’s hash, never the key', async () => {
  const rows = await database().pool.query('select * from api_key_context($1)', [own.key])
  expect(rows.rows).toEqual([])
})

describe('fields that belong to nobody who calls', () => {
  const write = operations
    .filter(({ method }) => method !== 'GET')
    .filter(({ id }) => !['deleteCustomer', 'removeTag', 'undoMerge'].includes(id))
  it.each(write)('$id refuses them by name', async (operation) => {
    const { call } = await matrix[operation.id]!(own)
    for (const field of [
      'tenantId',
      'id',
      'version',
      'createdAt',
      'deletedAt',
      'totalOrders',
      'spentMinor',
      'role',
      'customerId',
    ]) {
      const body = { ...(call.body as object), [field]: field === 'version' ? 99 : other.shop.id }
      const response = await callApi(operation, { ...call, body, key: own.key })
      expect(response.status, field).toBe(422)
      expect(await response.json()).toMatchObject({ code: 'invalid', errors: [{ field, code: 'unknown' }] })
    }
  })
})

describe('keys', () => {
  it('are listed without what opens, newest first, with their last use', async () => {
    const shop = await createTestShop()
    const { id, key } = await shop.keyWith(['customers:read'])
    await callApi(
      operations.find((one) => one.id === 'listCustomers')!,
      { key },
    )
    await vi.waitFor(async () =>
      expect((await listApiKeys(shop.shop)).find((one) => one.id === id)?.lastUsedAt).toBeInstanceOf(Date),
    )
    const listed = await listApiKeys(shop.shop)
    expect(listed.map(({ prefix }) => prefix)).toEqual([key.slice(0, 10), shop.key.slice(0, 10)])
    expect(JSON.stringify(listed)).not.toContain(key.slice(10))
    expect((await listApiKeys(own.shop)).some((one) => one.id === id)).toBe(false)
  })

  it('of another shop cannot be revoked', async () => {
    const { id } = await other.keyWith(['customers:read'])
    const refusals = await Promise.all(
      [id, 'none'].map((one) => revokeApiKey(own.shop, own.useCase.actor, one).catch((error: Error) => error)),
    )
    expect(refusals[0]).toMatchObject({ code: 'not_found', reason: 'api-key_not_found' })
    expect(refusals[1]).toEqual(refusals[0])
    expect((await listApiKeys(other.shop)).find((one) => one.id === id)?.revokedAt).toBeNull()
  })

  it.each([[[]], [['customers:everything']]])('with scopes %j are not made', async (wanted) => {
    await expect(createApiKey(own.shop, own.useCase.actor, { name: 'x', scopes: wanted as Scope[] })).rejects.toMatchObject({
      code: 'invalid',
    })
  })
})
