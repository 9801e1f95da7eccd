// Answers that are lost, workers at once, limits, outages, ended grants and refused changes: nothing is lost, nothing doubled.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { logInteraction } from '@/lib/customers/log-interaction'
import { addTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import { createOutboxStore } from '@/lib/db/outbox-repo'
import { outboxCounts, releaseHealed, releaseWaiting, requeueLost, retryRefused } from '@/lib/db/outbox-queue'
import { CrmError } from '@/lib/shared/errors'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'

let shops: TestShops
let world: LinkedShop
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())
beforeEach(async () => {
  world = await openLinkedShop(shops)
})

const states = async () => (await world.outbox()).map(({ state }) => state)
const lost = () => new CrmError('unavailable', 'The answer was lost', { reason: 'outcome_unknown' })

describe('never twice', () => {
  it('whatever answer is lost after the effect', async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana', phone: '0639980010' })
    await world.pushAll()
    await updateCustomer(world.useCase, id, { lastName: 'B' })
    await addTags(world.useCase, id, ['c'])
    await addNote(world.useCase, id, 'une note')
    await logInteraction(world.useCase, id, { type: 'call', channel: 'phone', metadata: { message: 'appel' } })
    await updatePreferences(world.useCase, id, { optIn: { sms: true }, source: 'shop-form', proof: 'case cochée' })
    // A new customer without anything to find him by.
    const nameless = await createCustomer(world.useCase, { firstName: 'Only', lastName: 'Name' })
    const dropped = new Set<string>()
    world.trouble = ({ method }) => {
      if (method.startsWith('get') || dropped.has(method)) return null
      dropped.add(method)
      return { after: lost() }
    }
    await world.pushAll()
    expect([...dropped].sort()).toEqual([
      'addNote',
      'addTags',
      'createCustomer',
      'logInteraction',
      'updateCustomer',
      'updatePreferences',
    ])
    const [link] = await world.links(id)
    expect(await world.remote.getNotes(link!.externalId)).toHaveLength(1)
    const lines = await world.remote.getActivities(link!.externalId)
    expect(lines.filter(({ type }) => type === 'call')).toHaveLength(1)
    const { consents } = await world.remote.getPreferences(link!.externalId)
    expect(consents).toMatchObject([{ channel: 'sms', state: 'granted', source: 'shop-form', proof: 'case cochée' }])
    expect((await world.remote.listCustomers()).data).toHaveLength(2)
    expect(await world.links(nameless.id)).toHaveLength(1)
    expect(new Set(await states())).toEqual(new Set(['done']))
  })

  it('also when the customer was changed between a lost creation and the next go', async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana', lastName: 'Old' })
    world.trouble = ({ method }) => (method === 'createCustomer' ? { after: lost() } : null)
    await world.push(id)
    world.trouble = () => null
    await updateCustomer(world.useCase, id, { firstName: null, lastName: 'New' })
    await world.pushAll()
    expect((await world.remote.listCustomers()).data).toMatchObject([{ firstName: null, lastName: 'New' }])
  })

  it('by eight workers at once, and a dead worker’s rows are free when its lease ends', async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana', phone: '0639980011' })
    for (let note = 1; note <= 5; note++) await addNote(world.useCase, id, `note ${note}`)
    const pushed = await Promise.all(Array.from({ length: 8 }, () => world.push(id)))
    expect(pushed.flatMap(({ outcomes }) => outcomes)).toHaveLength(6)
    expect(pushed.filter(({ outcomes }) => outcomes.length === 0).every(({ again }) => again === null || again > 0)).toBe(true)
    expect(world.written('addNote')).toHaveLength(5)

    await addNote(world.useCase, id, 'last')
    const outbox = createOutboxStore(world.shop.id, world.connectionId)
    expect((await outbox.claim(id, 'a-worker-that-dies', 60_000)).rows).toHaveLength(1)
    const busy = await world.push(id)
    expect(busy.outcomes).toEqual([])
    expect(busy.again).toBeGreaterThan(50_000)
    await shops.backDoor.query(
      `update "Outbox" set "claimedUntil" = now() - interval '1 ms' where "claimedBy" = 'a-worker-that-dies'`,
    )
    expect((await world.push(id)).outcomes).toEqual(['sent'])
    // The dead one comes back: it has nothing to say any more.
    expect(await outbox.prolong('a-worker-that-dies', 60_000)).toBe(false)
  })
})

it('a call that lasts longer than the lease is not begun by another worker', async () => {
  const { customer } = await world.linkedCustomer()
  await updateCustomer(world.useCase, customer.id, { lastName: 'Slow' })
  world.trouble = async () => {
    await new Promise((resolve) => setTimeout(resolve, 900))
    return null
  }
  const slow = world.push(customer.id, { lease: 300 })
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect((await world.push(customer.id, { lease: 300 })).outcomes).toEqual([])
  expect((await slow).outcomes).toEqual(['sent'])
  expect(world.written('updateCustomer')).toHaveLength(1)
})

