// The nightly purge: what is settled and old goes, a bit at a time; what waits, was given up, or still holds something stays.
import { parseCrontab } from 'graphile-worker'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateCustomer } from '@/lib/customers/update-customer'
import { createCrmEventStore, readCrmEvent, storeCrmEvents } from '@/lib/db/crm-event-repo'
import { createOutboxStore } from '@/lib/db/outbox-repo'
import { purgeReceivedEvents, purgeSentChanges } from '@/lib/db/purge-settled'
import { receiveHints } from '@/lib/sync/receive-hints'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { crontab, jobs } from './jobs'
import { purgeSettledJob } from './purge-settled-job'

let shops: TestShops
let world: LinkedShop
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())
beforeEach(async () => {
  world = await openLinkedShop(shops)
})

const days = (number: number) => new Date(Date.now() + number * 24 * 60 * 60_000)
const purge = (now: Date) => purgeSettledJob({}, {}, now)
const outboxIds = async (shop = world.shop.id) =>
  (await shops.backDoor.query<{ id: string }>(`select id from "Outbox" where "tenantId" = $1 order by id`, [shop])).rows.map(
    ({ id }) => id,
  )
const events = async () =>
  (
    await shops.backDoor.query<{ id: string; eventId: string; done: boolean }>(
      `select id, "eventId", "processedAt" is not null as done from "InboundEvent" where "tenantId" = $1 order by "eventId"`,
      [world.shop.id],
    )
  ).rows
const insert = (id: string, columns: string, values: string) =>
  shops.backDoor.query(
    `insert into "Outbox" ("tenantId", id, "connectionId", kind, payload, "createdAt"${columns})
     values ($1, $2, $3, 'note', '{}', now() - interval '90 days'${values})`,
    [world.shop.id, id, world.connectionId],
  )
const tell = (keys: string[]) =>
  storeCrmEvents(
    keys.map((eventId) => ({
      tenantId: world.shop.id,
      connectionId: world.connectionId,
      eventId,
      headers: {},
      body: Buffer.from('the whole delivery'),
    })),
  )
const settle = (eventId: string, age: string) =>
  shops.backDoor.query(
    `update "InboundEvent" set "processedAt" = now() - $3::interval where "tenantId" = $1 and "eventId" = $2`,
    [world.shop.id, eventId, age],
  )

describe('changes', () => {
  it('that left a month ago go; what is younger, waits or was given up stays, however old', async () => {
    await insert('old', ', "doneAt"', `, now() - interval '31 days'`)
    await insert('young', ', "doneAt"', `, now() - interval '29 days'`)
    await insert('waits', '', '')
    await insert('dead', ', "deadAt"', `, now() - interval '80 days'`)
    await insert('revived', ', "deadAt", "doneAt"', `, now() - interval '80 days', now() - interval '1 day'`)
    await purge(new Date())
    expect(await outboxIds()).toEqual(['dead', 'revived', 'waits', 'young'])
  })

  it('go in bits, by two at once, and only those of the shop', async () => {
    const other = await openLinkedShop(shops)
    for (const at of [world, other])
      await shops.backDoor.query(
        `insert into "Outbox" ("tenantId", id, "connectionId", kind, payload, "doneAt")
         select $1, 'many ' || n, $2, 'note', '{}', now() - interval '40 days' from generate_series(1, 25) n`,
        [at.shop.id, at.connectionId],
      )
    expect(await purgeSentChanges(world.shop.id, days(-30), 10)).toBe(10)
    const both = await Promise.all([1, 2].map(() => purgeSentChanges(world.shop.id, days(-30), 10)))
    expect(both[0]! + both[1]!).toBeLessThanOrEqual(15)
    expect(await purgeSentChanges(world.shop.id, days(-30), 100)).toBe(15 - both[0]! - both[1]!)
    expect(await outboxIds()).toEqual([])
    expect(await outboxIds(other.shop.id)).toHaveLength(25)
  })

  it('that are forgotten make nothing twice, and keep nobody less barred', async () => {
    const { customer, externalId } = await world.linkedCustomer()
    await purge(days(40))
    expect(await outboxIds()).toEqual([])
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    await world.pushAll()
    expect((await world.remote.listCustomers()).data).toMatchObject([{ id: externalId, lastName: 'B' }])

    const store = createOutboxStore(world.shop.id, world.connectionId)
    await store.endLink((await store.links(customer.id))[0]!, 'erased')
    await world.remote.deleteCustomer(externalId)
    await purge(days(40))
    await updateCustomer(world.useCase, customer.id, { lastName: 'Never' })
    await world.pushAll()
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'done', error: 'erased' })
    expect((await world.remote.listCustomers()).data).toEqual([])
  })
})

