// Orders, guests and the walk through all accounts, where WooCommerce makes it hard.
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { CustomerChange } from '@/lib/customers/customer-system'
import type { RemoteOrder } from '@/lib/customers/remote-order'
import { failure } from '../../contract/in-world'
import { refundOrder } from './__fixtures__/fake-orders'
import { closeWoos, openWoo } from './__fixtures__/woo-world'
import type { WooCommerceCustomers } from './adapter'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined, info: () => undefined, warn: () => undefined }) }))

afterEach(closeWoos)

async function orders(crm: WooCommerceCustomers, from: string | null = null): Promise<{ orders: RemoteOrder[]; cursor: string }> {
  const all: RemoteOrder[] = []
  for (let cursor = from, pages = 0; ; pages++) {
    const page = await crm.ordersSince(cursor)
    all.push(...page.orders)
    cursor = page.cursor
    if (!page.hasMore) return { orders: all, cursor }
    if (pages > 200) throw new Error('the orders do not end')
  }
}

async function changes(
  crm: WooCommerceCustomers,
  from: string | null = null,
  between?: (page: number) => void,
): Promise<{ changes: CustomerChange[]; cursor: string; pages: number }> {
  const all: CustomerChange[] = []
  for (let cursor = from, pages = 1; ; pages++) {
    const page = await crm.changesSince(cursor)
    all.push(...page.changes)
    cursor = page.cursor
    if (!page.hasMore) return { changes: all, cursor, pages }
    between?.(pages)
    if (pages > 200) throw new Error('the feed does not end')
  }
}

describe('an order', () => {
  test.each([
    ['pending', 'pending'],
    ['on-hold', 'pending'],
    ['processing', 'paid'],
    ['completed', 'fulfilled'],
    ['partial-shipped', 'partially_fulfilled'],
    ['cancelled', 'cancelled'],
    ['failed', 'cancelled'],
    ['refunded', 'refunded'],
  ])('%s is %s', async (status, ours) => {
    const { shop, crm } = await openWoo()
    const { id } = shop.addOrder({ status, total: '10.00' })
    expect((await crm.getOrder(String(id)))?.status).toBe(ours)
  })

  test('a status of the shop’s own counts as paid once it was paid', async () => {
    const { shop, crm } = await openWoo()
    const [paid, open] = [shop.addOrder({ status: 'atelier' }), shop.addOrder({ status: 'atelier', paidAt: null })]
    expect((await crm.getOrder(String(paid.id)))?.status).toBe('paid')
    expect((await crm.getOrder(String(open.id)))?.status).toBe('pending')
  })

  test('how far the parcels are stands beside, where WooCommerce keeps it', async () => {
    const { shop, crm } = await openWoo()
    const { id } = shop.addOrder({ meta: [{ id: 1, key: '_fulfillment_status', value: 'partially_fulfilled' }] })
    expect((await crm.getOrder(String(id)))?.status).toBe('partially_fulfilled')
  })

  test('refunds are negative texts, added up; one that was only marked gave all back', async () => {
    const { shop, crm } = await openWoo()
    const { id } = shop.addOrder({ total: '100.10' })
    refundOrder(shop, id, '0.10')
    refundOrder(shop, id, '33.33')
    expect(await crm.getOrder(String(id))).toMatchObject({
      status: 'paid',
      total: { amount: 10_010 },
      refunded: { amount: 3_343 },
    })
    refundOrder(shop, id, '66.67')
    expect(await crm.getOrder(String(id))).toMatchObject({ status: 'refunded', refunded: { amount: 10_010 } })
    const marked = shop.addOrder({ total: '12.00', status: 'refunded' })
    expect((await crm.getOrder(String(marked.id)))?.refunded.amount).toBe(1_200)
  })

  test('amounts keep the decimals that the shop does not show', async () => {
    const { shop, crm } = await openWoo()
    shop.priceDecimals = 0
    const { id } = shop.addOrder({ total: '19.99' })
    expect((await crm.getOrder(String(id)))?.total.amount).toBe(1_999)
  })

  test('an amount or a date that is none is nonsense, not zero', async () => {
    const { fake, shop, crm } = await openWoo()
    const { id } = shop.addOrder({ total: '19.99' })
    for (const [from, to] of [
      ['"total":"19.990"', '"total":"19,99"'],
      ['"total":"19.990"', '"total":""'],
      [/"date_created_gmt":"[^"]*"/, '"date_created_gmt":"yesterday"'],
    ] as const) {
      fake.state.spoil = (_request, text) => text.replace(from, to)
      await failure('bad_response', crm.getOrder(String(id)))
    }
  })

  test('drafts, baskets and what was thrown away are no orders; a number of the shop’s own is its name', async () => {
    const { shop, crm } = await openWoo()
    for (const status of ['checkout-draft', 'auto-draft', 'trash'])
      expect(await crm.getOrder(String(shop.addOrder({ status }).id))).toBeNull()
    const { id } = shop.addOrder({ number: 'F-2026-12' })
    expect((await orders(crm)).orders.map(({ externalId, name }) => [externalId, name])).toEqual([[String(id), 'F-2026-12']])
  })
})

