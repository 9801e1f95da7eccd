// Orders, guests and buyers of a linked shop become customers with one timeline, once, whatever the order they come in.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SeededOrder } from '@/lib/crm/contract/world'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { createChannel } from '@/lib/db/channel-repo'
import { createOutboxStore } from '@/lib/db/outbox-repo'
import { createMessageStore } from '@/lib/db/message-store'
import { receiveFromSource } from '@/lib/db/source-stream-repo'
import { receiveMessage } from '@/lib/messages/receive-message'
import { newId } from '@/lib/shared/ids'
import { shopRows } from '@/lib/test/shop-rows'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { openSourceShop, type SourceShop } from '@/lib/test/source-shop'
import { personOfCustomer } from './remote-person'

let shops: TestShops
let world: SourceShop
beforeAll(async () => {
  shops = await openTestShops(24)
})
afterAll(() => shops.close())
beforeEach(async () => {
  world = await openSourceShop(shops)
})

const phone = '+33639984001'
const euros = (amount: number) => ({ amount, currency: 'EUR' })
const day = (number: number) => new Date(Date.UTC(2026, 2, number))
const guest = (more: { firstName?: string; lastName?: string; email?: string; phone?: string } = {}) => ({
  kind: 'guest' as const,
  firstName: null,
  lastName: null,
  email: null,
  phone: null,
  ...more,
})
const order = (buyer: SeededOrder['buyer'], more: Partial<SeededOrder> = {}): Promise<string> =>
  world.orders.add({ status: 'paid', total: euros(4_500), placedAt: day(1), buyer, ...more })

async function sms(from: string, text: string): Promise<void> {
  const { id: channelId } = await createChannel(world.shop, staff, { type: 'twilio-sms', name: 'SMS', secret: 'secret' })
  const eventId = newId()
  await shops.backDoor.query(
    `insert into "InboundEvent" ("tenantId", id, origin, "originId", "eventId", body) values ($1, $2, 'channel', $3, $2, '')`,
    [world.shop.id, eventId, channelId],
  )
  const message = {
    externalId: eventId,
    channel: 'sms' as const,
    from,
    fromKind: 'phone' as const,
    alsoKnownAs: null,
    senderName: null,
    to: null,
    text,
    media: [],
    occurredAt: null,
  }
  await receiveMessage(
    {
      shop: world.shop,
      store: createMessageStore(world.shop, { kind: 'channel', id: channelId, name: 'SMS' }),
      parse: () => ({ eventId, messages: [message] }),
      clock: () => new Date(),
    },
    eventId,
  )
}

const timeline = async (customerId: string) =>
  (await world.useCase.store.activities(customerId, { cursor: null, limit: 50 })).data.map(({ type }) => type)
const storedOrders = () =>
  world.rows<{ customerId: string; externalId: string; status: string; source: string; totalMinor: number }>(
    `select "customerId", "externalId", status, source, "totalMinor" from "Order" where "tenantId" = $1 order by "createdAt", id`,
  )

