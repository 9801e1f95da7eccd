// Everything of a linked shop comes in, a page a transaction: in order, once, whoever dies, and then what changes.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { deleteConnection } from '@/lib/db/connection-repo'
import { queuePulls, rewindStreams, startSource } from '@/lib/db/source-stream-repo'
import { CrmError } from '@/lib/shared/errors'
import { serveSystem } from '@/lib/test/remote-system'
import { shopRows } from '@/lib/test/shop-rows'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { openSourceShop, type SourceShop } from '@/lib/test/source-shop'
import { troubledSystem } from '@/lib/test/troubled-system'

const root = path.resolve(import.meta.dirname, '../..')
const children = new Set<ChildProcess>()
let shops: TestShops
let world: SourceShop
beforeAll(async () => {
  shops = await openTestShops(20)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await shops.close()
})
beforeEach(async () => {
  world = await openSourceShop(shops)
})

const euros = (amount: number) => ({ amount, currency: 'EUR' })
const placedAt = new Date('2026-02-03T10:00:00Z')

/** So many people over there, and orders of theirs, of guests and of nobody in turn. */
async function fill(people: number, orders: number): Promise<void> {
  const ids: string[] = []
  for (let n = 0; n < people; n++)
    ids.push((await world.remote.createCustomer({ firstName: `P${n}`, lastName: 'N', email: `p${n}@example.org` })).id)
  for (let n = 0; n < orders; n++) {
    const guest = { kind: 'guest' as const, firstName: `G${n}`, lastName: 'N', email: `g${n}@example.org`, phone: null }
    const customerId = ids[n % people] ?? ''
    const buyer = n % 10 === 9 ? null : n % 10 === 8 ? guest : { kind: 'registered' as const, customerId }
    await world.orders.add({ name: `#${n}`, status: 'paid', total: euros(1_000), placedAt, buyer })
  }
}

const count = async (text: string): Promise<number> => {
  const [row] = await world.rows<{ n: number }>(`select count(*)::int as n ${text}`)
  return row?.n ?? 0
}
const pulls = () =>
  world.rows<{ runIn: number }>(
    `select extract(epoch from run_at - now())::float8 as "runIn" from graphile_worker._private_jobs
     where payload ->> 'tenantId' = $1 and key like 'pull-source %'`,
  )

