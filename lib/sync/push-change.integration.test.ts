// What changes here arrives in the linked system: all of it, once, whatever fails on the way.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { logInteraction } from '@/lib/customers/log-interaction'
import { mergeCustomers, undoMerge } from '@/lib/customers/merge-customers'
import { setSegment } from '@/lib/customers/set-segment'
import { addTags, removeTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import { createOutboxStore } from '@/lib/db/outbox-repo'
import { outboxCounts, releaseHealed, releaseWaiting, replayDead, requeueLost } from '@/lib/db/outbox-queue'
import { CrmError } from '@/lib/shared/errors'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { baseSchema } from './base'

let shops: TestShops
let world: LinkedShop
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())
beforeEach(async () => {
  world = await openLinkedShop(shops)
})

const kinds = async () => (await world.outbox()).map(({ kind, state }) => `${kind} ${state}`)
const states = async () => (await world.outbox()).map(({ state }) => state)
const written = (method: string) => world.calls.filter((call) => call.method === method)
const lost = () => new CrmError('unavailable', 'The answer was lost', { reason: 'outcome_unknown' })
const jobs = async (): Promise<{ key: string; runAt: Date }[]> =>
  (
    await shops.backDoor.query<{ key: string; runAt: Date }>(
      `select key, run_at as "runAt" from graphile_worker._private_jobs where payload ->> 'tenantId' = $1 order by id`,
      [world.shop.id],
    )
  ).rows
async function linkOf(customerId: string) {
  const { rows } = await shops.backDoor.query<{ externalId: string; base: unknown; remoteVersion: string }>(
    `select "externalId", base, "remoteVersion" from "ExternalLink" where "tenantId" = $1 and "customerId" = $2 order by "createdAt"`,
    [world.shop.id, customerId],
  )
  return rows
}
/** In the outbox and in the other system. */
async function linkedCustomer(input: Parameters<typeof createCustomer>[1] = { firstName: 'Ana', phone: '0639980001' }) {
  const customer = await createCustomer(world.useCase, input)
  await world.pushAll()
  world.calls.length = 0
  const [link] = await linkOf(customer.id)
  return { customer, externalId: link?.externalId ?? '' }
}

describe('a change writes its row in its own transaction', () => {
  it('and its job, with ids and names of fields and nothing of the person', async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Zoé-Canari', phone: '0639980002', tags: ['vip'] })
    await updateCustomer(world.useCase, id, { lastName: 'Canari', email: 'canari@example.org', metadata: { size: 'canari' } })
    await addNote(world.useCase, id, 'une note canari')
    await logInteraction(world.useCase, id, { type: 'message_received', channel: 'sms', metadata: { message: 'canari ?' } })
    await updatePreferences(world.useCase, id, { optIn: { sms: false }, source: 'canari' })
    const lines = await world.outbox()
    expect(lines.map(({ kind }) => kind)).toEqual(['customer', 'note', 'activity', 'preferences'])
    expect(lines[0]?.payload).toEqual({ tags: true, lastName: true, metadata: true, email: true })
    expect(JSON.stringify(lines).toLowerCase()).not.toContain('canari')
    expect(await jobs()).toMatchObject([{ key: `push-changes ${world.connectionId} ${id}` }])
  })

  it('or neither, when the transaction fails', async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana' })
    const before = await kinds()
    await expect(
      world.useCase.store.write(async (tx) => {
        await tx.updateCustomer(id, { lastName: 'B' })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await kinds()).toEqual(before)
  })

  it('bookkeeping stays, and a shop without a link writes nothing', async () => {
    const plain = shops.useCase(await shops.create())
    const { id } = await createCustomer(plain, { firstName: 'Ana' })
    await addNote(plain, id, 'x')
    const { rows } = await shops.backDoor.query(`select from "Outbox" where "tenantId" = $1`, [plain.shop.id])
    expect(rows).toHaveLength(0)
    const here = await createCustomer(world.useCase, { firstName: 'Ana' })
    await logInteraction(world.useCase, here.id, { type: 'order_placed', channel: 'shop' })
    await logInteraction(world.useCase, here.id, { type: 'customer_updated' })
    expect(await kinds()).toEqual(['customer waiting'])
  })

  it('many edits at once leave one row, and none is missed by a push that runs meanwhile', async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana', phone: '0639980003' })
    let pushing = true
    const pusher = (async () => {
      while (pushing) await world.push(id)
    })()
    for (let edit = 1; edit <= 40; edit++) await updateCustomer(world.useCase, id, { lastName: `Nom ${edit}` })
    pushing = false
    await pusher
    await world.pushAll()
    const [link] = await linkOf(id)
    expect(await world.remote.getCustomer(link!.externalId)).toMatchObject({ lastName: 'Nom 40' })
    expect(new Set(await states())).toEqual(new Set(['done']))
    expect(written('createCustomer')).toHaveLength(1)
  })
})

