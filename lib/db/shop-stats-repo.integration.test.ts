// A shop's figures on a real database: its own days, its own money, nobody else's rows, and always one statement.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { recordOrder } from '@/lib/customers/record-order'
import type { Shop } from '@/lib/customers/use-case'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { keepSegmentDay } from './segment-day-repo'
import { readShopFigures, shopFiguresSql } from './shop-stats-repo'
import { tenantDb } from './tenant-db'

let shops: TestShops
let shop: Shop
let customerId: string
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  shop = await shops.create()
  customerId = await customerOf(shop)
})
afterAll(() => shops.close())

const customerOf = async (of: Shop): Promise<string> => (await createCustomer(shops.useCase(of), { firstName: 'Hélène' })).id

let made = 0
const sell = (
  of: Shop,
  id: string,
  at: string,
  amount: number,
  rest: { currency?: string; status?: 'cancelled' | 'refunded'; refunded?: number } = {},
) => {
  const currency = rest.currency ?? 'EUR'
  return recordOrder(shops.useCase(of), id, {
    externalId: `order ${String(++made)}`,
    total: { amount, currency },
    placedAt: new Date(at),
    ...(rest.refunded === undefined ? {} : { refunded: { amount: rest.refunded, currency } }),
    ...(rest.status === undefined ? {} : { status: rest.status }),
  })
}
const write = (of: Shop, id: string, at: string, channel: string, direction = 'inbound') =>
  tenantDb(of.id).sql((sql) =>
    sql.run(
      `insert into "Message" ("tenantId", id, "customerId", direction, channel, "externalId", "fromAddress", body, status, "occurredAt")
       values (current_tenant(), gen_random_uuid()::text, $1, $2, $3, gen_random_uuid()::text, '', '', 'received', $4)`,
      [id, direction, channel, new Date(at)],
    ),
  )