describe('a buyer', () => {
  it('who orders as a guest, writes by SMS, then signs up is one customer with one timeline, and it says why', async () => {
    await world.receive(
      await order(guest({ firstName: 'Ana', lastName: 'Petit', email: 'ana@example.org', phone }), { name: '#1001' }),
    )
    const [made] = await world.customers()
    expect(made).toMatchObject({ firstName: 'Ana', lastName: 'Petit', orderCount: 1, spentMinor: 4_500 })
    const id = made?.id ?? ''
    await sms('06 39 98 40 01', 'Ma commande est-elle partie ?')
    const account = await world.remote.createCustomer({ firstName: 'Ana', lastName: 'Petit', email: 'Ana@example.org' })
    await world.receivePeople(account.id)
    await world.receive(await order({ kind: 'registered', customerId: account.id }, { placedAt: day(5) }))

    expect(await world.customers()).toEqual([expect.objectContaining({ id, orderCount: 2, spentMinor: 9_000 })])
    expect(await world.links()).toEqual([
      {
        customerId: id,
        externalId: 'guest:ana@example.org',
        kind: 'guest',
        base: null,
        evidence: { by: 'new', value: null, shared: null },
      },
      {
        customerId: id,
        externalId: account.id,
        kind: 'customer',
        base: null,
        evidence: { by: 'email', value: 'ana@example.org', shared: null },
      },
    ])
    const kinds = await timeline(id)
    expect(kinds.filter((kind) => kind === 'order_placed')).toHaveLength(2)
    expect(kinds).toEqual(expect.arrayContaining(['customer_created', 'message_received', 'synced']))
    const customer = await world.useCase.store.get(id)
    expect(customer?.links.map(({ kind, evidence }) => [kind, evidence?.by])).toEqual([
      ['guest', 'new'],
      ['customer', 'email'],
    ])
    expect((await world.useCase.store.orders(id, 10)).map(({ name }) => name)).toEqual([null, '#1001'])
  })

  it('who wrote before buying is found by the number', async () => {
    await sms(phone, 'Bonjour')
    const [writer] = await world.customers()
    await world.receive(await order(guest({ firstName: 'Ana', lastName: 'Petit', email: 'ana@example.org', phone })))
    expect(await world.customers()).toMatchObject([{ id: writer?.id, firstName: 'Ana', lastName: 'Petit', orderCount: 1 }])
    expect(await world.links()).toMatchObject([{ evidence: { by: 'phone', value: phone } }])
    expect(await world.useCase.store.get(writer?.id ?? '')).toMatchObject({ email: 'ana@example.org', phone })
  })

  it('of a family that shares one number is not taken for another of it', async () => {
    await world.receive(await order(guest({ firstName: 'Ana', lastName: 'Petit', email: 'ana@example.org', phone })))
    await world.receive(await order(guest({ firstName: 'Marc', lastName: 'Petit', email: 'marc@example.org', phone })))
    await world.receive(await order(guest({ firstName: 'Marc', lastName: 'Petit', phone })))
    // The number is the id of both of them over there.
    await world.receive(await order(guest({ firstName: 'Ana', lastName: 'Petit', phone })))
    const people = await world.customers()
    expect(people).toMatchObject([
      { firstName: 'Ana', orderCount: 2 },
      { firstName: 'Marc', orderCount: 2 },
    ])
    expect(await world.useCase.store.findByHandle('phone', phone)).toHaveLength(2)
    const handles = await world.rows(`select shared from "CustomerHandle" where "tenantId" = $1 and kind = 'phone'`)
    expect(handles).toEqual([{ shared: true }, { shared: true }])
    expect((await world.links()).map(({ evidence }) => evidence)).toEqual([
      { by: 'new', value: null, shared: null },
      { by: 'new', value: null, shared: phone },
      { by: 'phone', value: phone, shared: phone },
    ])
    expect(await world.rows(`select 1 from "DuplicateSuggestion" where "tenantId" = $1`)).toEqual([])
  })

  it('of a family, also when all its orders come in one page and the number is the id of all', async () => {
    const number = '+33639984009'
    const ids = [
      await order(guest({ firstName: 'Ana', lastName: 'Petit', phone: number })),
      await order(guest({ firstName: 'Marc', lastName: 'Petit', phone: number })),
      await order(guest({ firstName: 'ANA', lastName: 'petit', phone: number })),
      await order(guest({ firstName: 'Marc', lastName: 'Petit', email: 'marc@example.org', phone: number })),
    ]
    await world.receive(...ids)
    // The name as it was written last.
    expect(await world.customers()).toMatchObject([
      { firstName: 'ANA', orderCount: 2 },
      { firstName: 'Marc', orderCount: 2 },
    ])
  })

  it('gets nothing overwritten: what is empty is filled, once', async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Anna', email: 'ana@example.org', tags: ['vip'] })
    const account = await world.remote.createCustomer({
      firstName: 'Ana',
      lastName: 'Petit',
      email: 'ana@example.org',
      phone,
      tags: ['web'],
      metadata: { taille: '38' },
    })
    await world.receivePeople(account.id)
    const after = await world.useCase.store.get(id)
    expect(after).toMatchObject({ firstName: 'Anna', lastName: null, phone, tags: ['vip'], metadata: { taille: '38' } })
    // Staff take the number away: it does not come back with the next change over there.
    await world.rows(
      `update "CustomerHandle" set "deletedAt" = now(), "isPrimary" = false where "tenantId" = $1 and kind = 'phone'`,
    )
    await world.remote.updateCustomer(account.id, { lastName: 'Grand' })
    await world.receivePeople(account.id)
    expect((await world.useCase.store.get(id))?.handles.map(({ kind }) => kind)).toEqual(['email'])
    expect(await world.useCase.store.get(id)).toMatchObject({ lastName: null })
  })

  it('known by an order first is filled in from the record when that is read, once', async () => {
    const account = await world.remote.createCustomer({
      firstName: 'Ana',
      lastName: 'Petit',
      email: 'ana@example.org',
      tags: ['web'],
      metadata: { taille: '38' },
    })
    await world.receive(await order({ kind: 'registered', customerId: account.id }))
    const [customer] = await world.customers()
    const id = customer?.id ?? ''
    expect(await world.useCase.store.get(id)).toMatchObject({ firstName: 'Ana', tags: [], metadata: {} })
    await world.receivePeople(account.id)
    expect(await world.useCase.store.get(id)).toMatchObject({ tags: ['web'], metadata: { taille: '38' } })
    const before = await shopRows(shops, world.shop.id)
    await world.remote.updateCustomer(account.id, { metadata: { pointure: '39' } })
    await world.receivePeople(account.id)
    await world.receivePeople(account.id)
    expect(await shopRows(shops, world.shop.id)).toEqual(before)
    expect(await world.links()).toHaveLength(1)
  })

  it('with a number that everybody types is not known by it', async () => {
    await world.receive(await order(guest({ firstName: 'Ana', email: 'ana@example.org', phone: '+33600000000' })))
    await world.receive(await order(guest({ firstName: 'Ana', email: 'other@example.org', phone: '+33600000000' })))
    await world.receive(await order(guest({ firstName: 'Ana', phone: '+33600000000' })))
    expect(await world.customers()).toMatchObject([{ orderCount: 1 }, { orderCount: 1 }])
    expect(await world.rows(`select 1 from "CustomerHandle" where "tenantId" = $1 and kind = 'phone'`)).toEqual([])
  })

  it('fifty orders of somebody unknown, told at once, make one customer', async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        order(guest({ firstName: 'Ana', email: 'ana@example.org', phone }), { name: `#${n}` }),
      ),
    )
    await Promise.all(ids.map((id) => world.receive(id)))
    expect(await world.customers()).toMatchObject([{ orderCount: 50, spentMinor: 50 * 4_500 }])
    expect(await world.links()).toHaveLength(1)
  })

  it('who was erased over there is not brought back by an order, also as a guest', async () => {
    await world.receive(await order(guest({ firstName: 'Ana', email: 'ana@example.org', phone })))
    const account = await world.remote.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    await world.receivePeople(account.id)
    const [customer] = await world.customers()
    const outbox = createOutboxStore(world.shop.id, world.connectionId)
    for (const link of await outbox.links(customer?.id ?? '')) await outbox.endLink(link, 'erased')
    const before = await world.links()
    await world.receive(await order({ kind: 'registered', customerId: account.id }))
    await world.receive(await order(guest({ firstName: 'Ana', email: 'ana@example.org' }), { name: 'late' }))
    await world.receivePeople(account.id)
    expect(await world.customers()).toHaveLength(1)
    expect((await world.links()).map(({ externalId }) => externalId)).not.toContain(account.id)
    expect(before).toHaveLength(1)
  })

  it('who was archived stays so, until he buys again', async () => {
    const account = await world.remote.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    const old = await order({ kind: 'registered', customerId: account.id })
    await world.receive(old)
    const [former] = await world.customers()
    await deleteCustomer(world.useCase, former?.id ?? '')
    await world.receivePeople(account.id)
    await world.orders.change(old, { status: 'refunded', refunded: euros(4_500) })
    await world.receive(old)
    expect(await world.customers()).toEqual([])
    expect(await storedOrders()).toMatchObject([{ customerId: former?.id, status: 'refunded' }])
    await world.receive(await order({ kind: 'registered', customerId: account.id }))
    const [again] = await world.customers()
    expect(again).toMatchObject({ firstName: 'Ana', orderCount: 1 })
    expect(again?.id).not.toBe(former?.id)
    expect(await world.links()).toMatchObject([{ customerId: again?.id, externalId: account.id }])
  })
})