describe('a push', () => {
  it('makes the customer once, links, keeps what was agreed on, and brings activities with their time', async () => {
    const at = new Date('2026-02-03T10:00:00.000Z')
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana', phone: '0639980004', tags: ['sms'] })
    await logInteraction(world.useCase, id, {
      type: 'message_received',
      channel: 'sms',
      timestamp: at,
      metadata: { message: 'Bonjour', messageId: 'ours' },
    })
    expect(await world.push(id)).toEqual({ outcomes: ['sent', 'sent'], again: null })
    const [link] = await linkOf(id)
    const remote = await world.remote.getCustomer(link!.externalId)
    expect(remote).toMatchObject({ firstName: 'Ana', phone: '+33639980004', tags: ['sms'] })
    const base = baseSchema.parse(link!.base)
    expect(base).toMatchObject({
      local: { firstName: 'Ana', tags: ['sms'] },
      remote: { firstName: 'Ana', phone: '+33639980004' },
      seen: null,
    })
    expect(link!.remoteVersion).toBe(String(remote!.version))
    const [line] = (await world.remote.getActivities(link!.externalId)).filter(({ type }) => type === 'message_received')
    expect(line).toMatchObject({ timestamp: at, description: 'Bonjour', metadata: { message: 'Bonjour' } })
    expect(line!.metadata).not.toHaveProperty('messageId')
    expect((await world.outbox()).map(({ externalId }) => externalId)).toEqual([link!.externalId, line!.id])
  })

  it('sends what changed since, and leaves alone what others changed over there', async () => {
    const { customer, externalId } = await linkedCustomer({
      firstName: 'Ana',
      phone: '0639980005',
      tags: ['a', 'b'],
      metadata: { x: 1, y: 2 },
    })
    await world.remote.updateCustomer(externalId, { lastName: 'Theirs' })
    await world.remote.addTags(externalId, ['theirs'])
    await updateCustomer(world.useCase, customer.id, { firstName: null, email: 'ana@example.org', metadata: { x: null, z: 3 } })
    await setSegment(world.useCase, customer.id, 'vip')
    await removeTags(world.useCase, customer.id, ['a'])
    await addTags(world.useCase, customer.id, ['c'])
    await world.pushAll()
    expect(await world.remote.getCustomer(externalId)).toMatchObject({
      firstName: null,
      lastName: 'Theirs',
      email: 'ana@example.org',
      segment: 'vip',
      metadata: { y: 2, z: 3 },
    })
    expect((await world.remote.getCustomer(externalId))?.tags.sort()).toEqual(['b', 'c', 'theirs'])
    expect(written('updateCustomer').map(({ args }) => args[1])).toEqual([
      { firstName: null, email: 'ana@example.org', segment: 'vip', metadata: { x: null, z: 3 } },
    ])
    // Their change is still a change: it was not taken for agreed on.
    expect(baseSchema.parse((await linkOf(customer.id))[0]?.base).remote).toMatchObject({
      lastName: null,
      email: 'ana@example.org',
    })
    // Nothing changed: nothing is sent.
    world.calls.length = 0
    await addTags(world.useCase, customer.id, ['c'])
    await updateCustomer(world.useCase, customer.id, { segment: 'vip' })
    await world.pushAll()
    expect(world.calls).toEqual([])
  })

  it('finds who is there already by e-mail or phone, fills what is empty, and sends what was changed on purpose', async () => {
    const there = await world.remote.createCustomer({ firstName: 'Anna', lastName: 'There', phone: '+33639980006' })
    const here = await createCustomer(world.useCase, { firstName: 'Ana', email: 'a6@example.org', phone: '06 39 98 00 06' })
    await updateCustomer(world.useCase, here.id, { lastName: 'Here' })
    await world.pushAll()
    expect(await linkOf(here.id)).toMatchObject([{ externalId: there.id }])
    expect(await world.remote.getCustomer(there.id)).toMatchObject({
      firstName: 'Anna',
      lastName: 'Here',
      email: 'a6@example.org',
    })
    expect((await world.remote.listCustomers()).data).toHaveLength(1)
  })

  it('takes nobody’s record for somebody else’s: not by a shared number, not when it is linked', async () => {
    const { externalId } = await linkedCustomer({ firstName: 'Ana', email: 'family@example.org' })
    await shops.backDoor.query(`update "CustomerHandle" set shared = true where "tenantId" = $1`, [world.shop.id])
    const { id } = await createCustomer(world.useCase, { firstName: 'Bea' })
    await shops.backDoor.query(
      `insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw, shared, "isPrimary", source)
       values ($1, 'shared-one', $2, 'email', 'family@example.org', 'family@example.org', true, false, 'test')`,
      [world.shop.id, id],
    )
    await world.pushAll()
    expect((await linkOf(id))[0]?.externalId).not.toBe(externalId)
    // The vendor says that the record exists, and it is another's: refused, visible, nobody is linked wrongly.
    world.trouble = ({ method }) =>
      method === 'createCustomer'
        ? { before: new CrmError('conflict', 'Taken', { reason: 'duplicate_email', params: { existingId: externalId } }) }
        : null
    const { id: third } = await createCustomer(world.useCase, { firstName: 'Cleo' })
    await world.pushAll()
    expect(await linkOf(third)).toEqual([])
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'dead', error: 'conflict, linked_to_other' })
  })

  it('deletes over there what is deleted here, and what waited of it is settled', async () => {
    const { customer, externalId } = await linkedCustomer()
    await addNote(world.useCase, customer.id, 'x')
    await deleteCustomer(world.useCase, customer.id)
    await world.pushAll()
    expect(await world.remote.getCustomer(externalId)).toBeNull()
    expect(await linkOf(customer.id)).toEqual([])
    expect(new Set(await states())).toEqual(new Set(['done']))
  })

  it('settles what the system cannot do, with a note', async () => {
    const { customer } = await linkedCustomer()
    const capabilities = { ...world.remote.capabilities, notes: false, preferences: false }
    const limited = new Proxy(world.remote, {
      get: (target, name) => {
        if (name === 'capabilities') return capabilities
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    await addNote(world.useCase, customer.id, 'x')
    await updatePreferences(world.useCase, customer.id, { optIn: { sms: false } })
    expect(await world.push(customer.id, { system: () => Promise.resolve(limited) })).toEqual({
      outcomes: ['skipped', 'skipped'],
      again: null,
    })
    expect((await world.outbox()).slice(-2)).toMatchObject([
      { state: 'done', error: 'unsupported' },
      { state: 'done', error: 'unsupported' },
    ])
  })
})

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
    const [link] = await linkOf(id)
    expect(await world.remote.getNotes(link!.externalId)).toHaveLength(1)
    const lines = await world.remote.getActivities(link!.externalId)
    expect(lines.filter(({ type }) => type === 'call')).toHaveLength(1)
    const { consents } = await world.remote.getPreferences(link!.externalId)
    expect(consents).toMatchObject([{ channel: 'sms', state: 'granted', source: 'shop-form', proof: 'case cochée' }])
    expect((await world.remote.listCustomers()).data).toHaveLength(2)
    expect(await linkOf(nameless.id)).toHaveLength(1)
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
    expect(written('addNote')).toHaveLength(5)

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

describe('what goes wrong', () => {
  const refuse = (error: CrmError, methods = ['updateCustomer']) => {
    world.trouble = ({ method }) => (methods.includes(method) ? { before: error } : null)
  }

  it('a limit is respected to the second it was told, an outage is backed off from, both for ever', async () => {
    const { customer } = await linkedCustomer()
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
    const { customer } = await linkedCustomer()
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
    expect(await jobs()).toHaveLength(1)
    expect((await world.push(customer.id)).outcomes).toEqual(['sent'])

    await updateCustomer(world.useCase, customer.id, { lastName: 'C' })
    refuse(new CrmError('forbidden', 'No'))
    await world.push(customer.id)
    world.trouble = () => null
    expect(await releaseWaiting(world.shop.id, world.connectionId)).toBe(1)
    expect((await world.push(customer.id)).outcomes).toEqual(['sent'])
  })

  it('a refused change is tried once more, then given up, visible, and replayable; it blocks nobody', async () => {
    const { customer, externalId } = await linkedCustomer()
    const other = await createCustomer(world.useCase, { firstName: 'Other', phone: '0639980012' })
    await updateCustomer(world.useCase, customer.id, { lastName: 'Poison' })
    await addNote(world.useCase, customer.id, 'goes through')
    refuse(new CrmError('invalid', 'No', { issues: [{ path: ['lastName'], reason: 'too_long' }] }))
    expect((await world.push(customer.id)).outcomes).toEqual(['postponed', 'sent'])
    await world.pushAll()
    expect(await linkOf(other.id)).toHaveLength(1)
    expect(await world.remote.getNotes(externalId)).toHaveLength(1)
    const dead = (await world.outbox()).filter(({ state }) => state === 'dead')
    expect(dead).toMatchObject([{ kind: 'customer', error: 'invalid, lastName: too_long', attempts: 2 }])
    expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 1 })
    world.trouble = () => null
    expect(await replayDead(world.shop.id, world.connectionId)).toBe(1)
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
    const { customer } = await linkedCustomer()
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    world.trouble = ({ method }) => (method === 'updateCustomer' ? { before: new TypeError('a secret text') } : null)
    await world.pushAll(12)
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'dead', error: 'unexpected TypeError', attempts: 8 })
  })

  it('a record that is gone over there is made anew at the next change; one that was erased never', async () => {
    const { customer, externalId } = await linkedCustomer()
    await world.remote.deleteCustomer(externalId)
    await updateCustomer(world.useCase, customer.id, { lastName: 'Back' })
    await addNote(world.useCase, customer.id, 'too')
    await world.pushAll()
    const [link] = await linkOf(customer.id)
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

  it('a job that was lost is queued again, and another shop’s ids move nothing', async () => {
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana' })
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    const minutes = (number: number) => new Date(Date.now() + number * 60_000)
    expect(await requeueLost(world.shop.id, minutes(-2), 100)).toBe(0)
    expect(await requeueLost(world.shop.id, minutes(2), 100)).toBe(1)
    expect(await jobs()).toHaveLength(1)

    const foreign = await openLinkedShop(shops)
    expect(await foreign.push(id)).toEqual({ outcomes: [], again: null })
    const crossed = createOutboxStore(foreign.shop.id, world.connectionId)
    expect(await crossed.claim(id, 'thief', 60_000)).toEqual({ rows: [], again: null })
    await expect(crossed.link(id, 'their-record', null)).rejects.toThrow(CrmError)
    expect(await outboxCounts(foreign.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 0 })
    expect(await replayDead(foreign.shop.id, world.connectionId)).toBe(0)
  })
})

