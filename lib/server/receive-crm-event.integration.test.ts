// What a linked system tells takes effect on the links, once, and never on the mirror.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import { updateCustomer } from '@/lib/customers/update-customer'
import { recordOutcome } from '@/lib/db/connection-status-repo'
import { storeCrmEvents } from '@/lib/db/crm-event-repo'
import { openJobQueue } from '@/lib/db/job-queue'
import { createOutboxStore } from '@/lib/db/outbox-repo'
import { env } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { baseSchema } from '@/lib/sync/base'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { serveSystem } from '@/lib/test/remote-system'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { findToy, type ToyEvent } from '@/lib/test/toy-webhook'
import { receiveCrmEventJob } from './receive-crm-event-job'
import { sweepQueueJob } from './sweep-queue-job'

let shops: TestShops
let world: LinkedShop
beforeAll(async () => {
  shops = await openTestShops(20)
})
afterAll(() => shops.close())
beforeEach(async () => {
  world = await openLinkedShop(shops)
  // The mock sends nothing itself: for its events the toy stands in.
  await shops.backDoor.query(`update "CrmConnection" set vendor = 'toy-app', "accountId" = 'a' where id = $1`, [
    world.connectionId,
  ])
})

const doors = (fetched: () => void = () => undefined) => ({
  findVendor: findToy,
  systemOf: async () => {
    fetched()
    return world.context().system()
  },
})

