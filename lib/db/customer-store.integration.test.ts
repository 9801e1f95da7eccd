// The customer store on a real database: round trips, uniqueness, concurrency, paging, the change feed.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { addNote } from '@/lib/customers/add-note'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { createCustomer } from '@/lib/customers/create-customer'
import type { CustomerTx } from '@/lib/customers/customer-store'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { recordOrder } from '@/lib/customers/record-order'
import { addTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { openDatabase, replaceDatabase } from './client'

let shops: TestShops
let shop: Shop
let useCase: UseCase
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  shop = await shops.create()
  useCase = shops.useCase(shop)
})
afterAll(() => shops.close())

/** `work` with sessions of another time zone. */
async function inNewYork(work: () => Promise<void>): Promise<void> {
  const name = new URL(shops.appUrl).pathname.slice(1)
  await shops.backDoor.query(`alter database "${name}" set timezone = 'America/New_York'`)
  const elsewhere = openDatabase(shops.appUrl, 2)
  replaceDatabase(elsewhere)
  try {
    await work()
  } finally {
    replaceDatabase(shops.database)
    await elsewhere.close()
    await shops.backDoor.query(`alter database "${name}" reset timezone`)
  }
}

describe('one customer', () => {
  test('every field goes in and comes out', async () => {
    const made = await createCustomer(useCase, {
      firstName: 'Hélène',
      lastName: 'L’Hôte-Œuvré 👗',
      phone: '06 39 98 12 34',
      email: 'Helene@Example.ORG',
      preferredChannel: 'whatsapp',
      language: 'fr-CA',
      segment: 'vip',
      tags: ['Été', 'fidèle', 'ete'],
      metadata: { size: 38, nested: { a: [1, null, 'é'] } },
    })
    expect(made).toMatchObject({
      firstName: 'Hélène',
      lastName: 'L’Hôte-Œuvré 👗',
      phone: '+33639981234',
      email: 'helene@example.org',
      preferredChannel: 'whatsapp',
      language: 'fr-CA',
      segment: 'vip',
      tags: ['Été', 'fidèle'],
      metadata: { size: 38, nested: { a: [1, null, 'é'] } },
      totalOrders: 0,
      totalSpent: null,
      averageOrderValue: null,
      lastOrderAt: null,
      version: 1,
      links: [],
    })
    expect(made.handles.map(({ kind, value, raw, isPrimary }) => ({ kind, value, raw, isPrimary }))).toEqual([
      { kind: 'phone', value: '+33639981234', raw: '06 39 98 12 34', isPrimary: true },
      { kind: 'email', value: 'helene@example.org', raw: 'Helene@Example.ORG', isPrimary: true },
    ])
    expect(await useCase.store.get(made.id)).toEqual(made)
    expect(Math.abs(made.createdAt.getTime() - Date.now())).toBeLessThan(5_000)
  })

  test('characters that PostgreSQL cannot keep are refused as input, not as a fault', async () => {
    const { store } = useCase
    const list = (query: string) => store.list({ filter: { query }, sort: 'relevance', direction: 'asc', cursor: null, limit: 5 })
    const refused = { code: 'invalid', reason: 'text_unstorable' }
    await expect(createCustomer(useCase, { firstName: 'a\u0000b' })).rejects.toMatchObject(refused)
    await expect(createCustomer(useCase, { firstName: 'a', metadata: { key: 'b\u0000' } })).rejects.toMatchObject(refused)
    await expect(createCustomer(useCase, { firstName: 'a', metadata: { key: '\ud800' } })).rejects.toMatchObject(refused)
    await expect(store.get('a\u0000')).rejects.toMatchObject(refused)
    await expect(list('a\u0000')).rejects.toMatchObject(refused)
    expect((await list('\ud800')).data).toEqual([])
    expect(await store.count({}, 10)).toEqual({ count: 0, capped: false, estimated: false })
  })

  test('moments keep their instant in a session of any time zone', async () => {
    await inNewYork(async () => {
      const at = new Date('2026-07-14T23:59:59.987Z')
      const made = await createCustomer(useCase, { firstName: 'Zoé' })
      expect(Math.abs(made.createdAt.getTime() - Date.now())).toBeLessThan(60_000)
      await useCase.store.write((tx) => tx.touchContact(made.id, 'sms', at))
      expect((await useCase.store.get(made.id))?.lastContactAt).toEqual(at)
      expect(await useCase.store.write(async (tx) => (await tx.get(made.id))?.lastContactAt)).toEqual(at)
      const { rows } = await shops.backDoor.query<{ t: string }>(
        `select to_char("lastContactAt" at time zone 'UTC', 'HH24:MI:SS.MS') as t from "Customer" where id = $1`,
        [made.id],
      )
      expect(rows[0]?.t).toBe('23:59:59.987')
    })
  })

  test('the facts of a page are what each read says by itself, in any time zone', async () => {
    const { store } = useCase
    const { id } = await createCustomer(useCase, { firstName: 'Zoé', phone: '06 39 98 12 34' })
    await createCustomer(useCase, { firstName: 'Nobody else’s notes' })
    for (const content of ['un', 'deux', 'trois']) await addNote(useCase, id, content)
    await recordOrder(
      useCase,
      id,
      { externalId: '1', total: { amount: 4990, currency: 'EUR' }, placedAt: '2026-07-14T23:59:59.987Z' },
      'till',
    )
    await recordOrder(
      useCase,
      id,
      { externalId: '2', total: { amount: 300, currency: 'USD' }, placedAt: '2026-01-02T00:00:00Z' },
      'till',
    )
    await updatePreferences(useCase, id, { optIn: { sms: true }, source: 'in the shop' })
    const apart = async (notes: number, orders: number) => ({
      notes: await store.notes(id, { cursor: null, limit: notes }),
      orders: await store.orders(id, orders),
      consents: await store.consents(id),
      stats: await store.stats(id),
      pinned: [],
    })
    const facts = async (notes: number, orders: number) => {
      const { purchases: _, ...rest } = await store.facts(id, { notes, orders })
      return rest
    }
    const whole = await facts(3, 2)
    expect(whole).toEqual(await apart(3, 2))
    expect([whole.notes.data.length, whole.orders.length, whole.consents.length]).toEqual([3, 2, 1])
    const part = await facts(2, 1)
    expect(part).toEqual(await apart(2, 1))
    expect(part.notes.nextCursor).not.toBeNull()
    await inNewYork(async () => expect(await facts(3, 2)).toEqual(whole))
    const { id: bare } = await createCustomer(useCase, { firstName: 'Ana' })
    expect(await store.facts(bare, { notes: 3, orders: 2 })).toMatchObject({ notes: { data: [] }, orders: [], consents: [] })
    await expect(store.facts('missing', { notes: 3, orders: 2 })).rejects.toMatchObject({ code: 'not_found' })
    const other = shops.useCase(await shops.create()).store
    await expect(other.facts(id, { notes: 3, orders: 2 })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('purchases by month of the shop, each currency for itself, without what was cancelled or given back', async () => {
    const { id } = await createCustomer(useCase, { firstName: 'Achille' })
    const month = (ago: number) => {
      const [year = 0, now = 0] = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' })
        .format(new Date())
        .split('-')
        .map(Number)
      return new Date(Date.UTC(year, now - 1 - ago, 1, 10))
    }
    const key = (at: Date) => at.toISOString().slice(0, 7)
    let made = 0
    const buy = (
      at: Date,
      amount: number,
      currency = 'EUR',
      rest: { status?: 'cancelled'; refunded?: { amount: number; currency: string } } = {},
    ) =>
      recordOrder(useCase, id, { externalId: `p${String(++made)}`, total: { amount, currency }, placedAt: at, ...rest }, 'till')
    // The first hour of a month in Paris is still the month before in London.
    await buy(new Date(month(3).getTime() - 10.5 * 3_600_000 - 60_000), 100)
    await buy(month(3), 1_000)
    await buy(month(3), 500, 'EUR', { refunded: { amount: 200, currency: 'EUR' } })
    await buy(month(3), 9_000, 'EUR', { status: 'cancelled' })
    await buy(month(3), 4_200, 'JPY')
    await buy(month(11), 700)
    await buy(month(12), 800)
    const { purchases } = await useCase.store.facts(id, { notes: 1, orders: 1 })
    const said = purchases.map(
      ({ month: of, orders, spent }) => `${of} ${spent.currency} ${String(orders)} ${String(spent.amount)}`,
    )
    expect(said.toSorted()).toEqual(
      [`${key(month(3))} EUR 3 1400`, `${key(month(3))} JPY 1 4200`, `${key(month(11))} EUR 1 700`].toSorted(),
    )
  })

  test('the columns repeat the primary handles, through every change of them', async () => {
    const made = await createCustomer(useCase, { firstName: 'Ana', phone: '06 39 98 00 01' })
    const columns = async () =>
      (await shops.backDoor.query(`select phone, email from "Customer" where id = $1`, [made.id])).rows[0] as unknown
    const handle = (value: string, kind: 'phone' | 'email' = 'phone') => ({ kind, value, raw: value, source: 'staff' })
    await useCase.store.write((tx) => tx.addHandle(made.id, handle('+33639980002')))
    expect(await columns()).toEqual({ phone: '+33639980001', email: null })
    await useCase.store.write((tx) => tx.addHandle(made.id, handle('a@example.org', 'email')))
    expect(await columns()).toEqual({ phone: '+33639980001', email: 'a@example.org' })
    await useCase.store.write((tx) => tx.setPrimaryHandle(made.id, 'phone', handle('+33639980002')))
    expect(await columns()).toEqual({ phone: '+33639980002', email: 'a@example.org' })
    await useCase.store.write((tx) => tx.setPrimaryHandle(made.id, 'phone', null))
    expect(await columns()).toEqual({ phone: null, email: 'a@example.org' })
    expect((await useCase.store.get(made.id))?.handles.map(({ value }) => value)).toEqual(['a@example.org'])
  })

  test('figures follow an order that changes and that changes hands', async () => {
    const a = await createCustomer(useCase, { firstName: 'Ana' })
    const b = await createCustomer(useCase, { firstName: 'Bea' })
    const figures = async (id: string) => {
      const customer = await useCase.store.get(id)
      return [customer?.totalOrders, customer?.totalSpent?.amount ?? null, customer?.lastOrderAt?.toISOString() ?? null]
    }
    const order = { externalId: 'o-1', total: { amount: 1_999, currency: 'EUR' }, placedAt: '2026-03-04T05:06:07.089Z' }
    const first = await recordOrder(useCase, a.id, order, 'shop')
    expect(first.created).toBe(true)
    expect(await figures(a.id)).toEqual([1, 1_999, '2026-03-04T05:06:07.089Z'])
    const again = await recordOrder(useCase, a.id, { ...order, refunded: { amount: 999, currency: 'EUR' } }, 'shop')
    expect(again).toMatchObject({ created: false, order: { id: first.order.id, refunded: { amount: 999 } } })
    expect(await figures(a.id)).toEqual([1, 1_000, '2026-03-04T05:06:07.089Z'])
    await recordOrder(useCase, b.id, order, 'shop')
    expect(await figures(a.id)).toEqual([0, null, null])
    expect(await figures(b.id)).toEqual([1, 1_999, '2026-03-04T05:06:07.089Z'])
    await recordOrder(useCase, b.id, { ...order, status: 'cancelled' }, 'shop')
    expect(await figures(b.id)).toEqual([0, null, null])
    // The same number from another system is another order.
    expect((await recordOrder(useCase, a.id, order, 'till')).created).toBe(true)
    expect((await useCase.store.orders(a.id, 10)).map(({ source }) => source)).toEqual(['till'])
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => recordOrder(useCase, a.id, { ...order, externalId: `p-${index % 5}` }, 'till')),
    )
    expect(await figures(a.id)).toEqual([6, 6 * 1_999, '2026-03-04T05:06:07.089Z'])
  })

  test('every visible change moves updatedAt and tells open screens after the commit only', async () => {
    const heard: unknown[] = []
    const listener = await shops.backDoor.connect()
    listener.on('notification', (notice) => heard.push(JSON.parse(notice.payload ?? 'null')))
    await listener.query('listen coccinelle_live')
    try {
      const { id } = await createCustomer(useCase, { firstName: 'Ana' })
      const handle = { kind: 'whatsapp' as const, value: 'FR.123', raw: 'FR.123', source: 'channel' }
      const changes: ((tx: CustomerTx) => Promise<unknown>)[] = [
        (tx) => tx.updateCustomer(id, { firstName: 'Anna' }),
        (tx) => tx.addTags(id, ['vip']),
        (tx) => tx.removeTags(id, ['vip']),
        (tx) => tx.addHandle(id, handle),
        (tx) => tx.touchContact(id, 'sms', new Date()),
        (tx) =>
          tx.upsertOrder(id, 'till', {
            externalId: '1',
            total: { amount: 1, currency: 'EUR' },
            placedAt: new Date(),
            status: 'paid',
          }),
      ]
      for (const change of changes) {
        const before = (await useCase.store.get(id))?.updatedAt.getTime() ?? 0
        await new Promise((resolve) => setTimeout(resolve, 2))
        await useCase.store.write(change)
        expect((await useCase.store.get(id))?.updatedAt.getTime(), String(change)).toBeGreaterThan(before)
      }
      await expect(
        useCase.store.write(async (tx) => {
          await tx.announce({ kind: 'note', customerId: 'never' })
          throw new Error('rolled back')
        }),
      ).rejects.toThrow('rolled back')
      await useCase.store.write((tx) => tx.announce({ kind: 'message', customerId: id }))
      await vi.waitFor(() => expect(heard).toContainEqual({ tenantId: shop.id, kind: 'message', customerId: id }))
      expect(heard).toContainEqual({ tenantId: shop.id, kind: 'customer', customerId: id })
      expect(JSON.stringify(heard)).not.toContain('never')
    } finally {
      listener.release(true)
    }
  })
})

describe('at once', () => {
  test('50 creations of one phone: one customer, the others are told whose it is', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        createCustomer(useCase, { firstName: `N${index}`, phone: index % 2 ? '06 39 98 70 01' : '+33639987001' }),
      ),
    )
    const made = outcomes.filter((outcome) => outcome.status === 'fulfilled').map((outcome) => outcome.value.id)
    expect(made).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'conflict', reason: 'duplicate_phone', params: { existingId: made[0] } })
    const { rows } = await shops.backDoor.query(
      `select (select count(*)::int from "Customer" where "tenantId" = $1) as customers, (select count(*)::int from "CustomerHandle" where "tenantId" = $1) as handles,
         (select count(*)::int from "CustomerActivity" where "tenantId" = $1) as activities, (select count(*)::int from "AuditEvent" where "tenantId" = $1) as audited`,
      [shop.id],
    )
    expect(rows[0]).toEqual({ customers: 1, handles: 1, activities: 1, audited: 1 })
  })

  test('a handle that becomes free while others wait for it goes to exactly one of them', async () => {
    const owner = await createCustomer(useCase, { firstName: 'Owner', phone: '06 39 98 70 02' })
    const outcomes = await Promise.allSettled([
      deleteCustomer(useCase, owner.id),
      ...Array.from({ length: 10 }, () => createCustomer(useCase, { firstName: 'Next', phone: '06 39 98 70 02' })),
    ])
    const live = await useCase.store.findByHandle('phone', '+33639987002')
    const made = outcomes.slice(1).filter((outcome) => outcome.status === 'fulfilled')
    expect(live.length).toBe(made.length)
    expect(made.length).toBeLessThanOrEqual(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict', reason: 'duplicate_phone' })
  })

  test('crossed phones and e-mails end in conflicts, never in a deadlock or half a customer', async () => {
    const pair = (first: number, second: number) => ({
      firstName: 'X',
      phone: `06 39 98 72 ${10 + first}`,
      email: `x${second}@example.org`,
    })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) => createCustomer(useCase, pair(index % 3, (index + Math.floor(index / 3)) % 3))),
    )
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
    const { rows } = await shops.backDoor.query<{ handles: number }>(
      `select (select count(*)::int from "CustomerHandle" h where h."customerId" = c.id) as handles from "Customer" c where "tenantId" = $1`,
      [shop.id],
    )
    expect(rows.length).toBeGreaterThanOrEqual(1)
    expect(rows.every((row) => row.handles === 2)).toBe(true)
  })

  test('tags added by many are all kept, and each tag is one', async () => {
    const { id } = await createCustomer(useCase, { firstName: 'Ana' })
    const names = Array.from({ length: 20 }, (_, index) => `tag ${index % 10}`)
    await Promise.all(names.map((name, index) => addTags(useCase, id, [name, index % 2 ? 'Été' : 'ete'])))
    expect((await useCase.store.get(id))?.tags).toHaveLength(11)
    expect((await useCase.store.tags()).map((tag) => tag.customers)).toEqual(Array.from({ length: 11 }, () => 1))
  })

  test('of two savers with the same version one is told that the record changed', async () => {
    const { id, version } = await createCustomer(useCase, { firstName: 'Ana' })
    const outcomes = await Promise.allSettled(
      ['A', 'B'].map((firstName) => updateCustomer(useCase, id, { firstName }, { expectedVersion: version })),
    )
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(refused[0]?.reason).toMatchObject({
      code: 'conflict',
      reason: 'stale_version',
      params: { currentVersion: version + 1 },
    })
    expect((await useCase.store.get(id))?.version).toBe(version + 1)
  })

  test('writeOnce: at once, after a failure, and for another caller', async () => {
    let effects = 0
    const once = (actor = useCase) =>
      actor.store.writeOnce('key', 'print', async (tx) => {
        effects += 1
        const id = newId()
        await tx.insertCustomer(
          id,
          { firstName: 'Once', lastName: null, preferredChannel: null, language: 'fr', segment: null, metadata: {} },
          [],
        )
        return id
      })
    await expect(
      useCase.store.writeOnce('key', 'print', async () => {
        throw new Error('first try fails')
      }),
    ).rejects.toThrow('first try fails')
    const ids = await Promise.all(Array.from({ length: 10 }, () => once()))
    expect(new Set(ids).size).toBe(1)
    expect(effects).toBe(1)
    expect(await once(shops.useCase(shop, { actor: { kind: 'api-key', id: 'k', name: 'Till' } }))).not.toBe(ids[0])
    expect(await once(shops.useCase(await shops.create()))).not.toBe(ids[0])
  })
})