describe('consent', () => {
  it('goes with its source; a refusal over there is never permitted again by us', async () => {
    const { customer, externalId } = await linkedCustomer()
    await updatePreferences(world.useCase, customer.id, { optIn: { sms: true, email: true }, source: 'shop-form' })
    await world.remote.updatePreferences(externalId, { optIn: { sms: false }, source: 'unsubscribe-page' })
    await world.pushAll()
    expect((await world.remote.getPreferences(externalId)).optIn).toMatchObject({ sms: false, email: true })
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'done', error: 'refused there: sms' })

    // Our own refusal went over; the customer agrees again at the counter: that is news and goes over too.
    await updatePreferences(world.useCase, customer.id, { optIn: { email: false } })
    await world.pushAll()
    expect((await world.remote.getPreferences(externalId)).optIn).toMatchObject({ email: false })
    await updatePreferences(world.useCase, customer.id, { optIn: { email: true }, source: 'shop-form', proof: 'signé' })
    await world.pushAll()
    expect((await world.remote.getPreferences(externalId)).optIn).toMatchObject({ email: true, sms: false })
  })

  it('that was refused, and whose answer was lost, can be given again', async () => {
    const { customer, externalId } = await linkedCustomer()
    await updatePreferences(world.useCase, customer.id, { optIn: { sms: false } })
    world.trouble = ({ method }) => (method === 'updatePreferences' ? { after: lost() } : null)
    expect((await world.push(customer.id)).outcomes).toEqual(['postponed'])
    world.trouble = () => null
    await updatePreferences(world.useCase, customer.id, { optIn: { sms: true }, source: 'shop-form' })
    await world.pushAll()
    expect((await world.remote.getPreferences(externalId)).optIn).toMatchObject({ sms: true })
  })

  it('of somebody who was here before the link leaves when he is first pushed', async () => {
    const shop = await shops.create()
    const plain = shops.useCase(shop)
    const { id } = await createCustomer(plain, { firstName: 'Ana', phone: '0639980013' })
    await updatePreferences(plain, id, { optIn: { sms: false } })
    await shops.backDoor.query(`update "CrmConnection" set "tenantId" = $1 where id = $2`, [shop.id, world.connectionId])
    world = { ...world, shop }
    const later = { ...(await openLinkedShop(shops)) }
    const context = later.context({
      store: plain.store,
      outbox: createOutboxStore(shop.id, world.connectionId),
    })
    const { pushChange } = await import('./push-change')
    await logInteraction(plain, id, { type: 'message_received', channel: 'sms', metadata: { message: 'Bonjour' } })
    expect((await pushChange(context, id)).outcomes).toEqual(['sent', 'sent'])
    const [link] = await linkOf(id)
    expect((await later.remote.getPreferences(link!.externalId)).optIn).toMatchObject({ sms: false })
    const types = (await later.remote.getActivities(link!.externalId)).map(({ type }) => type)
    expect(types).toContain('message_received')
  })
})

