// Accueil and Statistiques as they are put together: roles, two currencies, another shop, and what they cost.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '@/lib/auth/roles'
import { createCustomer } from '@/lib/customers/create-customer'
import { recordOrder } from '@/lib/customers/record-order'
import type { Shop } from '@/lib/customers/use-case'
import { keepSegmentDay } from '@/lib/db/segment-day-repo'
import { newId } from '@/lib/shared/ids'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { contextOf, type DashboardContext } from './context'
import { keepSegmentDaysJob } from './keep-segment-days-job'
import { getOverview } from './overview'
import { getShopStats } from './shop-stats'

let shops: TestShops
let shop: Shop
let statements = 0
beforeAll(async () => {
  shops = await openTestShops()
  // What goes over the wire beside begin, commit and naming the tenant.
  shops.database.pool.on('connect', (client) => {
    const query = client.query.bind(client)
    Object.assign(client, {
      query: (...given: Parameters<typeof query>) => {
        if (!/^(begin|commit|rollback)/.test(String(given[0]))) statements += 1
        return query(...given)
      },
    })
  })
})
beforeEach(async () => void (shop = await shops.create()))
afterAll(() => shops.close())

const as = (role: Role, of = shop): DashboardContext =>
  contextOf({
    sessionId: 's',
    user: { id: `user-${role}`, email: 'a@example.org', name: 'Camille', locale: null },
    role,
    shop: of,
  })

async function costOf(work: () => Promise<unknown>): Promise<number> {
  statements = 0
  await work()
  return statements
}

async function fill(of: Shop): Promise<string> {
  const useCase = shops.useCase(of)
  const { id } = await createCustomer(useCase, { firstName: 'Hélène', segment: 'vip' })
  for (const [at, currency] of (['EUR', 'EUR', 'JPY', 'TND'] as const).entries())
    await recordOrder(useCase, id, {
      externalId: `${of.id} ${String(at)}`,
      total: { amount: 1_500, currency },
      placedAt: new Date(Date.now() - at * 3_600_000),
    })
  await shops.backDoor.query(
    `insert into "CrmConnection" ("tenantId", id, vendor, status) values ($1, $2, 'hubspot', 'reconnect_needed')`,
    [of.id, newId()],
  )
  await shops.backDoor.query(
    `insert into "Import" ("tenantId", id, status, "fileName", "createdByName", counts, "finishedAt") values ($1, $2, 'done', 'a.csv', 'Camille', '{"created":2,"conflict":1,"refused":3}', now())`,
    [of.id, newId()],
  )
  return id
}

describe('getOverview', () => {
  it('shows each role what it can do something about', async () => {
    await fill(shop)
    const { todo, hasCustomers } = await getOverview(as('owner'))
    expect(hasCustomers).toBe(true)
    expect(todo).toMatchObject({ troubled: [{ label: 'HubSpot' }], imports: [{ fileName: 'a.csv', created: 2, failed: 4 }] })
    expect((await getOverview(as('seller'))).todo).toMatchObject({ troubled: [], imports: [] })
    expect((await getOverview(as('read-only'))).todo).toMatchObject({ troubled: [{ label: 'HubSpot' }], imports: [] })
  })

  it('knows nothing of another shop, and costs the same whatever the shop holds', async () => {
    const empty = await costOf(() => getOverview(as('owner')))
    await fill(await shops.create())
    expect(await getOverview(as('owner'))).toMatchObject({
      hasCustomers: false,
      todo: { messages: [], messageCount: 0, duplicates: 0, troubled: [], imports: [] },
      stats: { customers: { total: 0 }, messages: { total: 0 }, segments: [] },
    })
    await fill(shop)
    // With the session and the shops of the person, a page stays within six.
    expect([empty, await costOf(() => getOverview(as('owner')))]).toEqual([4, 4])
  })
})

describe('getShopStats', () => {
  it('never adds two currencies, and costs one statement', async () => {
    await fill(shop)
    await fill(await shops.create())
    const { currencies } = await getShopStats(as('seller'), {})
    expect(currencies.map(({ currency, revenue, orders }) => [currency, revenue.total.amount, orders.total])).toEqual([
      ['EUR', 3_000, 2],
      ['JPY', 1_500, 1],
      ['TND', 1_500, 1],
    ])
    for (const period of ['30d', '90d', '12m']) expect(await costOf(() => getShopStats(as('seller'), { period }))).toBe(1)
  })
})

describe('keepSegmentDaysJob', () => {
  it('counts every shop’s day once, and a new shop’s as soon as it has somebody', async () => {
    const other = await shops.create({ timezone: 'Pacific/Auckland' })
    await fill(shop)
    await Promise.all([keepSegmentDaysJob(), keepSegmentDaysJob()])
    await fill(other)
    await keepSegmentDaysJob()
    const days = await shops.backDoor.query<{ tenantId: string; day: string; customers: number }>(
      'select "tenantId", day::text, customers from "SegmentDay" where "tenantId" = any ($1) order by "tenantId"',
      [[shop.id, other.id]],
    )
    const dayIn = (timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date())
    expect(days.rows).toEqual(
      [
        { tenantId: shop.id, day: dayIn('Europe/Paris'), customers: 1 },
        { tenantId: other.id, day: dayIn('Pacific/Auckland'), customers: 1 },
      ].toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1)),
    )
    expect(await keepSegmentDay(shop)).toBe(0)
  })

  it('goes on when one shop cannot be counted', async () => {
    const broken = await shops.create({ timezone: 'Europe/Nulle-Part' })
    await Promise.all([fill(shop), createCustomer(shops.useCase(broken), { firstName: 'Perdue' })])
    await keepSegmentDaysJob()
    const { rows } = await shops.backDoor.query<{ id: string }>(
      'select distinct "tenantId" as id from "SegmentDay" where "tenantId" = any ($1)',
      [[shop.id, broken.id]],
    )
    expect(rows).toEqual([{ id: shop.id }])
  })
})