describe('an order', () => {
  it('told again is not written again, and a change of it is told once', async () => {
    const id = await order(guest({ firstName: 'Ana', email: 'ana@example.org' }))
    await world.receive(id)
    const before = await shopRows(shops, world.shop.id)
    const stamps = () =>
      world.rows(`select c."updatedAt", c.version, o."updatedAt" as "orderAt", c.xmin::text, o.xmin::text as "orderXmin"
        from "Customer" c join "Order" o on o."tenantId" = c."tenantId" and o."customerId" = c.id where c."tenantId" = $1`)
    const [stamped, audits] = [await stamps(), await world.rows(`select 1 from "AuditEvent" where "tenantId" = $1`)]
    await world.receive(id)
    await world.receive(id, id)
    expect(await shopRows(shops, world.shop.id)).toEqual(before)
    expect(await stamps()).toEqual(stamped)
    expect(await world.rows(`select 1 from "AuditEvent" where "tenantId" = $1`)).toEqual(audits)

    await world.orders.change(id, { refunded: euros(500) })
    await world.receive(id)
    await world.receive(id)
    const [customer] = await world.customers()
    expect(customer).toMatchObject({ orderCount: 1, spentMinor: 4_000 })
    const kinds = await timeline(customer?.id ?? '')
    expect(kinds.filter((kind) => kind === 'order_updated')).toHaveLength(1)
  })

  it('as it was before does not undo what it became', async () => {
    const id = await order(guest({ email: 'ana@example.org' }))
    const early = await world.remote.getOrder(id)
    if (early === null) throw new Error('no order')
    await world.orders.change(id, { status: 'fulfilled' })
    await world.receive(id)
    await receiveFromSource(world.shop, world.connectionId, { people: [], gonePeople: [], orders: [early], goneOrders: [] })
    expect(await storedOrders()).toMatchObject([{ status: 'fulfilled' }])
  })

  it('that is gone over there is cancelled here, once; one that nobody knew is nothing', async () => {
    const id = await order(guest({ email: 'ana@example.org' }))
    await world.receive(id)
    await world.orders.remove(id)
    await world.receive(id, 'unknown')
    await world.receive(id)
    expect(await storedOrders()).toMatchObject([{ status: 'cancelled' }])
    const [customer] = await world.customers()
    expect(customer).toMatchObject({ orderCount: 0, spentMinor: 0 })
    expect((await timeline(customer?.id ?? '')).filter((kind) => kind === 'order_updated')).toHaveLength(1)
  })

  it('of nobody is left out, and keeps its customer when it has one', async () => {
    await world.receive(await order(null))
    expect(await world.customers()).toEqual([])
    const id = await order(guest({ email: 'ana@example.org' }))
    await world.receive(id)
    const told = await world.remote.getOrder(id)
    if (told === null) throw new Error('no order')
    const nameless = { ...told, buyer: null, status: 'fulfilled' as const, updatedAt: new Date() }
    await receiveFromSource(world.shop, world.connectionId, { people: [], gonePeople: [], orders: [nameless], goneOrders: [] })
    const [customer] = await world.customers()
    expect(await storedOrders()).toMatchObject([{ customerId: customer?.id, status: 'fulfilled' }])
  })

  it('counts in its own currency, without what was cancelled or given back', async () => {
    const buyer = guest({ email: 'ana@example.org' })
    await world.receive(
      await order(buyer, { total: euros(10_000), refunded: euros(2_500) }),
      await order(buyer, { total: { amount: 12_000, currency: 'JPY' } }),
      await order(buyer, { total: { amount: 12_345, currency: 'TND' } }),
      await order(buyer, { total: euros(9_999), status: 'cancelled' }),
      await order(buyer, { total: euros(1_000), status: 'partially_fulfilled', placedAt: day(9) }),
    )
    const [customer] = await world.customers()
    expect(await world.useCase.store.stats(customer?.id ?? '')).toMatchObject({
      totalOrders: 2,
      totalSpent: euros(8_500),
      averageOrderValue: euros(4_250),
      lastOrderAt: day(9),
      byCurrency: expect.arrayContaining([
        expect.objectContaining({ spent: { amount: 12_000, currency: 'JPY' } }),
        expect.objectContaining({ spent: { amount: 12_345, currency: 'TND' } }),
      ]),
    })
  })

  it('whose guest turns out to be another customer goes with its buyer; a merge takes it along', async () => {
    const id = await order(guest({ firstName: 'Ana', email: 'ana@example.org' }))
    await world.receive(id)
    const { id: otherId } = await createCustomer(world.useCase, { firstName: 'Bea', email: 'bea@example.org' })
    const told = await world.remote.getOrder(id)
    if (told?.buyer == null) throw new Error('no buyer')
    const buyer = { ...told.buyer, externalId: 'guest:bea@example.org', email: 'bea@example.org', firstName: 'Bea' }
    const moved = { ...told, buyer, updatedAt: new Date() }
    await receiveFromSource(world.shop, world.connectionId, { people: [], gonePeople: [], orders: [moved], goneOrders: [] })
    const [first] = await world.customers()
    expect(first).toMatchObject({ orderCount: 0, spentMinor: 0 })
    expect(await storedOrders()).toMatchObject([{ customerId: otherId }])

    await mergeCustomers(world.useCase, first?.id ?? '', otherId)
    await receiveFromSource(world.shop, world.connectionId, {
      people: [],
      gonePeople: [],
      orders: [{ ...moved, status: 'fulfilled', updatedAt: new Date() }],
      goneOrders: [],
    })
    expect(await storedOrders()).toMatchObject([{ customerId: first?.id, status: 'fulfilled' }])
    expect(await world.customers()).toHaveLength(1)
  })

  it('is the account’s, not the link’s: the same shop linked anew doubles nothing, another one is apart', async () => {
    const id = await order(guest({ email: 'ana@example.org' }))
    await shops.backDoor.query(`update "CrmConnection" set "accountId" = 'a' where id = $1`, [world.connectionId])
    await world.receive(id)
    const again = await openSourceShop(shops, { shop: world.shop })
    await shops.backDoor.query(`update "CrmConnection" set "accountId" = 'a' where id = $1`, [again.connectionId])
    const told = await world.remote.getOrder(id)
    if (told === null) throw new Error('no order')
    const page = { people: [], gonePeople: [], orders: [told], goneOrders: [] }
    await receiveFromSource(world.shop, again.connectionId, page)
    expect(await storedOrders()).toMatchObject([{ source: 'mock:a' }])
    const other = await openSourceShop(shops, { shop: world.shop })
    await receiveFromSource(world.shop, other.connectionId, page)
    expect(await storedOrders()).toHaveLength(2)
    expect(await world.customers()).toHaveLength(1)
  })
})