async function tell(...events: Omit<ToyEvent, 'account' | 'id'>[]): Promise<string[]> {
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
const run = (eventId: string) => receiveCrmEventJob({ tenantId: world.shop.id, eventId }, null, doors())
async function receive(...events: Omit<ToyEvent, 'account' | 'id'>[]): Promise<void> {
  for (const id of await tell(...events)) await run(id)
}
async function linkedCustomer(phone?: string) {
  const { id } = await createCustomer(world.useCase, { firstName: 'Ana', ...(phone === undefined ? {} : { phone }) })
  await world.pushAll()
  return { id, externalId: (await links(id))[0]?.externalId ?? '' }
}
async function links(customerId: string) {
  const { rows } = await shops.backDoor.query<{ externalId: string; base: unknown; remoteVersion: string }>(
    `select "externalId", base, "remoteVersion" from "ExternalLink" where "tenantId" = $1 and "customerId" = $2`,
    [world.shop.id, customerId],
  )
  return rows
}
const seen = async (customerId: string) => baseSchema.parse((await links(customerId))[0]?.base).seen
async function audit(action?: string) {
  const { rows } = await shops.backDoor.query<{ action: string; entityId: string; changes: Record<string, unknown> }>(
    `select action, "entityId", changes from "AuditEvent" where "tenantId" = $1 and action like coalesce($2, 'link.%') order by at, id`,
    [world.shop.id, action ?? null],
  )
  return rows
}
const unprocessed = async () =>
  (
    await shops.backDoor.query(`select error from "InboundEvent" where "tenantId" = $1 and "processedAt" is null`, [
      world.shop.id,
    ])
  ).rows

describe('an event', () => {
  it('of our own push is its echo: nothing happens', async () => {
    const { id, externalId } = await linkedCustomer('0639980101')
    await updateCustomer(world.useCase, id, { lastName: 'Martin' })
    await world.pushAll()
    await receive({ kind: 'upsert', record: externalId })
    expect(await audit()).toEqual([])
    expect(await seen(id)).toBeNull()
    expect((await links(id))[0]?.remoteVersion).toBe(String((await world.remote.getCustomer(externalId))?.version))
    expect(await unprocessed()).toEqual([])
  })

  it('of a change over there is noted once by its fields, and the mirror stays', async () => {
    const { id, externalId } = await linkedCustomer('0639980102')
    await world.remote.updateCustomer(externalId, { lastName: 'Canari' })
    await receive({ kind: 'upsert', record: externalId }, { kind: 'upsert', record: externalId })
    expect(await audit()).toMatchObject([{ action: 'link.differs', entityId: id, changes: { fields: ['lastName'] } }])
    expect(JSON.stringify(await audit())).not.toContain('Canari')
    expect(await seen(id)).toMatchObject({ remote: { lastName: 'Canari' } })
    expect(await world.useCase.store.get(id)).toMatchObject({ lastName: null })
    // Back to what was agreed on: nothing differs any more.
    await world.remote.updateCustomer(externalId, { lastName: null })
    await receive({ kind: 'upsert', record: externalId })
    expect(await seen(id)).toBeNull()
    // Our own later push does not hide a change of theirs.
    await world.remote.updateCustomer(externalId, { lastName: 'Theirs' })
    await updateCustomer(world.useCase, id, { email: 'ana@example.org' })
    await world.pushAll()
    await receive({ kind: 'upsert', record: externalId })
    expect(await seen(id)).toMatchObject({ remote: { lastName: 'Theirs' } })
  })

  it('of a record that nobody here has asks for nothing', async () => {
    const there = await world.remote.createCustomer({ firstName: 'Unknown' })
    let asked = 0
    for (const id of await tell({ kind: 'upsert', record: there.id }, { kind: 'merge', record: there.id, merged: ['x'] }))
      await receiveCrmEventJob(
        { tenantId: world.shop.id, eventId: id },
        null,
        doors(() => asked++),
      )
    expect(asked).toBe(0)
    expect(await unprocessed()).toEqual([])
    expect((await world.useCase.store.count({}, 10)).count).toBe(0)
  })

  it('of a deletion ends the link when the record is really gone; the customer stays', async () => {
    const { id, externalId } = await linkedCustomer('0639980103')
    await receive({ kind: 'delete', record: externalId })
    expect(await links(id)).toHaveLength(1)
    await world.remote.deleteCustomer(externalId)
    await receive({ kind: 'delete', record: externalId })
    expect(await links(id)).toEqual([])
    expect(await audit()).toMatchObject([{ action: 'link.gone', entityId: id, changes: { externalId } }])
    expect(await world.useCase.store.get(id)).toMatchObject({ firstName: 'Ana' })
    // Somebody whose record was tidied up is made anew when he is changed here.
    await updateCustomer(world.useCase, id, { lastName: 'Back' })
    await world.pushAll()
    expect(await links(id)).toHaveLength(1)
  })

  it('of an erasure ends the link, what waits, and every later push, also after a merge', async () => {
    const { id, externalId } = await linkedCustomer('0639980104')
    await addNote(world.useCase, id, 'waits')
    await world.remote.deleteCustomer(externalId)
    await receive({ kind: 'erase', record: externalId })
    expect((await world.outbox()).at(-1)).toMatchObject({ kind: 'note', state: 'done', error: 'erased' })
    await updateCustomer(world.useCase, id, { lastName: 'Never' })
    const kept = await createCustomer(world.useCase, { firstName: 'Kept' })
    await mergeCustomers(world.useCase, kept.id, id)
    await world.pushAll()
    expect((await world.remote.listCustomers()).data).toEqual([])
    expect(new Set((await world.outbox()).map(({ state }) => state))).toEqual(new Set(['done']))
  })

  it('of an erasure holds although the record was found gone before', async () => {
    const { id, externalId } = await linkedCustomer('0639980111')
    await world.remote.deleteCustomer(externalId)
    await receive({ kind: 'upsert', record: externalId })
    await updateCustomer(world.useCase, id, { lastName: 'Made anew' })
    await world.pushAll()
    expect(await links(id)).toHaveLength(1)
    await receive({ kind: 'erase', record: externalId })
    expect(await links(id)).toEqual([])
    await updateCustomer(world.useCase, id, { lastName: 'Never' })
    await world.pushAll()
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'done', error: 'erased' })
  })

  it('of an erasure holds through any number of merges here, and no merge told late over there undoes it', async () => {
    const { id, externalId } = await linkedCustomer('0639980112')
    await world.remote.deleteCustomer(externalId)
    await receive({ kind: 'upsert', record: externalId })
    for (const firstName of ['Second', 'Third']) {
      const kept = await createCustomer(world.useCase, { firstName })
      await mergeCustomers(world.useCase, kept.id, (await world.useCase.store.mergedInto(id)) ?? id)
    }
    const last = (await world.useCase.store.mergedInto(id)) ?? ''
    await receive({ kind: 'erase', record: externalId })
    await receive({ kind: 'erase', record: externalId })
    expect(await audit('link.erased'), 'told twice, written once').toMatchObject([{ entityId: last }])
    const survivor = await world.remote.createCustomer({ firstName: 'Survivor' })
    await receive({ kind: 'merge', record: survivor.id, merged: [externalId] })
    expect(await links(last)).toEqual([])
    await updateCustomer(world.useCase, last, { lastName: 'Never' })
    const more = await createCustomer(world.useCase, { firstName: 'Fourth' })
    await mergeCustomers(world.useCase, more.id, last)
    const evenMore = await createCustomer(world.useCase, { firstName: 'Fifth' })
    await mergeCustomers(world.useCase, evenMore.id, more.id)
    await world.pushAll()
    expect((await world.remote.listCustomers()).data).toMatchObject([{ id: survivor.id, lastName: null }])
    expect((await world.outbox()).filter(({ state }) => state !== 'done')).toEqual([])
  })

  it('of a merge moves the link to the survivor; of two customers here only one keeps it', async () => {
    const one = await linkedCustomer('0639980105')
    const two = await linkedCustomer('0639980106')
    const survivor = await world.remote.createCustomer({ firstName: 'Survivor' })
    await receive({ kind: 'merge', record: survivor.id, merged: [one.externalId] })
    expect(await links(one.id)).toMatchObject([{ externalId: survivor.id }])
    await receive({ kind: 'merge', record: survivor.id, merged: [two.externalId, one.externalId] })
    expect(await links(two.id)).toEqual([])
    expect(await links(one.id)).toMatchObject([{ externalId: survivor.id }])
    expect((await audit('link.duplicate'))[0]).toMatchObject({ entityId: two.id, changes: { customerId: one.id } })
    // The other is not made again over there: they are one for the people there.
    await updateCustomer(world.useCase, two.id, { lastName: 'Double' })
    await world.pushAll()
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'done', error: 'merged' })
  })

  it('waits for a push of the same customer', async () => {
    const { id, externalId } = await linkedCustomer('0639980107')
    await addNote(world.useCase, id, 'x')
    const outbox = createOutboxStore(world.shop.id, world.connectionId)
    const { rows } = await outbox.claim(id, 'pusher', 60_000)
    await world.remote.updateCustomer(externalId, { lastName: 'Half' })
    const [eventId = ''] = await tell({ kind: 'upsert', record: externalId })
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    await run(eventId)
    expect(await unprocessed()).toHaveLength(1)
    expect(await audit()).toEqual([])
    const { rows: jobs } = await shops.backDoor.query(
      `select from graphile_worker._private_jobs where key = $1 and run_at > now() + interval '1 second'`,
      [`receive-crm-event ${eventId}`],
    )
    expect(jobs).toHaveLength(1)
    await outbox.done(
      'pusher',
      rows.map((row) => row.id),
      { externalId: null, note: null },
    )
    await run(eventId)
    expect(await audit()).toMatchObject([{ action: 'link.differs' }])
  })

  it('whose system cannot be asked stays, with the reason, and takes effect later', async () => {
    const { externalId } = await linkedCustomer('0639980108')
    await world.remote.deleteCustomer(externalId)
    const [eventId = ''] = await tell({ kind: 'delete', record: externalId })
    world.trouble = () => ({ before: new CrmError('unavailable', 'Away') })
    await expect(run(eventId)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await unprocessed()).toEqual([{ error: 'unavailable' }])
    world.trouble = () => null
    await run(eventId)
    expect(await unprocessed()).toEqual([])
    expect(await audit()).toHaveLength(1)
  })

  it('whose job gave up while the link was down is taken up with the link', async () => {
    const { id, externalId } = await linkedCustomer('0639980113')
    const [eventId = ''] = await tell({ kind: 'delete', record: externalId })
    world.trouble = () => ({ before: new CrmError('auth_expired', 'Revoked') })
    await expect(run(eventId)).rejects.toMatchObject({ code: 'auth_expired' })
    await shops.backDoor.query(
      `update graphile_worker._private_jobs set attempts = max_attempts where key = 'receive-crm-event ' || $1`,
      [eventId],
    )
    const due = async () =>
      (
        await shops.backDoor.query<{ due: boolean }>(
          `select attempts = 0 and run_at <= now() as due from graphile_worker._private_jobs where key = 'receive-crm-event ' || $1`,
          [eventId],
        )
      ).rows
    await recordOutcome(world.shop.id, world.connectionId, new CrmError('auth_expired', 'Revoked'))
    expect(await due()).toEqual([{ due: false }])
    const other = await openLinkedShop(shops)
    await recordOutcome(other.shop.id, world.connectionId, 'ok', 'person')
    expect(await due(), 'not by another shop').toEqual([{ due: false }])
    await recordOutcome(world.shop.id, world.connectionId, 'ok', 'person')
    expect(await due()).toEqual([{ due: true }])
    world.trouble = () => null
    await world.remote.deleteCustomer(externalId)
    await run(eventId)
    expect(await links(id)).toEqual([])
    expect(await unprocessed()).toEqual([])
  })

  it('of another shop, or of a link that was taken away, does nothing', async () => {
    const { id, externalId } = await linkedCustomer('0639980109')
    await world.remote.deleteCustomer(externalId)
    const [eventId = ''] = await tell({ kind: 'delete', record: externalId })
    const other = await shops.create()
    await expect(receiveCrmEventJob({ tenantId: other.id, eventId }, null, doors())).rejects.toMatchObject({ code: 'not_found' })
    await shops.backDoor.query(`update "CrmConnection" set "deletedAt" = now() where id = $1`, [world.connectionId])
    await run(eventId)
    expect(await links(id)).toHaveLength(1)
    expect(await unprocessed()).toEqual([])
  })

  it('that lost its job is queued again by the sweep, as are lost pushes', async () => {
    const { id, externalId } = await linkedCustomer('0639980110')
    await addNote(world.useCase, id, 'x')
    const [eventId = ''] = await tell({ kind: 'upsert', record: externalId })
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    const queue = openJobQueue(env().WORKER_DATABASE_URL ?? '', 2)
    try {
      await sweepQueueJob({}, { queue }, new Date(Date.now() + 5 * 60_000))
    } finally {
      await queue.close()
    }
    const { rows } = await shops.backDoor.query<{ key: string }>(
      `select key from graphile_worker._private_jobs where payload ->> 'tenantId' = $1 order by key`,
      [world.shop.id],
    )
    expect(rows.map(({ key }) => key)).toEqual([`push-changes ${world.connectionId} ${id}`, `receive-crm-event ${eventId}`])
  })
})

