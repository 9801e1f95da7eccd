// The first import: a bulk operation is started, waited for, and its file read a piece at a time, from where it was left.
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ChangePage } from '@/lib/customers/customer-system'
import type { OrderPage } from '@/lib/customers/remote-order'
import { closeShopifys, openShopify } from './__fixtures__/shopify-world'
import type { ShopifyCustomers } from './adapter'

vi.mock('@/lib/shared/log', () => {
  const silent = () => undefined
  return { log: () => ({ debug: silent, info: silent, warn: silent, error: silent }) }
})

afterEach(closeShopifys)

async function walk<P extends ChangePage | OrderPage>(next: (cursor: string | null) => Promise<P>, from: string | null = null) {
  const pages: P[] = []
  const waits: number[] = []
  for (let cursor = from; ;) {
    const page = await next(cursor)
    pages.push(page)
    cursor = page.cursor
    if (page.wait !== undefined) {
      waits.push(page.wait)
      await new Promise((resolve) => setTimeout(resolve, Math.min(30, page.wait ?? 0)))
    }
    if (!page.hasMore) return { pages, waits, cursor }
    if (pages.length > 500) throw new Error('the import does not end')
  }
}
const customersOf = async (crm: ShopifyCustomers, from: string | null = null) => {
  const { pages, ...rest } = await walk((cursor) => crm.changesSince(cursor), from)
  return { ids: pages.flatMap(({ changes }) => changes.map(({ id }) => id)), pages, ...rest }
}

/** Before what is looked at again after the file. */
const longAgo = Math.floor(Date.now() / 1000) * 1000 - 3_600_000

describe('customers', () => {
  const many = async (count: number, options = {}) => {
    const world = await openShopify({ bulkTakes: 60, ...options }, { bulkFrom: 10 })
    for (let i = 0; i < count; i++)
      world.shop.addCustomer({ firstName: `Élodie ${i}`, email: `n${i}@example.org`, note: 'x'.repeat(600) }, longAgo)
    return world
  }

  test('all of them come in pieces, after a wait, and then what changed meanwhile', async () => {
    const { fake, shop, crm } = await many(2_000)
    const first = await crm.changesSince(null)
    expect(first).toMatchObject({ changes: [], hasMore: true })
    expect(first.wait).toBeGreaterThan(0)
    const late = shop.addCustomer({ firstName: 'Late' })
    const { ids, pages } = await customersOf(crm, first.cursor)
    expect(new Set(ids).size).toBe(2_001)
    expect(ids).toContain(late.id)
    const pieces = pages.filter(({ changes }) => changes.length > 0)
    expect(pieces.length).toBeGreaterThan(2)
    expect(Math.max(...pieces.map(({ changes }) => changes.length))).toBeLessThan(1_000)
    expect(fake.state.operations.filter((name) => name === 'RunBulk')).toHaveLength(1)
    expect(pages[0]?.changes[0]?.customer ?? pieces[0]?.changes[0]?.customer).toMatchObject({
      email: expect.stringContaining('@example.org'),
    })
  })

  test('killed half-way it goes on where it was, and reads one piece again at most', async () => {
    const { fake, crm, systemOf } = await many(2_000)
    const seen: string[] = []
    let cursor: string | null = null
    for (let pieces = 0; pieces < 2;) {
      const page: ChangePage = await crm.changesSince(cursor)
      cursor = page.cursor
      if (page.changes.length > 0) pieces++
      seen.push(...page.changes.map(({ id }) => id))
      if (page.wait !== undefined) await new Promise((resolve) => setTimeout(resolve, 30))
    }
    const before = fake.state.fileRequests.length
    const { ids } = await customersOf(systemOf(), cursor)
    expect(new Set([...seen, ...ids]).size).toBe(2_000)
    expect(seen.filter((id) => ids.includes(id))).toEqual([])
    expect(fake.state.fileRequests[before]?.range).not.toMatch(/^bytes=0-/)
    expect(fake.state.operations.filter((name) => name === 'RunBulk')).toHaveLength(1)
  })

  test('a server that gives no parts is read all the same', async () => {
    const { fake, crm } = await many(1_500)
    fake.state.ranges = false
    const { ids } = await customersOf(crm)
    expect(new Set(ids).size).toBe(1_500)
  })

  test('no token goes with the request for the file', async () => {
    const { fake, crm } = await many(50)
    await customersOf(crm)
    expect(fake.state.fileRequests.length).toBeGreaterThan(0)
    for (const { token } of fake.state.fileRequests) expect(token).toBeUndefined()
  })

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:9/x',
    'http://[::1]/x',
    'https://10.0.0.1/x',
    'https://localhost/x',
    'https://user:pass@storage.example/x',
    'file:///etc/passwd',
    'not an address',
  ])('a file that is said to be at %s is not asked for', async (address) => {
    const { fake, crm } = await many(20)
    fake.state.fileUrl = address
    await expect(customersOf(crm)).rejects.toMatchObject({ code: 'forbidden', reason: 'egress_refused' })
    expect(fake.state.fileRequests).toEqual([])
  })

  test('a file that is over, and an operation that failed, are read page by page instead', async () => {
    const { fake, crm } = await many(120)
    fake.state.filesOver = true
    expect(new Set((await customersOf(crm)).ids).size).toBe(120)
    const other = await many(120)
    const { cursor } = await other.crm.changesSince(null)
    await other.crm.changesSince(cursor)
    for (const bulk of other.shop.bulks.values()) bulk.status = 'FAILED'
    expect(new Set((await customersOf(other.crm, cursor)).ids).size).toBe(120)
  })

  test('no place among the shop’s operations is waited for', async () => {
    const { shop, crm } = await many(20)
    for (let i = 0; i < 5; i++)
      shop.bulks.set(`gid://shopify/BulkOperation/${i}`, {
        id: `gid://shopify/BulkOperation/${i}`,
        query: '',
        doneAt: Infinity,
        lines: null,
        status: null,
      })
    const page = await crm.changesSince(null)
    expect(page).toMatchObject({ changes: [], hasMore: true, wait: 30_000 })
    for (const bulk of shop.bulks.values()) bulk.status = 'CANCELED'
    expect(new Set((await customersOf(crm, page.cursor)).ids).size).toBe(20)
  })

  test('few are read page by page, without one', async () => {
    const { fake, shop, crm } = await openShopify({}, { bulkFrom: 10 })
    for (let i = 0; i < 10; i++) shop.addCustomer({ firstName: `N${i}` })
    expect((await customersOf(crm)).ids).toHaveLength(10)
    expect(fake.state.operations).not.toContain('RunBulk')
  })
})