describe('guests', () => {
  const billing = { first_name: 'Ana', last_name: 'Petit', email: 'Ana@Example.org', phone: '06 39 98 00 30' }

  test('are customers of their own, found by address and by number, read and not written', async () => {
    const { shop, crm } = await openWoo()
    shop.addOrder({ billing, total: '40.00', createdAt: Date.UTC(2026, 0, 2) })
    shop.addOrder({ billing: { ...billing, phone: '' }, total: '2.50', createdAt: Date.UTC(2026, 0, 3) })
    const guest = await crm.getCustomer('guest:ana@example.org')
    expect(guest).toMatchObject({
      id: 'guest:ana@example.org',
      firstName: 'Ana',
      lastName: 'Petit',
      email: 'ana@example.org',
      phone: '+33639980030',
      createdAt: new Date(Date.UTC(2026, 0, 2)),
    })
    expect((await crm.getCustomerByEmail('ANA@example.org'))?.id).toBe(guest?.id)
    expect((await crm.getCustomerByPhone('0639980030'))?.id).toBe(guest?.id)
    expect((await crm.searchCustomers('petit')).map(({ id }) => id)).toEqual([guest?.id])
    expect(await crm.getStats('guest:ana@example.org')).toMatchObject({
      totalOrders: 2,
      totalSpent: { amount: 4_250, currency: 'EUR' },
    })
    expect((await crm.getPreferences('guest:ana@example.org')).optIn.email).toBeNull()
    for (const call of [
      () => crm.updateCustomer('guest:ana@example.org', { firstName: 'X' }),
      () => crm.deleteCustomer('guest:ana@example.org'),
      () => crm.addTags('guest:ana@example.org', ['x']),
    ])
      await failure('unsupported', call())
    expect((await crm.listCustomers()).data).toEqual([])
  })

  test('who signs up with the address is an account from then on, and the guest of the old orders stays', async () => {
    const { shop, crm } = await openWoo()
    shop.addOrder({ billing })
    const account = await crm.createCustomer({ firstName: 'Ana', email: 'ana@example.org', phone: '0639980030' })
    expect((await crm.getCustomerByEmail('ana@example.org'))?.id).toBe(account.id)
    expect((await crm.getCustomerByPhone('0639980030'))?.id).toBe(account.id)
    expect((await crm.getCustomer('guest:ana@example.org'))?.lastName).toBe('Petit')
  })

  test('by number alone, and several with one number are several', async () => {
    const { shop, crm } = await openWoo()
    shop.addOrder({ billing: { ...billing, email: '' } })
    shop.addOrder({ billing: { ...billing, first_name: 'Bea', email: 'bea@example.org' } })
    expect((await crm.searchCustomers({ phone: '0639980030' })).map(({ id }) => id).sort()).toEqual([
      'guest:+33639980030',
      'guest:bea@example.org',
    ])
    expect((await crm.getCustomer('guest:+33639980030'))?.email).toBeNull()
  })

  test.each([
    'guest:',
    'guest:nobody@example.org',
    'guest:+33639980031',
    'guest:*@example.org',
    'guest:ANA@example.org',
    'guest:guest:x',
    'guest:0639980030',
  ])('%s is nobody', async (id) => {
    const { shop, crm } = await openWoo()
    shop.addOrder({ billing })
    expect(await crm.getCustomer(id)).toBeNull()
    await failure('not_found', crm.getStats(id))
  })
})