describe('events', () => {
  it('that were settled a month ago go; what waits, or failed and is tried again, stays', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await tell([key])
    await settle('a', '31 days')
    await settle('b', '29 days')
    await shops.backDoor.query(`update "InboundEvent" set error = 'unavailable' where "tenantId" = $1 and "eventId" = 'c'`, [
      world.shop.id,
    ])
    await purge(new Date())
    expect((await events()).map(({ eventId }) => eventId)).toEqual(['b', 'c', 'd'])
  })

  it('one that keeps the body of its delivery stays while another of the delivery waits', async () => {
    await tell(['a', 'b', 'c'])
    const [keeper] = await events()
    for (const key of ['a', 'b']) await settle(key, '31 days')
    expect(await purgeReceivedEvents(world.shop.id, days(-30), 100)).toBe(1)
    const [, waits] = await events()
    expect((await events()).map(({ eventId }) => eventId)).toEqual(['a', 'c'])
    expect((await readCrmEvent(world.shop.id, waits!.id))?.body.toString()).toBe('the whole delivery')
    await settle('c', '31 days')
    expect(keeper?.eventId).toBe('a')
    expect(await purgeReceivedEvents(world.shop.id, days(-30), 100)).toBe(2)
    expect(await events()).toEqual([])
  })

  it('messages of customers are not among them', async () => {
    await shops.backDoor.query(
      `insert into "InboundEvent" ("tenantId", id, origin, "originId", "eventId", body, "processedAt")
       values ($1, 'message ' || $1, 'channel', 'a-channel', 'm', '', now() - interval '90 days')`,
      [world.shop.id],
    )
    await purge(new Date())
    expect(await events()).toHaveLength(1)
  })

  it('whose a record was is still known, and an erasure told afterwards still holds', async () => {
    const { customer, externalId } = await world.linkedCustomer()
    const store = createOutboxStore(world.shop.id, world.connectionId)
    await store.endLink((await store.links(customer.id))[0]!, 'gone')
    await world.remote.deleteCustomer(externalId)
    await purge(days(40))
    await tell(['erased'])
    const [event] = await events()
    const crmEvents = createCrmEventStore(world.shop.id, world.connectionId, event!.id)
    const doors = { store: crmEvents, system: () => Promise.resolve(world.remote), clock: () => new Date() }
    expect(await receiveHints(doors, [{ kind: 'erase', externalId, mergedIds: [] }])).toBe('done')
    await updateCustomer(world.useCase, customer.id, { lastName: 'Never' })
    await world.pushAll()
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'done', error: 'erased' })
  })
})

describe('the job', () => {
  it('is in the crontab with every other that comes by itself', () => {
    const items = parseCrontab(crontab)
    for (const { task } of items) expect(Object.keys(jobs)).toContain(task)
    expect(items.map(({ task }) => task)).toContain('purge-settled')
  })

  it('a shop whose rows cannot be had keeps no other from its turn', async () => {
    const other = await openLinkedShop(shops)
    for (const at of [world, other])
      await shops.backDoor.query(
        `insert into "Outbox" ("tenantId", id, "connectionId", kind, payload, "doneAt") values ($1, 'one', $2, 'note', '{}', now() - interval '40 days')`,
        [at.shop.id, at.connectionId],
      )
    await shops.backDoor.query(`create function refuse_one() returns trigger language plpgsql as $$ begin raise 'no'; end $$`)
    await shops.backDoor.query(
      `create trigger refuse_one before delete on "Outbox" for each row when (old."tenantId" = '${world.shop.id}') execute function refuse_one()`,
    )
    await purge(new Date()).finally(() => shops.backDoor.query(`drop trigger refuse_one on "Outbox"; drop function refuse_one()`))
    expect(await outboxIds()).toEqual(['one'])
    expect(await outboxIds(other.shop.id)).toEqual([])
  })
})