test('orders come the same way, guests among them, test orders not', async () => {
  const { shop, crm } = await openShopify({ bulkTakes: 30 }, { bulkFrom: 10 })
  const at = shop.tick()
  const buyer = shop.addCustomer({ firstName: 'Ana', email: 'ana@example.org' }, at)
  for (let i = 0; i < 300; i++)
    shop.addOrder(i % 2 === 0 ? { customerId: buyer.id } : { email: `Guest${i}@example.org`, firstName: 'Invitée' }, at)
  shop.addOrder({ test: true }, at)
  const { pages, waits } = await walk((cursor) => crm.ordersSince(cursor))
  const orders = new Map(pages.flatMap((page) => page.orders.map((order) => [order.externalId, order] as const)))
  expect(waits.length).toBeGreaterThan(0)
  expect(orders.size).toBe(300)
  const buyers = [...orders.values()].map((order) => order.buyer)
  expect(buyers.filter((one) => one?.externalId === buyer.id)).toHaveLength(150)
  expect(buyers.filter((one) => one?.guest === true && one.externalId.startsWith('guest:guest'))).toHaveLength(150)
})

test('memory holds a piece of the file, however long it is', async () => {
  const { shop, crm } = await openShopify({ bulkTakes: 0 }, { bulkFrom: 10, timeout: 30_000 })
  for (let i = 0; i < 8_000; i++) shop.addCustomer({ firstName: `N${i}`, note: 'x'.repeat(500) }, longAgo)
  let told = 0
  let most = 0
  for (let cursor: string | null = null, more = true; more;) {
    const page: ChangePage = await crm.changesSince(cursor)
    most = Math.max(most, page.changes.length)
    told += page.changes.length
    cursor = page.cursor
    more = page.hasMore
  }
  expect(told).toBe(8_000)
  expect(most).toBeLessThan(1_000)
})