describe('another shop', () => {
  it('with the same ids and the same people shares nothing, and its link is no link here', async () => {
    const other = await openSourceShop(shops)
    const id = await order(guest({ firstName: 'Ana', email: 'ana@example.org', phone }))
    await world.receive(id)
    const told = await world.remote.getOrder(id)
    if (told === null) throw new Error('no order')
    const page = { people: [], gonePeople: [], orders: [told], goneOrders: [] }
    await receiveFromSource(other.shop, other.connectionId, page)
    const [ours, theirs] = [await world.customers(), await other.customers()]
    expect([ours.length, theirs.length]).toEqual([1, 1])
    expect(ours[0]?.id).not.toBe(theirs[0]?.id)
    const before = await shopRows(shops, other.shop.id)
    await receiveFromSource(other.shop, world.connectionId, { ...page, orders: [{ ...told, externalId: 'stolen' }] })
    expect(await shopRows(shops, other.shop.id)).toEqual(before)
    expect(await world.customers()).toEqual(ours)
  })
})

describe('what was agreed to', () => {
  const optIn = async (id: string) => {
    const rows = await world.useCase.store.currentConsents([id])
    return rows.get(id) ?? {}
  }

  it('comes along with its source, and the strictest holds', async () => {
    const account = await world.remote.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    await updatePreferences(world.useCase, (await createCustomer(world.useCase, { email: 'ana@example.org' })).id, {
      optIn: { sms: false },
    })
    await world.remote.updatePreferences(account.id, { optIn: { email: true, sms: true }, source: 'checkout' })
    await world.receivePeople(account.id)
    const [customer] = await world.customers()
    const id = customer?.id ?? ''
    expect(await optIn(id)).toEqual({ email: true, sms: false })
    expect((await world.useCase.store.consents(id)).filter(({ channel }) => channel === 'email')).toMatchObject([
      { state: 'granted', source: 'mock', actor: 'sync' },
    ])
    // A refusal over there holds here, at once and once.
    await world.remote.updatePreferences(account.id, { optIn: { email: false }, source: 'checkout' })
    await world.receivePeople(account.id)
    await world.receivePeople(account.id)
    expect(await optIn(id)).toEqual({ email: false, sms: false })
    expect(await world.useCase.store.consents(id)).toHaveLength(3)
    // An agreement there after the refusal is the business of the two-way merge.
    await world.remote.updatePreferences(account.id, { optIn: { email: true }, source: 'checkout' })
    await world.receivePeople(account.id)
    expect(await optIn(id)).toEqual({ email: false, sms: false })
  })

  it('is heard also when the same event tells of an order', async () => {
    const account = await world.remote.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    await world.receivePeople(account.id)
    await world.remote.updatePreferences(account.id, { optIn: { sms: false }, source: 'checkout' })
    const told = await world.remote.getOrder(await order({ kind: 'registered', customerId: account.id }))
    const record = await world.remote.getCustomer(account.id)
    if (told === null || record === null) throw new Error('not there')
    const { optIn: said } = await world.remote.getPreferences(account.id)
    const people = [personOfCustomer(record, said)]
    await receiveFromSource(world.shop, world.connectionId, { people, gonePeople: [], orders: [told], goneOrders: [] })
    const [customer] = await world.customers()
    expect(customer).toMatchObject({ orderCount: 1 })
    expect(await optIn(customer?.id ?? '')).toEqual({ sms: false })
  })

  it('is not said by buying', async () => {
    await world.receive(await order(guest({ email: 'ana@example.org' })))
    const [customer] = await world.customers()
    expect(await world.useCase.store.consents(customer?.id ?? '')).toEqual([])
  })
})