describe('orders since', () => {
  test('every one once, over many pages and crowded seconds, the oldest change first', async () => {
    const { fake, shop, crm } = await openWoo()
    const start = Date.UTC(2026, 0, 1)
    const ids = Array.from({ length: 730 }, (_, at) =>
      String(shop.addOrder({ modifiedAt: start + Math.floor(at / 60) * 1000 + (at % 7), createdAt: start }).id),
    )
    const told = (await orders(crm)).orders.map(({ externalId }) => externalId)
    expect(told).toEqual(ids)
    expect(fake.state.log.length).toBeLessThan(25)
  })

  test('nothing is told twice while nothing changes; a late row inside the look back is found', async () => {
    const { shop, crm } = await openWoo()
    const now = Date.now()
    for (let at = 0; at < 20; at++) shop.addOrder({ modifiedAt: now - at * 1000 })
    const first = await orders(crm)
    expect(first.orders).toHaveLength(20)
    const second = await orders(crm, first.cursor)
    expect(second.orders).toEqual([])
    const late = shop.addOrder({ modifiedAt: now - 60_000 })
    expect((await orders(crm, second.cursor)).orders.map(({ externalId }) => externalId)).toEqual([String(late.id)])
  })

  test('two changes within one second are two', async () => {
    const { shop, crm } = await openWoo()
    const at = Date.now()
    const { id } = shop.addOrder({ status: 'pending', modifiedAt: at })
    const first = await orders(crm)
    shop.changeOrder(id, { status: 'processing', modifiedAt: at })
    const second = await orders(crm, first.cursor)
    expect(second.orders.map(({ status }) => status)).toEqual(['paid'])
    shop.changeOrder(id, { status: 'completed', modifiedAt: at })
    expect((await orders(crm, second.cursor)).orders.map(({ status }) => status)).toEqual(['fulfilled'])
  })

  test('one that is thrown away is told as cancelled, and as itself when it comes back', async () => {
    const { shop, crm } = await openWoo()
    shop.addOrder({ status: 'trash' })
    const { id } = shop.addOrder({})
    const first = await orders(crm)
    expect(first.orders.map(({ externalId }) => externalId)).toEqual([String(id)])
    shop.changeOrder(id, { status: 'trash' })
    const second = await orders(crm, first.cursor)
    expect(second.orders.map(({ externalId, status }) => [externalId, status])).toContainEqual([String(id), 'cancelled'])
    shop.changeOrder(id, { status: 'processing' })
    expect((await orders(crm, second.cursor)).orders.map(({ status }) => status)).toEqual(['paid'])
  })

  test('orders that change while a crowded second is walked are neither lost nor skipped', async () => {
    const { shop, crm } = await openWoo()
    const at = Date.now() - 3_600_000
    const ids = Array.from({ length: 320 }, () => shop.addOrder({ modifiedAt: at }).id)
    const told = new Set<string>()
    for (let cursor: string | null = null, page = 0; page < 60; page++) {
      const answer: Awaited<ReturnType<typeof crm.ordersSince>> = await crm.ordersSince(cursor)
      for (const { externalId } of answer.orders) told.add(externalId)
      cursor = answer.cursor
      if (!answer.hasMore) break
      // The first ones leave that second, and all others move up.
      for (const id of ids.splice(0, 4)) shop.changeOrder(id, { status: 'completed' })
    }
    expect(told.size).toBe(320)
  })

  test('a walk that was broken off goes on where it was', async () => {
    const { fake, shop, crm, systemOf } = await openWoo()
    for (let at = 0; at < 350; at++) shop.addOrder({ modifiedAt: Date.UTC(2026, 0, 1) + at * 1000 })
    const page = await crm.ordersSince(null)
    const before = fake.state.log.length
    const rest = await orders(systemOf(), page.cursor)
    expect(new Set([...page.orders, ...rest.orders].map(({ externalId }) => externalId)).size).toBe(350)
    expect(rest.orders.length).toBeLessThanOrEqual(350 - page.orders.length + 1)
    expect(fake.state.log.length - before).toBeLessThanOrEqual(5)
  })
})

describe('figures', () => {
  test('are added up over pages, for this customer alone', async () => {
    const { shop, crm } = await openWoo()
    const [one, other] = [shop.addCustomer({ email: 'a@example.org' }), shop.addCustomer({ email: 'b@example.org' })]
    for (let at = 0; at < 230; at++) shop.addOrder({ customer_id: one.id, total: '0.10' })
    shop.addOrder({ customer_id: other.id, total: '1000.00' })
    shop.addOrder({ customer_id: one.id, total: '500.00', status: 'failed' })
    expect(await crm.getStats(String(one.id))).toMatchObject({
      totalOrders: 230,
      totalSpent: { amount: 2_300, currency: 'EUR' },
      averageOrderValue: { amount: 10 },
    })
  })
})