it('20 events of one history, in 40 orders and with repeats, end in one state', { timeout: 60_000 }, async () => {
  const shuffled = <T>(list: T[]): T[] =>
    list
      .map((one) => ({ one, at: Math.random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one)
  const ends = new Set<string>()
  for (let order = 1; order <= 40; order++) {
    world = await openLinkedShop(shops)
    await shops.backDoor.query(`update "CrmConnection" set vendor = 'toy-app', "accountId" = 'a' where id = $1`, [
      world.connectionId,
    ])
    const people: { id: string; externalId: string }[] = []
    for (const name of ['edited', 'gone', 'erased', 'merged', 'alone']) {
      const { id } = await createCustomer(world.useCase, { firstName: name })
      await world.push(id)
      people.push({ id, externalId: (await links(id))[0]?.externalId ?? '' })
    }
    const [edited, gone, erased, merged, alone] = people.map(({ externalId }) => externalId)
    const survivor = await world.remote.createCustomer({ firstName: 'survivor' })
    await world.remote.updateCustomer(edited!, { lastName: 'Theirs' })
    for (const record of [gone!, erased!, merged!]) await world.remote.deleteCustomer(record)
    const said = (kind: ToyEvent['kind'], record: string, more = {}) => ({ kind, record, ...more })
    const history = [
      ...[edited!, edited!, gone!, erased!, merged!, alone!, alone!, survivor.id].map((record) => said('upsert', record)),
      ...[edited!, gone!, gone!, merged!].map((record) => said('delete', record)),
      said('erase', erased!),
      said('erase', erased!),
      said('merge', survivor.id, { merged: [merged!] }),
      said('merge', survivor.id, { merged: [merged!, 'unknown'] }),
      ...[survivor.id, gone!, erased!, edited!].map((record) => said('upsert', record)),
    ]
    expect(history).toHaveLength(20)
    const ids = await tell(...history)
    for (const id of shuffled([...ids, ...shuffled(ids).slice(0, 8)])) await run(id)
    const names = new Map([
      ...people.map(({ externalId }, index) => [externalId, `record ${index}`] as const),
      [survivor.id, 'survivor'],
    ])
    const end = []
    for (const { id } of people) {
      const [link] = await links(id)
      const barred = await createOutboxStore(world.shop.id, world.connectionId).endedLinks(id)
      const noted = baseSchema.safeParse(link?.base).data?.seen?.remote.lastName ?? null
      end.push([names.get(link?.externalId ?? '') ?? null, barred.barred, noted])
    }
    ends.add(JSON.stringify(end))
  }
  expect([...ends].map((end): unknown => JSON.parse(end))).toEqual([
    [
      ['record 0', null, 'Theirs'],
      [null, null, null],
      [null, 'erased', null],
      ['survivor', null, null],
      ['record 4', null, null],
    ],
  ])
})

describe('at once and half-way', () => {
  const many = async () => {
    const people = []
    for (let person = 1; person <= 20; person++) people.push(await linkedCustomer(`06399802${String(person).padStart(2, '0')}`))
    for (const { externalId } of people) await world.remote.updateCustomer(externalId, { lastName: 'Changed' })
    return people
  }

  it('20 events, each by 50 jobs at once: 20 effects', async () => {
    const people = await many()
    const ids = await tell(
      ...people.map(({ externalId }): Omit<ToyEvent, 'account' | 'id'> => ({ kind: 'upsert', record: externalId })),
    )
    await Promise.all(
      Array.from({ length: 50 }, () => ids)
        .flat()
        .map(run),
    )
    expect(await audit('link.differs')).toHaveLength(20)
    expect(await unprocessed()).toEqual([])
  })

  it('processes that are killed lose and double nothing', { timeout: 60_000 }, async () => {
    const people = await many()
    await tell(...people.map(({ externalId }): Omit<ToyEvent, 'account' | 'id'> => ({ kind: 'upsert', record: externalId })))
    const remote = await serveSystem(world.remote, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60))
      return Math.random() < 0.1
    })
    const children = new Set<ChildProcess>()
    const start = async () => {
      const child = spawn(
        process.execPath,
        ['--conditions=react-server', '--import', 'tsx', 'lib/test/crm-event-process.ts', world.shop.id, remote.url],
        { cwd: path.resolve(import.meta.dirname, '../..'), stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
      )
      children.add(child)
      await once(child, 'message')
      return child
    }
    try {
      const ready = Array.from({ length: 5 }, start)
      for (const [kill, starting] of ready.entries()) {
        const child = await starting
        child.send('go')
        if (kill === ready.length - 1) break
        await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 120))
        child.kill('SIGKILL')
      }
      for (const end = Date.now() + 30_000; (await unprocessed()).length > 0;) {
        if (Date.now() > end) throw new Error('events without their effect')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    } finally {
      for (const child of children) child.kill('SIGKILL')
      await remote.close()
    }
    expect((await audit('link.differs')).map(({ entityId }) => entityId).sort()).toEqual(people.map(({ id }) => id).sort())
  })
})