describe('the first import', () => {
  it('brings in everybody with their orders, over several pages, and counts', async () => {
    await fill(450, 1_000)
    await world.pull()
    expect(await world.streams()).toEqual([
      expect.objectContaining({ stream: 'customers', done: 450, pages: 3, isFinished: true, error: null }),
      expect.objectContaining({ stream: 'orders', done: 1_000, pages: 5, isFinished: true, error: null }),
    ])
    // A hundred guests, and a hundred sales at the till that are nobody's.
    expect(await count(`from "Customer" where "tenantId" = $1 and "deletedAt" is null`)).toBe(550)
    expect(await count(`from "Order" where "tenantId" = $1`)).toBe(900)
    expect(await count(`from "CustomerActivity" where "tenantId" = $1 and type = 'order_placed'`)).toBe(900)
    expect(await count(`from "ExternalLink" where "tenantId" = $1 and kind = 'guest'`)).toBe(100)
    const [sums] = await world.rows(
      `select sum("orderCount")::int as orders, sum("spentMinor")::int as spent from "Customer" where "tenantId" = $1`,
    )
    expect(sums).toEqual({ orders: 900, spent: 900_000 })
    const jobs = await world.rows<{ task: string }>(
      `select split_part(key, ' ', 1) as task from graphile_worker._private_jobs where payload ->> 'tenantId' = $1 order by 1`,
    )
    // All told together at the end, not one by one.
    expect(jobs.map(({ task }) => task)).toEqual(['pull-source', 'scan-duplicates'])
  })

  it('read once more writes nothing, and a change over there is told by itself', async () => {
    await fill(30, 60)
    await world.pull()
    const before = await shopRows(shops, world.shop.id)
    const stamps = () => world.rows(`select id, xmin::text from "Customer" where "tenantId" = $1 order by id`)
    const stamped = await stamps()
    await shops.backDoor.query(`update "SourceStream" set cursor = null where "tenantId" = $1`, [world.shop.id])
    await world.pull()
    expect(await shopRows(shops, world.shop.id)).toEqual(before)
    expect(await stamps()).toEqual(stamped)

    const { id } = await world.remote.createCustomer({ firstName: 'New', email: 'new@example.org' })
    await world.orders.add({ status: 'paid', total: euros(500), placedAt, buyer: { kind: 'registered', customerId: id } })
    await world.pull()
    expect((await world.customers()).at(-1)).toMatchObject({ firstName: 'New', orderCount: 1, spentMinor: 500 })
    expect(await world.streams()).toMatchObject([{ done: 30 }, { done: 60 }])
  })

  it('by two at once does each page once', async () => {
    await fill(450, 450)
    await Promise.all([world.pull(), world.pull(), world.pull()])
    await world.pull()
    expect(await world.streams()).toMatchObject([
      { done: 450, isFinished: true },
      { done: 450, isFinished: true },
    ])
    expect(await count(`from "Customer" where "tenantId" = $1`)).toBe(450 + 45)
    expect(await count(`from "CustomerActivity" where "tenantId" = $1 and type = 'order_placed'`)).toBe(405)
  })

  it('meets webhooks at work on the same people', async () => {
    await fill(200, 400)
    const told = [...world.memory.remoteOrders.keys()].filter((_, n) => n % 7 === 0)
    await Promise.all([world.pull(), ...told.map((id) => world.receive(id))])
    await world.pull()
    expect(await count(`from "Customer" where "tenantId" = $1`)).toBe(200 + 40)
    expect(await count(`from "CustomerActivity" where "tenantId" = $1 and type = 'order_placed'`)).toBe(360)
    expect(await count(`from "Order" where "tenantId" = $1`)).toBe(360)
  })

  it(
    'killed again and again asks for one page more each time, and nothing is lost or doubled',
    { timeout: 120_000 },
    async () => {
      await fill(900, 1_800)
      const kills = 4
      const asked: string[] = []
      const server = await serveSystem(world.remote, async (method) => {
        if (method === 'changesSince' || method === 'ordersSince') asked.push(method)
        return false
      })
      try {
        const ready = await Promise.all(
          Array.from({ length: kills + 1 }, async () => {
            const args = ['--conditions=react-server', '--import', 'tsx', 'lib/test/pull-process.ts']
            const child = spawn(process.execPath, [...args, world.shop.id, world.connectionId, server.url], {
              cwd: root,
              stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
            })
            children.add(child)
            await once(child, 'message')
            return child
          }),
        )
        for (const [turn, child] of ready.entries()) {
          const ended = once(child, 'exit')
          child.send('go')
          if (turn < kills) {
            // In the middle of the work: after some more pages than before.
            const enough = asked.length + 2
            while (asked.length < enough) await new Promise((resolve) => setTimeout(resolve, 5))
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
            child.kill('SIGKILL')
          }
          await ended
          children.delete(child)
        }
      } finally {
        await server.close()
      }
      expect(await world.streams()).toMatchObject([
        { done: 900, pages: 5, isFinished: true },
        { done: 1_800, pages: 9, isFinished: true },
      ])
      expect(await count(`from "Customer" where "tenantId" = $1`)).toBe(900 + 180)
      expect(await count(`from "Order" where "tenantId" = $1`)).toBe(1_620)
      expect(await count(`from "CustomerActivity" where "tenantId" = $1 and type = 'order_placed'`)).toBe(1_620)
      // Each process looks at the customers once more before it comes to the orders.
      expect(asked.filter((method) => method === 'ordersSince').length).toBeLessThanOrEqual(9 + kills)
      expect(asked.filter((method) => method === 'changesSince').length).toBeLessThanOrEqual(5 + kills + kills)
    },
  )
})