describe('the walk through all accounts', () => {
  const seed = (shop: Awaited<ReturnType<typeof openWoo>>['shop'], count: number) =>
    Array.from({ length: count }, (_, at) => shop.addCustomer({ email: `c${at}@example.org`, modifiedAt: 0, createdAt: 0 }))

  test('who changed comes with a few neighbours at most; who went is named', async () => {
    const { shop, crm } = await openWoo()
    const all = seed(shop, 400)
    const first = await changes(crm)
    expect(first.changes.map(({ id }) => id)).toEqual(all.map(({ id }) => String(id)))
    expect((await changes(crm, first.cursor)).changes).toEqual([])
    const [changed, gone] = [all[120], all[300]]
    if (changed === undefined || gone === undefined) throw new Error('seed')
    changed.first_name = 'Changed without a stamp'
    shop.removeCustomer(gone.id)
    const second = await changes(crm, first.cursor)
    expect(second.changes.length).toBeLessThanOrEqual(34)
    expect(second.changes.find(({ id }) => id === String(changed.id))?.customer?.firstName).toBe('Changed without a stamp')
    expect(second.changes.filter(({ kind }) => kind === 'delete').map(({ id }) => id)).toEqual([String(gone.id)])
    expect((await changes(crm, second.cursor)).changes).toEqual([])
  })

  test('accounts that go while it is under way shift nobody out of it', async () => {
    const { shop, crm } = await openWoo()
    const all = seed(shop, 500)
    const doomed = all.slice(0, 90)
    const { changes: told } = await changes(crm, null, () => {
      for (const { id } of doomed.splice(0, 45)) shop.removeCustomer(id)
    })
    const upserts = told.filter(({ kind }) => kind === 'upsert').map(({ id }) => id)
    for (const { id } of all.slice(90)) expect(upserts).toContain(String(id))
    expect(new Set(upserts).size).toBe(upserts.length)
  })

  test('the same for a list', async () => {
    const { shop, crm } = await openWoo()
    const all = seed(shop, 260)
    const doomed = all.slice(0, 120)
    const ids: string[] = []
    for (let cursor: string | null = null; ;) {
      const page: Awaited<ReturnType<typeof crm.listCustomers>> = await crm.listCustomers(cursor, 40)
      ids.push(...page.data.map(({ id }) => id))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
      for (const { id } of doomed.splice(0, 40)) shop.removeCustomer(id)
    }
    for (const { id } of all.slice(120)) expect(ids).toContain(String(id))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('who is one of the team from now on is still told of; who always was, never', async () => {
    const { shop, crm } = await openWoo()
    const [one, boss] = [
      shop.addCustomer({ email: 'a@example.org' }),
      shop.addCustomer({ email: 'b@example.org', role: 'administrator' }),
    ]
    const first = await changes(crm)
    expect(first.changes.map(({ id }) => id)).toEqual([String(one.id)])
    one.role = 'shop_manager'
    boss.first_name = 'Changed'
    expect((await changes(crm, first.cursor)).changes.map(({ kind, id }) => [kind, id])).toEqual([['upsert', String(one.id)]])
  })

  test('says what was agreed to, so that nobody has to ask for each, and how many there are', async () => {
    const { fake, shop, crm } = await openWoo()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    await crm.updatePreferences(id, { optIn: { sms: false, email: true }, source: 'staff' })
    seed(shop, 150)
    const before = fake.state.requests
    const page = await crm.changesSince(null)
    expect([page.total, fake.state.requests - before]).toEqual([151, 1])
    expect(page.changes[0]?.optIn).toEqual({ sms: false, email: true, whatsapp: null, phone: null })
    expect((await crm.ordersSince(null)).total).toBe(0)
  })

  test('a large shop is given rest after a walk: until then one request tells who signed up', async () => {
    const { fake, shop, crm } = await openWoo()
    const all = seed(shop, 1_200)
    const first = await changes(crm)
    const quiet = await changes(crm, first.cursor)
    expect([quiet.changes, quiet.pages]).toEqual([[], 1])
    const [newcomer] = seed(shop, 1)
    if (all[5] !== undefined) all[5].first_name = 'Changed'
    const before = fake.state.requests
    const second = await changes(crm, quiet.cursor)
    expect([second.changes.map(({ id }) => id), fake.state.requests - before]).toEqual([[String(newcomer?.id)], 1])
    expect((await changes(crm, second.cursor)).changes).toEqual([])
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 13 * 60 * 60_000 })
    const later = await changes(crm, second.cursor)
    vi.useRealTimers()
    expect(later.changes.map(({ id }) => id)).toEqual(expect.arrayContaining([String(all[5]?.id), String(newcomer?.id)]))
    expect(later.changes.length).toBeLessThan(40)
    // A crowd that signed up at once needs the walk.
    seed(shop, 130)
    const crowd = await changes(crm, first.cursor)
    expect((await changes(crm, crowd.cursor)).changes.length).toBeGreaterThanOrEqual(131)
  })

  test('what it remembers stays small, and is refused when somebody wrote it himself', async () => {
    const { shop, crm } = await openWoo()
    seed(shop, 3_000)
    const { cursor, pages } = await changes(crm)
    expect(cursor.length).toBeLessThan(6_000)
    expect(pages).toBeLessThanOrEqual(Math.ceil(3_000 / 96) + 1)
    const mine = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Record<string, unknown>
    for (const known of ['eJw', { x: '0;' }, { 1: 'oops' }, { 1: '0-zzzz;' }, { [-1]: '0;' }]) {
      const forged = Buffer.from(JSON.stringify({ ...mine, known })).toString('base64url')
      expect((await failure('invalid', crm.changesSince(forged))).issues).toMatchObject([{ path: ['cursor'] }])
    }
  })
})