describe('readShopFigures', () => {
  it('keeps currencies apart, takes off what was given back, and leaves out what was cancelled', async () => {
    await sell(shop, customerId, '2026-03-10T10:00:00Z', 5_000)
    await sell(shop, customerId, '2026-03-10T11:00:00Z', 3_000, { refunded: 1_000 })
    await sell(shop, customerId, '2026-03-10T12:00:00Z', 9_900, { status: 'cancelled' })
    await sell(shop, customerId, '2026-03-10T12:00:00Z', 4_200, { currency: 'JPY' })
    await sell(shop, customerId, '2026-03-11T12:00:00Z', 12_345, { currency: 'TND', refunded: 345 })
    await sell(shop, customerId, '2026-03-12T12:00:00Z', 700, { status: 'refunded', refunded: 700 })
    const { sales } = await readShopFigures(shop, '2026-03-01', '2026-03-31')
    expect(sales.toSorted((a, b) => `${a.day}${a.currency}`.localeCompare(`${b.day}${b.currency}`))).toEqual([
      { day: '2026-03-10', currency: 'EUR', orders: 2, revenue: 7_000 },
      { day: '2026-03-10', currency: 'JPY', orders: 1, revenue: 4_200 },
      { day: '2026-03-11', currency: 'TND', orders: 1, revenue: 12_000 },
      { day: '2026-03-12', currency: 'EUR', orders: 1, revenue: 0 },
    ])
  })

  it('has days of 23 and of 25 hours, and both ends whole', async () => {
    // Paris: 29 March 2026 ends an hour early, 25 October an hour late.
    for (const at of ['2026-03-28T22:59:59Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z'])
      await sell(shop, customerId, at, 100)
    for (const at of ['2026-10-24T21:59:59Z', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z'])
      await sell(shop, customerId, at, 100)
    const orders = async (from: string, to: string) =>
      (await readShopFigures(shop, from, to)).sales.map(({ day, orders: count }) => [day, count])
    expect(await orders('2026-03-29', '2026-03-29')).toEqual([['2026-03-29', 2]])
    expect(await orders('2026-10-25', '2026-10-25')).toEqual([['2026-10-25', 2]])
    expect((await orders('2026-03-28', '2026-03-30')).toSorted()).toEqual([
      ['2026-03-28', 1],
      ['2026-03-29', 2],
      ['2026-03-30', 1],
    ])
    const tokyo = await shops.create({ timezone: 'Asia/Tokyo', currency: 'JPY' })
    await sell(tokyo, await customerOf(tokyo), '2026-03-31T15:30:00Z', 900, { currency: 'JPY' })
    expect((await readShopFigures(tokyo, '2026-04-01', '2026-04-01')).sales).toEqual([
      { day: '2026-04-01', currency: 'JPY', orders: 1, revenue: 900 },
    ])
  })

  it('counts people who stayed, messages either way by channel, and kept segments', async () => {
    const { id } = await createCustomer(shops.useCase(shop), { firstName: 'Partie', segment: 'vip' })
    await keepSegmentDay(shop)
    await deleteCustomer(shops.useCase(shop), id)
    await write(shop, customerId, '2026-03-10T10:00:00Z', 'sms')
    await write(shop, customerId, '2026-03-10T10:05:00Z', 'sms', 'outbound')
    await write(shop, customerId, '2026-03-11T10:00:00Z', 'email')
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: shop.timezone }).format(new Date())
    const now = await readShopFigures(shop, day, day)
    expect(now.customers).toEqual([{ day, count: 1 }])
    expect(now.segments.toSorted((a, b) => a.segment.localeCompare(b.segment))).toEqual([
      { day, segment: '', customers: 1 },
      { day, segment: 'vip', customers: 1 },
    ])
    const { messages } = await readShopFigures(shop, '2026-03-01', '2026-03-31')
    expect(messages.toSorted((a, b) => a.day.localeCompare(b.day))).toEqual([
      { day: '2026-03-10', channel: 'sms', count: 2 },
      { day: '2026-03-11', channel: 'email', count: 1 },
    ])
  })

  it('never counts another shop’s rows', async () => {
    const other = await shops.create()
    const theirs = await customerOf(other)
    await sell(other, theirs, '2026-03-10T10:00:00Z', 5_000)
    await write(other, theirs, '2026-03-10T10:00:00Z', 'sms')
    await createCustomer(shops.useCase(other), { firstName: 'Canari', segment: 'vip' })
    await keepSegmentDay(other)
    const { sales, messages, segments, customers } = await readShopFigures(shop, '2024-01-01', '2026-12-31')
    expect([sales, messages, segments]).toEqual([[], [], []])
    expect(customers.map(({ count }) => count)).toEqual([1])
  })

  it('walks the indexes under row-level security, however the period lies', async () => {
    await shops.backDoor.query(
      `insert into "Order" ("tenantId", id, "customerId", source, "externalId", status, "totalMinor", currency, "placedAt")
       select $1, 'o' || n, $2, 'bench', n::text, 'paid', 100, 'EUR', timestamptz '2026-01-01' + n * interval '10 minutes' from generate_series(1, 20000) n`,
      [shop.id, customerId],
    )
    await shops.backDoor.query(
      `insert into "Message" ("tenantId", id, "customerId", direction, channel, "externalId", "fromAddress", body, status, "occurredAt")
       select $1, 'm' || n, $2, 'inbound', 'sms', n::text, '', '', 'received', timestamptz '2026-01-01' + n * interval '10 minutes' from generate_series(1, 20000) n`,
      [shop.id, customerId],
    )
    await shops.backDoor.query('vacuum analyze "Order", "Message", "Customer"')
    const plan = await tenantDb(shop.id).sql((sql) =>
      sql.rows(z.object({ 'QUERY PLAN': z.string() }), `explain (costs off) ${shopFiguresSql}`, [
        shop.timezone,
        '2026-03-01',
        '2026-03-30',
      ]),
    )
    const lines = plan.map((row) => row['QUERY PLAN']).join('\n')
    expect(lines).toMatch(
      /Index Only Scan using "Order_figures_idx"[^\n]*\n\s*Index Cond: [^\n]*"tenantId"[^\n]*"placedAt" >=[^\n]*"placedAt" </,
    )
    expect(lines).toMatch(
      /Index Only Scan using "Message_figures_idx"[^\n]*\n\s*Index Cond: [^\n]*"tenantId"[^\n]*"occurredAt" >=[^\n]*"occurredAt" </,
    )
    expect(lines).not.toMatch(/Seq Scan on "?(Order|Message)"?/)
  })
})

describe('keepSegmentDay', () => {
  it('counts a day once, whoever else counts it at the same time', async () => {
    await createCustomer(shops.useCase(shop), { firstName: 'Aude', segment: 'vip' })
    expect((await Promise.all([keepSegmentDay(shop), keepSegmentDay(shop), keepSegmentDay(shop)])).toSorted()).toEqual([0, 0, 2])
    await createCustomer(shops.useCase(shop), { firstName: 'Basile', segment: 'prospect' })
    expect(await keepSegmentDay(shop)).toBe(0)
    const { rows } = await shops.backDoor.query(
      'select segment, customers from "SegmentDay" where "tenantId" = $1 order by segment',
      [shop.id],
    )
    expect(rows).toEqual([
      { segment: '', customers: 1 },
      { segment: 'vip', customers: 1 },
    ])
  })
})
