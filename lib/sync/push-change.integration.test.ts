// What changes here arrives in the linked system: all of it, once, whatever fails on the way.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { keepNote } from '@/lib/customers/keep-note'
import { logInteraction } from '@/lib/customers/log-interaction'
import { mergeCustomers, undoMerge } from '@/lib/customers/merge-customers'
import { setSegment } from '@/lib/customers/set-segment'
import { addTags, removeTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import { inCustomerTx } from '@/lib/db/customer-tx'
import { outboxCounts } from '@/lib/db/outbox-queue'
import { tenantDb } from '@/lib/db/tenant-db'
import { CrmError } from '@/lib/shared/errors'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
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
const lost = () => new CrmError('unavailable', 'The answer was lost', { reason: 'outcome_unknown' })

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
    expect(await world.jobs()).toMatchObject([{ key: `push-changes ${world.connectionId} ${id}` }])
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

  it('a change that is not committed yet is waited for by a push that would settle its row', async () => {
    const { customer, externalId } = await world.linkedCustomer()
    await updateCustomer(world.useCase, customer.id, { lastName: 'First' })
    let commit: (() => void) | undefined
    const committed = new Promise<void>((resolve) => (commit = resolve))
    let isWritten: (() => void) | undefined
    const rowWritten = new Promise<void>((resolve) => (isWritten = resolve))
    const editing = tenantDb(world.shop.id).sql(async (sql) => {
      await inCustomerTx(sql, world.shop, staff, (tx) => tx.updateCustomer(customer.id, { lastName: 'Second' }))
      isWritten?.()
      await committed
    })
    await rowWritten
    const pushing = world.push(customer.id)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(world.calls).toEqual([])
    commit?.()
    await Promise.all([editing, pushing])
    await world.pushAll()
    expect(await world.remote.getCustomer(externalId)).toMatchObject({ lastName: 'Second' })
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
    const [link] = await world.links(id)
    expect(await world.remote.getCustomer(link!.externalId)).toMatchObject({ lastName: 'Nom 40' })
    expect(new Set(await states())).toEqual(new Set(['done']))
    expect(world.written('createCustomer')).toHaveLength(1)
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
    const [link] = await world.links(id)
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
    const { customer, externalId } = await world.linkedCustomer({
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
    expect(world.written('updateCustomer').map(({ args }) => args[1])).toEqual([
      { firstName: null, email: 'ana@example.org', segment: 'vip', metadata: { x: null, z: 3 } },
    ])
    // Their change is still a change: it was not taken for agreed on.
    expect(baseSchema.parse((await world.links(customer.id))[0]?.base).remote).toMatchObject({
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
    expect(await world.links(here.id)).toMatchObject([{ externalId: there.id }])
    expect(await world.remote.getCustomer(there.id)).toMatchObject({
      firstName: 'Anna',
      lastName: 'Here',
      email: 'a6@example.org',
    })
    expect((await world.remote.listCustomers()).data).toHaveLength(1)
  })

  it('takes nobody’s record for somebody else’s: not by a shared number, not when it is linked', async () => {
    const { externalId } = await world.linkedCustomer({ firstName: 'Ana', email: 'family@example.org' })
    await shops.backDoor.query(`update "CustomerHandle" set shared = true where "tenantId" = $1`, [world.shop.id])
    const { id } = await createCustomer(world.useCase, { firstName: 'Bea' })
    await shops.backDoor.query(
      `insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw, shared, "isPrimary", source)
       values ($1, 'shared-one', $2, 'email', 'family@example.org', 'family@example.org', true, false, 'test')`,
      [world.shop.id, id],
    )
    await world.pushAll()
    expect((await world.links(id))[0]?.externalId).not.toBe(externalId)
    // The vendor says that the record exists, and it is another's: refused, visible, nobody is linked wrongly.
    world.trouble = ({ method }) =>
      method === 'createCustomer'
        ? { before: new CrmError('conflict', 'Taken', { reason: 'duplicate_email', params: { existingId: externalId } }) }
        : null
    const { id: third } = await createCustomer(world.useCase, { firstName: 'Cleo' })
    await world.pushAll()
    expect(await world.links(third)).toEqual([])
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'dead', error: 'conflict, linked_to_other' })
  })

  it('deletes over there what is deleted here, and what waited of it is settled', async () => {
    const { customer, externalId } = await world.linkedCustomer()
    await addNote(world.useCase, customer.id, 'x')
    await deleteCustomer(world.useCase, customer.id)
    await world.pushAll()
    expect(await world.remote.getCustomer(externalId)).toBeNull()
    expect(await world.links(customer.id)).toEqual([])
    expect(new Set(await states())).toEqual(new Set(['done']))
  })

  it('brings a note that was away when its turn came, once, and none twice that is taken away and put back', async () => {
    const { customer, externalId } = await world.linkedCustomer()
    const { id } = customer
    const { id: noteId } = await addNote(world.useCase, id, 'Aime le bleu')
    const there = async () => (await world.remote.getNotes(externalId)).map(({ content }) => content)
    await keepNote(world.useCase, { id, noteId, change: 'remove' })
    await world.push(id)
    expect(await there()).toEqual([])
    for (let time = 1; time <= 2; time++) {
      await keepNote(world.useCase, { id, noteId, change: 'restore' })
      await world.push(id)
      expect(await there()).toEqual(['Aime le bleu'])
      await keepNote(world.useCase, { id, noteId, change: 'remove' })
      await world.push(id)
    }
  })

  it('is told on the timeline: linked once, sent when something was, and such lines never leave themselves', async () => {
    const told = async (id: string) =>
      (await world.useCase.store.timeline(id, { cursor: null, limit: 50, kinds: ['syncs'], words: [] })).data.map(
        ({ activity }) => [activity.metadata.system, activity.metadata.action],
      )
    const { customer } = await world.linkedCustomer()
    const system = (await told(customer.id))[0]?.[0]
    expect(system).toEqual(expect.any(String))
    expect(await told(customer.id)).toEqual([[system, 'linked']])
    await updateCustomer(world.useCase, customer.id, { lastName: 'Changé' })
    await world.push(customer.id)
    await world.push(customer.id)
    expect(await told(customer.id)).toEqual([
      [system, 'sent'],
      [system, 'linked'],
    ])
    expect((await kinds()).some((kind) => kind.startsWith('activity'))).toBe(false)
  })

  it('settles what the system cannot do, with a note', async () => {
    const { customer } = await world.linkedCustomer()
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

describe('consent', () => {
  it('goes with its source; a refusal over there is never permitted again by us', async () => {
    const { customer, externalId } = await world.linkedCustomer()
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
    const { customer, externalId } = await world.linkedCustomer()
    await updatePreferences(world.useCase, customer.id, { optIn: { sms: false } })
    world.trouble = ({ method }) => (method === 'updatePreferences' ? { after: lost() } : null)
    expect((await world.push(customer.id)).outcomes).toEqual(['postponed'])
    world.trouble = () => null
    await updatePreferences(world.useCase, customer.id, { optIn: { sms: true }, source: 'shop-form' })
    await world.pushAll()
    expect((await world.remote.getPreferences(externalId)).optIn).toMatchObject({ sms: true })
  })

  it('of somebody who was here before the link leaves when he is first pushed', async () => {
    const role = (name: string) =>
      shops.backDoor.query('update "CrmConnection" set role = $2 where id = $1', [world.connectionId, name])
    await role('source')
    const { id } = await createCustomer(world.useCase, { firstName: 'Ana', phone: '0639980013' })
    await updatePreferences(world.useCase, id, { optIn: { sms: false } })
    await role('primary')
    expect(await world.outbox()).toEqual([])
    await logInteraction(world.useCase, id, { type: 'message_received', channel: 'sms', metadata: { message: 'Bonjour' } })
    expect((await world.push(id)).outcomes).toEqual(['sent', 'sent'])
    const [link] = await world.links(id)
    expect((await world.remote.getPreferences(link!.externalId)).optIn).toMatchObject({ sms: false })
    const types = (await world.remote.getActivities(link!.externalId)).map(({ type }) => type)
    expect(types).toContain('message_received')
  })
})

describe('a merge', () => {
  it('hands what waited to the kept customer, sends him as he is now, and can be undone', async () => {
    const kept = await world.linkedCustomer({ firstName: 'Ana', phone: '0639980014' })
    const gone = await world.linkedCustomer({ lastName: 'Martin', email: 'gone@example.org' })
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
    expect(await world.links(gone.customer.id)).toMatchObject([{ externalId: gone.externalId }])
    expect(await world.remote.getCustomer(kept.externalId)).toMatchObject({ firstName: 'Ana', lastName: null })
    expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 0 })
  })
})