describe('reading on', () => {
  it('waits as long as it was told, and keeps what it has', async () => {
    await fill(10, 10)
    const page = { orders: [], cursor: 'export-1', hasMore: true, wait: 45_000 }
    const waiting: CustomerSystem = new Proxy(world.remote, {
      get: (target, name) => {
        if (name === 'ordersSince') return async () => page
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    await shops.backDoor.query(`delete from graphile_worker._private_jobs where payload ->> 'tenantId' = $1`, [world.shop.id])
    await world.pull(waiting)
    expect(await world.streams()).toMatchObject([
      { stream: 'customers', isFinished: true },
      { stream: 'orders', cursor: 'export-1', isFinished: false },
    ])
    const [job] = await pulls()
    expect(job?.runIn).toBeGreaterThan(40)
    expect(job?.runIn).toBeLessThanOrEqual(45)
  })

  it('begins anew when its cursor is none any more', async () => {
    await fill(20, 0)
    await world.pull()
    await shops.backDoor.query(`update "SourceStream" set cursor = 'of another release' where "tenantId" = $1`, [world.shop.id])
    await world.remote.createCustomer({ firstName: 'New', email: 'new@example.org' })
    await world.pull()
    expect(await world.customers()).toHaveLength(21)
  })

  it('stops at trouble, says why, comes back when it passes, and goes on from there', async () => {
    await fill(450, 0)
    let pages = 0
    const down = new CrmError('unavailable', 'down', { retryAfter: 7 })
    const { system } = troubledSystem(world.remote, ({ method }) =>
      method === 'changesSince' && ++pages === 2 ? { before: down } : null,
    )
    await shops.backDoor.query(`delete from graphile_worker._private_jobs where payload ->> 'tenantId' = $1`, [world.shop.id])
    await world.pull(system)
    expect(await world.streams()).toMatchObject([{ done: 200, pages: 1, isFinished: false, error: 'unavailable' }, {}])
    const [job] = await pulls()
    expect(job?.runIn).toBeLessThanOrEqual(7)
    await world.pull(system)
    expect(await world.streams()).toMatchObject([{ done: 450, isFinished: true, error: null }, {}])
    expect(pages).toBe(4)

    const ended = troubledSystem(world.remote, () => ({ before: new CrmError('auth_expired', 'no') }))
    await shops.backDoor.query(`delete from graphile_worker._private_jobs where payload ->> 'tenantId' = $1`, [world.shop.id])
    await world.pull(ended.system)
    expect(await pulls()).toEqual([])
    const [link] = await world.rows(`select status from "CrmConnection" where "tenantId" = $1`)
    expect(link).toEqual({ status: 'reconnect_needed' })
    await queuePulls(world.shop.id)
    expect(await pulls()).toEqual([])
  })

  it('goes back a night by night, and finds what no event and no index told', async () => {
    await fill(5, 5)
    await world.pull()
    await rewindStreams(world.shop.id)
    const late = await world.orders.add({ status: 'paid', total: euros(700), placedAt, buyer: null })
    const { id: customerId } = await world.remote.createCustomer({ firstName: 'Late', email: 'late@example.org' })
    await world.pull()
    // It had no buyer when it was read; that it has one now is told by nothing.
    const kept = world.memory.remoteOrders.get(late)
    const buyer = {
      externalId: customerId,
      guest: false,
      firstName: 'Late',
      lastName: null,
      email: null,
      phone: null,
      phoneRaw: null,
    }
    if (kept === undefined) throw new Error('no order')
    world.memory.remoteOrders.set(late, { ...kept, order: { ...kept.order, buyer } })
    await world.pull()
    expect((await world.customers()).at(-1)).toMatchObject({ firstName: 'Late', orderCount: 0 })
    await rewindStreams(world.shop.id)
    await world.pull()
    expect((await world.customers()).at(-1)).toMatchObject({ firstName: 'Late', orderCount: 1 })
    expect(await world.customers()).toHaveLength(6)
  })

  it('ends the link of a record that is gone, and keeps the customer', async () => {
    await fill(3, 0)
    await world.pull()
    const [{ id } = { id: '' }] = (await world.remote.listCustomers()).data
    await world.remote.deleteCustomer(id)
    await world.pull()
    expect(await world.customers()).toHaveLength(3)
    expect((await world.links()).map(({ externalId }) => externalId)).not.toContain(id)
  })

  it('of a link that is gone, or was never begun, does nothing', async () => {
    await fill(3, 3)
    await deleteConnection(world.shop, staff, world.connectionId)
    await world.pull()
    expect(await world.customers()).toEqual([])
    expect(await world.streams()).toEqual([])
    await expect(startSource(world.shop, staff, world.connectionId)).rejects.toMatchObject({ code: 'not_found' })
    const other = await openSourceShop(shops)
    await expect(startSource(world.shop, staff, other.connectionId)).rejects.toMatchObject({ code: 'not_found' })
  })
})
