// Orders of the shop behind the system (docs/decisions/0013-sources-and-orders.md).
import { expect } from 'vitest'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import type { RemoteOrder } from '@/lib/customers/remote-order'
import { failure, inWorld, type MakeWorld, newEmail, newPhone } from './in-world'
import type { ContractWorld, OrderBackDoor } from './world'

/** Of a bulk export; nothing in a fake takes longer. */
const longestWait = 2_000

async function readAll(
  system: CustomerSystem,
  from: string | null,
): Promise<{ orders: RemoteOrder[]; cursor: string; pages: number }> {
  const orders: RemoteOrder[] = []
  let cursor = from
  for (let asked = 1, pages = 0; ; asked++) {
    const page = await system.ordersSince(cursor)
    orders.push(...page.orders)
    if (page.orders.length > 0) pages++
    cursor = page.cursor
    if (!page.hasMore) return { orders, cursor, pages }
    if (asked > 100) throw new Error('the orders do not end')
    if (page.wait !== undefined) await new Promise((resolve) => setTimeout(resolve, Math.min(page.wait ?? 0, longestWait)))
  }
}

/** What is told of an order last; the overlap may tell it again. */
const lastOf = (orders: RemoteOrder[], id: string): RemoteOrder | undefined => orders.findLast((one) => one.externalId === id)

const day = (number: number) => new Date(Date.UTC(2026, 0, number, 10, 30))
const euros = (amount: number) => ({ amount, currency: 'EUR' })

export function orderCases(make: MakeWorld): void {
  const inShop = (title: string, work: (world: ContractWorld & { shop: OrderBackDoor }) => Promise<void>) =>
    inWorld(make, title, async (world) => {
      if (world.backDoor.orders === undefined) throw new Error('a system with orders needs their back door')
      await work({ ...world, shop: world.backDoor.orders })
    })

  inShop('orders: a guest’s and a registered buyer’s are told whole, and one without a buyer', async ({ system, shop }) => {
    const [email, phone] = [newEmail(), newPhone()]
    const customer = await system.createCustomer({ firstName: 'Zoé', lastName: 'Ünal', email: newEmail(), phone: newPhone() })
    const guest = { kind: 'guest' as const, firstName: 'Ana', lastName: 'Petit', email: email.toUpperCase(), phone }
    const ids = [
      await shop.add({ name: '#1001', status: 'paid', total: euros(4_990), placedAt: day(3), buyer: guest }),
      await shop.add({
        status: 'fulfilled',
        total: euros(100),
        placedAt: day(4),
        buyer: { kind: 'registered', customerId: customer.id },
      }),
      await shop.add({ status: 'paid', total: euros(250), placedAt: day(5), buyer: null }),
    ]
    const [first, second, third] = await Promise.all(ids.map((id) => system.getOrder(id)))
    expect(first).toMatchObject({ externalId: ids[0], status: 'paid', total: euros(4_990), refunded: euros(0), placedAt: day(3) })
    expect(first?.buyer).toMatchObject({
      externalId: `guest:${email}`,
      guest: true,
      firstName: 'Ana',
      lastName: 'Petit',
      email,
      phone,
    })
    expect(second?.buyer).toMatchObject({ externalId: customer.id, guest: false, email: customer.email })
    expect(second?.status).toBe('fulfilled')
    expect(third?.buyer).toBeNull()
    const { orders } = await readAll(system, null)
    expect(orders.map(({ externalId }) => externalId)).toEqual(ids)
    expect(orders).toEqual([first, second, third])
  })

  inShop('orders: a guest with a number and no address is known by the number', async ({ system, shop }) => {
    const phone = newPhone()
    const buyer = { kind: 'guest' as const, firstName: 'Ana', lastName: null, email: null, phone }
    const id = await shop.add({ status: 'pending', total: euros(1_000), placedAt: day(1), buyer })
    expect((await system.getOrder(id))?.buyer).toMatchObject({ externalId: `guest:${phone}`, guest: true, email: null, phone })
  })

  inShop('orders: every one is told over several pages, also when all changed at one moment', async ({ system, shop }) => {
    const ids = await shop.seedAlike(520)
    const { orders, pages, cursor } = await readAll(system, null)
    expect(pages).toBeGreaterThanOrEqual(3)
    expect(orders.map(({ externalId }) => externalId).sort()).toEqual([...ids].sort())
    expect((await readAll(system, null)).orders).toEqual(orders)
    for (const { externalId } of (await readAll(system, cursor)).orders) expect(ids).toContain(externalId)
  })

  inShop('orders: a changed one is told again with what it is now; a replay tells the same', async ({ system, shop }) => {
    const [a, b] = [
      await shop.add({ status: 'paid', total: euros(5_000), placedAt: day(1), buyer: null }),
      await shop.add({ status: 'paid', total: euros(7_000), placedAt: day(2), buyer: null }),
    ]
    const first = await readAll(system, null)
    await shop.change(a, { refunded: euros(1_250) })
    await shop.change(b, { status: 'cancelled' })
    const c = await shop.add({ status: 'pending', total: euros(300), placedAt: day(3), buyer: null })
    const second = await readAll(system, first.cursor)
    expect(lastOf(second.orders, a)).toMatchObject({ refunded: euros(1_250), total: euros(5_000) })
    expect(lastOf(second.orders, b)?.status).toBe('cancelled')
    expect(lastOf(second.orders, c)?.status).toBe('pending')
    const was = new Map(first.orders.map((order) => [order.externalId, order.updatedAt.getTime()]))
    for (const id of [a, b]) expect(lastOf(second.orders, id)?.updatedAt.getTime()).toBeGreaterThanOrEqual(was.get(id) ?? 0)
    const again = await readAll(system, first.cursor)
    for (const id of [a, b, c]) expect(lastOf(again.orders, id)).toEqual(lastOf(second.orders, id))
  })

  inShop('orders: amounts are minor units of their own currency', async ({ system, shop }) => {
    const worth = [
      { amount: 12_345, currency: 'EUR' },
      { amount: 12_345, currency: 'JPY' },
      { amount: 12_345, currency: 'TND' },
      { amount: 0, currency: 'USD' },
    ]
    for (const total of worth) {
      const id = await shop.add({ status: 'paid', total, placedAt: day(1), buyer: null })
      expect(await system.getOrder(id)).toMatchObject({ total, refunded: { amount: 0, currency: total.currency } })
    }
    const refunded = await shop.add({
      status: 'refunded',
      total: euros(2_000),
      refunded: euros(2_000),
      placedAt: day(1),
      buyer: null,
    })
    expect(await system.getOrder(refunded)).toMatchObject({ status: 'refunded', total: euros(2_000), refunded: euros(2_000) })
  })

  inShop('orders: a deleted or unknown one is null; a bad cursor is refused', async ({ system, stranger, shop }) => {
    const id = await shop.add({ status: 'paid', total: euros(500), placedAt: day(1), buyer: null })
    expect((await system.getOrder(id))?.externalId).toBe(id)
    expect(await stranger.getOrder(id)).toBeNull()
    expect((await readAll(stranger, null)).orders).toEqual([])
    await shop.remove(id)
    expect(await system.getOrder(id)).toBeNull()
    expect((await readAll(system, null)).orders).toEqual([])
    for (const unknown of ['', 'x', '99999999999999999', '../1', '1?x=1', "1' or '1"])
      expect(await system.getOrder(unknown)).toBeNull()
    for (const bad of ['x', 'bm90IGpzb24', 'eyJhIjoxfQ'])
      expect((await failure('invalid', system.ordersSince(bad))).issues).toMatchObject([{ path: ['cursor'] }])
  })
}