it('who lost his lease while he slept takes nothing back that another sent meanwhile', async () => {
  const { customer, externalId } = await world.linkedCustomer()
  await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
  const { outbox } = world.context()
  let slept = false
  const links: typeof outbox.links = async (id) => {
    if (!slept) {
      slept = true
      await addTags(world.useCase, customer.id, ['neuf'])
      await shops.backDoor.query(`update "Outbox" set "claimedUntil" = now() - interval '1 ms' where "claimedBy" is not null`)
      expect((await world.push(customer.id)).outcomes).toContain('sent')
    }
    return outbox.links(id)
  }
  await world.push(customer.id, { outbox: { ...outbox, links } })
  await world.pushAll()
  expect(slept).toBe(true)
  expect(await world.remote.getCustomer(externalId)).toMatchObject({ lastName: 'B', tags: ['neuf'] })
})

describe('what goes wrong', () => {
  const refuse = (error: CrmError, methods = ['updateCustomer']) => {
    world.trouble = ({ method }) => (methods.includes(method) ? { before: error } : null)
  }

  it('a limit is respected to the second it was told, an outage is backed off from, both for ever', async () => {
    const { customer } = await world.linkedCustomer()
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    await addNote(world.useCase, customer.id, 'waits too')
    refuse(new CrmError('rate_limited', 'Slow', { retryAfter: 120 }))
    const limited = await world.push(customer.id)
    expect(limited.outcomes).toEqual(['postponed'])
    expect(limited.again).toBeGreaterThan(119_000)
    expect(limited.again).toBeLessThan(130_000)
    refuse(new CrmError('unavailable', 'Gone'))
    const waits: number[] = []
    for (let go = 1; go <= 14; go++) {
      await shops.backDoor.query(`update "Outbox" set "nextAttemptAt" = now() where "doneAt" is null`)
      waits.push((await world.push(customer.id, { random: () => 1 })).again ?? 0)
    }
    expect(waits.every((wait, index) => index === 0 || wait > (waits[index - 1] ?? 0) * 0.9)).toBe(true)
    expect(Math.max(...waits)).toBeLessThanOrEqual(15 * 60_000)
    expect(waits.at(-1)).toBeGreaterThan(14 * 60_000)
    expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 2, dead: 0 })
    world.trouble = () => null
    await world.pushAll()
    expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 0 })
  })

  it('an ended grant holds everything, and releases it when the link is well', async () => {
    const { customer } = await world.linkedCustomer()
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    refuse(new CrmError('auth_expired', 'Ended'))
    expect((await world.push(customer.id)).outcomes).toEqual(['held'])
    world.trouble = () => null
    expect((await world.push(customer.id)).outcomes).toEqual([])
    const connection = (set: string) =>
      shops.backDoor.query(`update "CrmConnection" set ${set} where id = $1`, [world.connectionId])
    await connection(`status = 'reconnect_needed', "statusAt" = clock_timestamp()`)
    expect(await releaseHealed(world.shop.id, 86_400_000)).toBe(0)
    await connection(`status = 'connected', "statusAt" = clock_timestamp() + interval '1 second'`)
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    expect(await releaseHealed(world.shop.id, 86_400_000)).toBe(1)
    expect(await world.jobs()).toHaveLength(1)
    expect((await world.push(customer.id)).outcomes).toEqual(['sent'])

    await updateCustomer(world.useCase, customer.id, { lastName: 'C' })
    refuse(new CrmError('forbidden', 'No'))
    await world.push(customer.id)
    world.trouble = () => null
    expect(await releaseWaiting(world.shop.id, world.connectionId)).toBe(1)
    expect((await world.push(customer.id)).outcomes).toEqual(['sent'])
  })

  it('a refused change is tried once more, then given up, visible, and replayable; it blocks nobody', async () => {
    const { customer, externalId } = await world.linkedCustomer()
    const other = await createCustomer(world.useCase, { firstName: 'Other', phone: '0639980012' })
    await updateCustomer(world.useCase, customer.id, { lastName: 'Poison' })
    await addNote(world.useCase, customer.id, 'goes through')
    refuse(new CrmError('invalid', 'No', { issues: [{ path: ['lastName'], reason: 'too_long' }] }))
    expect((await world.push(customer.id)).outcomes).toEqual(['postponed', 'sent'])
    await world.pushAll()
    expect(await world.links(other.id)).toHaveLength(1)
    expect(await world.remote.getNotes(externalId)).toHaveLength(1)
    const dead = (await world.outbox()).filter(({ state }) => state === 'dead')
    expect(dead).toMatchObject([{ kind: 'customer', error: 'invalid, lastName: too_long', attempts: 2 }])
    expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 1 })
    world.trouble = () => null
    expect(await retryRefused(world.shop, staff, world.connectionId)).toBe(1)
    await world.pushAll()
    expect(await world.remote.getCustomer(externalId)).toMatchObject({ lastName: 'Poison' })

    // A later change of the same customer carries the one that was given up.
    await updateCustomer(world.useCase, customer.id, { lastName: 'Again' })
    refuse(new CrmError('invalid', 'No'))
    await world.pushAll()
    expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 1 })
    world.trouble = () => null
    await updateCustomer(world.useCase, customer.id, { firstName: 'B' })
    await world.pushAll()
    expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 0 })
    expect(await world.remote.getCustomer(externalId)).toMatchObject({ firstName: 'B', lastName: 'Again' })
  })

  it('a fault of our own is no loss either', async () => {
    const { customer } = await world.linkedCustomer()
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    world.trouble = ({ method }) => (method === 'updateCustomer' ? { before: new TypeError('a secret text') } : null)
    await world.pushAll(12)
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'dead', error: 'unexpected TypeError', attempts: 8 })
  })

  it('a record that is gone over there is made anew at the next change; one that was erased never', async () => {
    const { customer, externalId } = await world.linkedCustomer()
    await world.remote.deleteCustomer(externalId)
    await updateCustomer(world.useCase, customer.id, { lastName: 'Back' })
    await addNote(world.useCase, customer.id, 'too')
    await world.pushAll()
    const [link] = await world.links(customer.id)
    expect(link!.externalId).not.toBe(externalId)
    expect(await world.remote.getCustomer(link!.externalId)).toMatchObject({ lastName: 'Back' })
    expect(await world.remote.getNotes(link!.externalId)).toHaveLength(1)

    const outbox = createOutboxStore(world.shop.id, world.connectionId)
    await outbox.endLink((await outbox.links(customer.id))[0]!, 'erased')
    await world.remote.deleteCustomer(link!.externalId)
    await updateCustomer(world.useCase, customer.id, { lastName: 'Never' })
    await world.pushAll()
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'done', error: 'erased' })
    expect((await world.remote.listCustomers()).data).toEqual([])
  })

  it('sixty faults of every kind, over six customers with five changes each: all arrive, each once', async () => {
    const people = []
    for (let number = 10; number < 16; number++)
      people.push(await createCustomer(world.useCase, { firstName: `Ana ${number}`, phone: `06399801${number}` }))
    for (const { id } of people) {
      await updateCustomer(world.useCase, id, { lastName: 'B' })
      for (const text of ['one', 'two']) await addNote(world.useCase, id, text)
      await logInteraction(world.useCase, id, { type: 'call', channel: 'phone', metadata: { message: 'appel' } })
      await updatePreferences(world.useCase, id, { optIn: { sms: true }, source: 'shop-form' })
    }
    const faults = [
      { before: new CrmError('rate_limited', 'Slow', { retryAfter: 1 }) },
      { after: lost() },
      { before: new CrmError('unavailable', '500') },
      { after: new CrmError('bad_response', 'Cut off in the middle') },
      { before: new CrmError('auth_expired', 'Revoked') },
      { before: new TypeError('ours') },
      { before: new CrmError('forbidden', 'No') },
    ]
    let left = 60
    let calls = 0
    // Two of three calls, of reading and writing alike.
    world.trouble = () => {
      const fault = calls++ % 3 === 2 || left === 0 ? null : faults[left % faults.length]
      if (fault != null) left--
      return fault ?? null
    }
    await world.pushAll(40)
    expect(left).toBe(0)
    expect(new Set(await states())).toEqual(new Set(['done']))
    const { data } = await world.remote.listCustomers()
    expect(data.map(({ firstName, lastName }) => [firstName, lastName]).sort()).toEqual(
      people.map(({ firstName }) => [firstName, 'B']),
    )
    for (const { id } of data) {
      expect((await world.remote.getNotes(id)).map(({ content }) => content).sort()).toEqual(['one', 'two'])
      expect((await world.remote.getActivities(id)).filter(({ type }) => type === 'call')).toHaveLength(1)
      expect((await world.remote.getPreferences(id)).optIn.sms).toBe(true)
    }
  })

  it('a job that was lost is queued again, and another shop’s ids move nothing', async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana' })
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    const minutes = (number: number) => new Date(Date.now() + number * 60_000)
    expect(await requeueLost(world.shop.id, minutes(-2), 100)).toBe(0)
    expect(await requeueLost(world.shop.id, minutes(2), 100)).toBe(1)
    expect(await world.jobs()).toHaveLength(1)

    const foreign = await openLinkedShop(shops)
    expect(await foreign.push(id)).toEqual({ outcomes: [], again: null })
    const crossed = createOutboxStore(foreign.shop.id, world.connectionId)
    expect(await crossed.claim(id, 'thief', 60_000)).toEqual({ rows: [], again: null })
    await expect(crossed.link(id, 'their-record', null)).rejects.toThrow(CrmError)
    expect(await outboxCounts(foreign.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 0 })
    await expect(retryRefused(foreign.shop, staff, world.connectionId)).rejects.toMatchObject({ code: 'not_found' })
  })
})