describe('what comes in', () => {
  const outbox = () => world.rows<{ kind: string }>(`select kind from "Outbox" where "tenantId" = $1 order by kind`)

  it('from a source leaves for the primary system, as other changes do', async () => {
    await openSourceShop(shops, { shop: world.shop, role: 'primary' })
    await world.receive(await order(guest({ firstName: 'Ana', email: 'ana@example.org' })))
    expect(await outbox()).toEqual([{ kind: 'customer' }])
  })

  it('from the primary system itself does not go back, and agrees with it', async () => {
    world = await openSourceShop(shops, { role: 'primary' })
    const account = await world.remote.createCustomer({ firstName: 'Ana', email: 'ana@example.org', tags: ['web'] })
    await world.receivePeople(account.id)
    expect(await outbox()).toEqual([])
    expect(await world.links()).toMatchObject([
      { base: { local: { firstName: 'Ana', tags: ['web'] }, remote: { email: 'ana@example.org' } } },
    ])
  })

  it('makes the jobs that follow a change, and tells open screens', async () => {
    const client = await shops.backDoor.connect()
    const heard: unknown[] = []
    client.on('notification', ({ payload }) => heard.push(JSON.parse(payload ?? '{}')))
    await client.query('listen coccinelle_live')
    await world.receive(await order(guest({ firstName: 'Ana', email: 'ana@example.org' })))
    const [customer] = await world.customers()
    await client.query('select 1')
    client.release(true)
    expect(heard).toContainEqual({ tenantId: world.shop.id, kind: 'activity', customerId: customer?.id })
    const jobs = await world.rows<{ key: string }>(
      `select key from graphile_worker._private_jobs where payload ->> 'tenantId' = $1 and key like '%' || (payload ->> 'customerId')`,
    )
    expect(jobs.map(({ key }) => key.split(' ')[0]).sort()).toEqual(['find-duplicates'])
  })
})
