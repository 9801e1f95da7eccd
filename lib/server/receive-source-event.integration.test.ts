// What the webhook of a linked shop tells of orders and new people takes effect through its job, at once and once.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { storeCrmEvents } from '@/lib/db/crm-event-repo'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { openSourceShop, type SourceShop } from '@/lib/test/source-shop'
import { findToy, type ToyEvent } from '@/lib/test/toy-webhook'
import { troubledSystem } from '@/lib/test/troubled-system'
import { receiveCrmEventJob } from './receive-crm-event-job'

let shops: TestShops
let world: SourceShop
beforeAll(async () => {
  shops = await openTestShops(20)
})
afterAll(() => shops.close())
beforeEach(async () => {
  world = await openSourceShop(shops)
  // The mock sends nothing itself: for its events the toy stands in.
  await shops.backDoor.query(`update "CrmConnection" set vendor = 'toy-app', "accountId" = 'a' where id = $1`, [
    world.connectionId,
  ])
})

async function tell(...events: Pick<ToyEvent, 'kind' | 'record'>[]): Promise<string[]> {
  const said = events.map((event) => ({ account: 'a', id: newId(), ...event }))
  const body = Buffer.from(JSON.stringify({ events: said }))
  const headers = { 'content-type': 'application/json', ':account': 'a' }
  const eventIds = said.map(({ id }) => createHash('sha256').update(id).digest('hex'))
  await storeCrmEvents(
    eventIds.map((eventId) => ({ tenantId: world.shop.id, connectionId: world.connectionId, eventId, headers, body })),
  )
  const { rows } = await shops.backDoor.query<{ id: string }>(`select id from "InboundEvent" where "eventId" = any($1)`, [
    eventIds,
  ])
  return rows.map(({ id }) => id)
}
const run = (eventId: string, system: CustomerSystem = world.remote) =>
  receiveCrmEventJob({ tenantId: world.shop.id, eventId }, null, { findVendor: findToy, systemOf: () => Promise.resolve(system) })
async function receive(...events: Pick<ToyEvent, 'kind' | 'record'>[]): Promise<void> {
  for (const id of await tell(...events)) await run(id)
}
const orders = () => world.rows<{ status: string }>(`select status from "Order" where "tenantId" = $1 order by "createdAt", id`)
const guest = { kind: 'guest' as const, firstName: 'Ana', lastName: 'Petit', email: 'ana@example.org', phone: null }
const order = () =>
  world.orders.add({
    name: '#1001',
    status: 'paid',
    total: { amount: 4_500, currency: 'EUR' },
    placedAt: new Date('2026-03-01'),
    buyer: guest,
  })

describe('an event of an order', () => {
  it('puts it on its customer’s timeline; told twice, and of a change, it is there once', async () => {
    const id = await order()
    await receive({ kind: 'order', record: id })
    await receive({ kind: 'order', record: id })
    await world.orders.change(id, { status: 'fulfilled' })
    await Promise.all((await tell({ kind: 'order', record: id }, { kind: 'order', record: id })).map((event) => run(event)))
    const [customer, ...others] = await world.customers()
    expect(others).toEqual([])
    const lines = (await world.useCase.store.activities(customer?.id ?? '', { cursor: null, limit: 10 })).data
    expect(lines.filter(({ channel }) => channel === 'shop').map(({ type, description }) => [type, description])).toEqual([
      ['order_updated', '#1001'],
      ['order_placed', '#1001'],
    ])
    expect(await orders()).toEqual([{ status: 'fulfilled' }])
    expect(await world.rows(`select 1 from "InboundEvent" where "tenantId" = $1 and "processedAt" is null`)).toEqual([])
  })

  it('that was deleted cancels it', async () => {
    const id = await order()
    await receive({ kind: 'order', record: id })
    await world.orders.remove(id)
    await receive({ kind: 'order', record: id })
    expect(await orders()).toEqual([{ status: 'cancelled' }])
  })

  it('fails while the system cannot be asked, and is tried again by its job', async () => {
    const id = await order()
    const down = troubledSystem(world.remote, () => ({ before: new CrmError('unavailable', 'down') }))
    const [event = ''] = await tell({ kind: 'order', record: id })
    await expect(run(event, down.system)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await orders()).toEqual([])
    await run(event)
    expect(await orders()).toHaveLength(1)
  })
})

describe('an event of somebody new over there', () => {
  it('brings them in; with a name alone the next pull does', async () => {
    const known = await world.remote.createCustomer({ firstName: 'Bea', email: 'bea@example.org' })
    const nameless = await world.remote.createCustomer({ firstName: 'Cleo' })
    await receive({ kind: 'upsert', record: known.id }, { kind: 'upsert', record: nameless.id })
    expect(await world.customers()).toMatchObject([{ firstName: 'Bea' }])
    await world.pull()
    expect(await world.customers()).toMatchObject([{ firstName: 'Bea' }, { firstName: 'Cleo' }])
  })

  it('who is erased takes the link of his orders without an account along', async () => {
    await receive({ kind: 'order', record: await order() })
    const account = await world.remote.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    await receive({ kind: 'upsert', record: account.id })
    expect(await world.links()).toHaveLength(2)
    await receive({ kind: 'erase', record: account.id })
    expect(await world.links()).toEqual([])
    await receive({ kind: 'order', record: await order() }, { kind: 'upsert', record: account.id })
    expect(await world.links()).toEqual([])
    expect(await orders()).toHaveLength(1)
  })
})