describe('a merge', () => {
  it('hands what waited to the kept customer, sends him as he is now, and can be undone', async () => {
    const kept = await linkedCustomer({ firstName: 'Ana', phone: '0639980014' })
    const gone = await linkedCustomer({ lastName: 'Martin', email: 'gone@example.org' })
    await updatePreferences(world.useCase, kept.customer.id, { optIn: { sms: true }, source: 'shop-form' })
    await updatePreferences(world.useCase, gone.customer.id, { optIn: { sms: false } })
    await addNote(world.useCase, gone.customer.id, 'of the other')
    const { mergeId } = await mergeCustomers(world.useCase, kept.customer.id, gone.customer.id)
    await world.pushAll()
    expect((await world.remote.getNotes(kept.externalId)).map(({ content }) => content)).toEqual(['of the other'])
    expect((await world.remote.getPreferences(kept.externalId)).optIn.sms).toBe(false)
    // The e-mail is still the other record's over there, which is his too: the name went without it.
    expect(await world.remote.getCustomer(kept.externalId)).toMatchObject({ firstName: 'Ana', lastName: 'Martin', email: null })
    expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 0 })

    await undoMerge(world.useCase, mergeId)
    await world.pushAll()
    expect(await linkOf(gone.customer.id)).toMatchObject([{ externalId: gone.externalId }])
    expect(await world.remote.getCustomer(kept.externalId)).toMatchObject({ firstName: 'Ana', lastName: null })
    expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 0 })
  })
})
