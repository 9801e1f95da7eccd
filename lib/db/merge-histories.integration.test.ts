// Merges in any number and undone in any order, with choices, with people at work meanwhile, with thousands of rows.
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { addCustomerHandle, removeCustomerHandle } from '@/lib/customers/edit-handles'
import { choosableFields, type MergeChoices, type MergeSide } from '@/lib/customers/merge-choices'
import { mergeCustomers, undoMerge } from '@/lib/customers/merge-customers'
import { recordOrder } from '@/lib/customers/record-order'
import { addTags, removeTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { newPhone, putPerson, randomPerson } from '@/lib/test/random-person'
import { shopRows } from '@/lib/test/shop-rows'
import { openTestShops, type TestShops } from '@/lib/test/shops'

let shops: TestShops
let shop: Shop
let useCase: UseCase
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  shop = await shops.create()
  useCase = shops.useCase(shop)
})
afterAll(() => shops.close())

const everything = () => shopRows(shops, shop.id)
const get = async (id: string) => (await useCase.store.get(id))!
const choose = (fields: MergeChoices['fields'], metadata: MergeChoices['metadata'] = {}): MergeChoices => ({ fields, metadata })

const side = fc.constantFrom<MergeSide>('kept', 'duplicate')
const anyChoices: fc.Arbitrary<MergeChoices> = fc.record({
  fields: fc.dictionary(fc.constantFrom(...choosableFields), side),
  metadata: fc.dictionary(fc.constantFrom('a', 'b', 'c'), side),
})
/** What to do next: merge the one with the other of those there are, or take back one of the merges that stand. */
const anyStep = fc.record({ undo: fc.boolean(), one: fc.nat(20), other: fc.nat(20), choices: anyChoices })

describe('any history of merges', () => {
  test('loses nothing on the way, and undone in whatever order leaves everything as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(randomPerson, { minLength: 3, maxLength: 4 }),
        fc.array(anyStep, { minLength: 2, maxLength: 7 }),
        fc.infiniteStream(fc.nat(20)),
        async (people, steps, order) => {
          shop = await shops.create()
          useCase = shops.useCase(shop)
          const number = newPhone()
          const ids: string[] = []
          for (const one of people) ids.push(await putPerson(shops, useCase, one, number))
          const start = await everything()
          const live = new Set(ids)
          const standing: { mergeId: string; loser: string }[] = []
          const takeBack = async (at: number) => {
            const [merge] = standing.splice(at % standing.length, 1)
            await undoMerge(useCase, merge!.mergeId)
            live.add(merge!.loser)
          }
          for (const { undo, one, other, choices } of steps) {
            if (undo && standing.length > 0) await takeBack(one)
            else if (live.size > 1) {
              const candidates = [...live]
              const winner = candidates[one % candidates.length]!
              const loser = candidates.filter((id) => id !== winner)[other % (candidates.length - 1)]!
              standing.push({ mergeId: (await mergeCustomers(useCase, winner, loser, choices)).mergeId, loser })
              live.delete(loser)
            }
            const now = await everything()
            for (const [table, rows] of Object.entries(start))
              if (table !== 'tags') expect(now[table]?.length, table).toBe(rows.length)
            // Nobody who is gone keeps anything but what both had.
            for (const table of ['notes', 'activities', 'messages', 'orders', 'consents', 'links'])
              for (const row of now[table] ?? []) expect(live.has((row as { customerId: string }).customerId), table).toBe(true)
            for (const id of live) expect(await useCase.store.get(id)).not.toBeNull()
          }
          for (const at of order) {
            if (standing.length === 0) break
            await takeBack(at)
          }
          expect(await everything()).toEqual(start)
        },
      ),
      { numRuns: 30 },
    )
  }, 240_000)
})

describe('choices', () => {
  test('win, but never with something empty; they stand in the ledger and go with the undo', async () => {
    const kept = await createCustomer(useCase, {
      firstName: 'Marie',
      lastName: 'Dupont',
      phone: newPhone(),
      segment: 'vip',
      metadata: { size: 38, city: 'Lyon' },
    })
    const gone = await createCustomer(useCase, {
      firstName: 'Maria',
      phone: newPhone(),
      email: 'm@example.org',
      language: 'en',
      metadata: { size: 40, age: 7 },
    })
    const before = await everything()
    const choices = choose(
      { firstName: 'duplicate', lastName: 'duplicate', phone: 'duplicate', language: 'duplicate', segment: 'duplicate' },
      { size: 'duplicate' },
    )
    const { mergeId, customer } = await mergeCustomers(useCase, kept.id, gone.id, choices)
    expect(customer).toMatchObject({
      firstName: 'Maria',
      lastName: 'Dupont',
      phone: gone.phone,
      email: 'm@example.org',
      language: 'en',
      segment: 'vip',
    })
    expect(customer.metadata).toEqual({ size: 40, city: 'Lyon', age: 7 })
    expect(customer.handles.filter(({ kind }) => kind === 'phone').map(({ value, isPrimary }) => [value, isPrimary])).toEqual([
      [gone.phone, true],
      [kept.phone, false],
    ])
    const { rows } = await shops.backDoor.query<{ choices: unknown }>(
      `select ledger->'choices' as choices from "CustomerMerge" where id = $1`,
      [mergeId],
    )
    expect(rows[0]?.choices).toEqual(choices)
    await undoMerge(useCase, mergeId)
    expect(await everything()).toEqual(before)
  })
})

let messages = 0
/** A message as it was recorded, with its line on the timeline. */
async function receive(customerId: string, from: string, alsoKnownAs?: { kind: 'whatsapp'; value: string }): Promise<string> {
  const id = newId()
  await shops.backDoor.query(
    `insert into "Message" ("tenantId", id, "customerId", "channelId", direction, channel, "externalId", "fromAddress", body, status, metadata, "occurredAt")
     values ($1, $2, $3, 'c', 'inbound', 'whatsapp', $2, $4, 'Bonjour', 'received', $5, now() + $6 * interval '1 second')`,
    [shop.id, id, customerId, from, JSON.stringify(alsoKnownAs === undefined ? {} : { alsoKnownAs }), (messages += 1)],
  )
  await useCase.store.write(async (tx) => {
    const timestamp = new Date(Date.now() + messages * 1_000)
    await tx.insertActivity({
      customerId,
      type: 'message_received',
      channel: 'whatsapp',
      description: '',
      timestamp,
      metadata: {},
      messageId: id,
    })
    await tx.touchContact(customerId, 'whatsapp', timestamp)
  })
  return id
}
const owners = async (table: 'Message' | 'CustomerActivity', column: string, ids: string[]) => {
  const { rows } = await shops.backDoor.query<{ id: string; owner: string }>(
    `select "${column}" as id, "customerId" as owner from "${table}" where "tenantId" = $1 and "${column}" = any($2)`,
    [shop.id, ids],
  )
  return ids.map((id) => rows.find((row) => row.id === id)?.owner)
}

describe('what came after a merge', () => {
  test('goes by identity: a message from a number that returns goes home with its line, the rest stays', async () => {
    const kept = await createCustomer(useCase, { firstName: 'Marie', phone: newPhone() })
    const gone = await createCustomer(useCase, { firstName: 'Maria', phone: newPhone() })
    const { mergeId } = await mergeCustomers(useCase, kept.id, gone.id)
    const national = `0${(gone.phone ?? '').slice(3)}`
    const ids = [
      await receive(kept.id, gone.phone!),
      await receive(kept.id, kept.phone!),
      await receive(kept.id, `whatsapp:${national}`),
    ]
    const note = await addNote(useCase, kept.id, 'after')
    await recordOrder(useCase, kept.id, { externalId: 'after', total: { amount: 500, currency: 'EUR' }, placedAt: new Date() })
    await undoMerge(useCase, mergeId)
    const home = [gone.id, kept.id, gone.id]
    expect(await owners('Message', 'id', ids)).toEqual(home)
    expect(await owners('CustomerActivity', 'messageId', ids)).toEqual(home)
    expect((await useCase.store.notes(kept.id, { cursor: null, limit: 5 })).data.map(({ id }) => id)).toEqual([note.id])
    expect([(await get(kept.id)).totalOrders, (await get(gone.id)).totalOrders]).toEqual([1, 0])
    // Each one's last contact is his own again.
    expect((await get(gone.id)).lastContactAt!.getTime()).toBeGreaterThan((await get(kept.id)).lastContactAt!.getTime())
    expect((await get(kept.id)).lastContactChannel).toBe('whatsapp')
  })

  test('an identity that joined because its sender used it beside such a number goes home too, with its messages', async () => {
    const kept = await createCustomer(useCase, { firstName: 'Marie', phone: newPhone() })
    const gone = await createCustomer(useCase, { firstName: 'Maria', phone: newPhone() })
    const { mergeId } = await mergeCustomers(useCase, kept.id, gone.id)
    const whatsapp = { kind: 'whatsapp' as const, value: 'FR.77' }
    await useCase.store.write((tx) => tx.addHandle(kept.id, { ...whatsapp, raw: 'FR.77', source: 'whatsapp' }))
    await useCase.store.write((tx) =>
      tx.addHandle(kept.id, { kind: 'whatsapp', value: 'FR.88', raw: 'FR.88', source: 'whatsapp' }),
    )
    const ids = [await receive(kept.id, gone.phone!, whatsapp), await receive(kept.id, 'FR.77'), await receive(kept.id, 'FR.88')]
    await undoMerge(useCase, mergeId)
    expect(await owners('Message', 'id', ids)).toEqual([gone.id, gone.id, kept.id])
    expect((await useCase.store.findByHandle('whatsapp', 'FR.77')).map(({ id }) => id)).toEqual([gone.id])
    expect((await useCase.store.findByHandle('whatsapp', 'FR.88')).map(({ id }) => id)).toEqual([kept.id])
  })

  test('stays changed when a merge below is taken back: what was edited, removed or cleared on the one who holds all', async () => {
    const [a, b, c] = [
      await createCustomer(useCase, { firstName: 'A', lastName: 'Inner', phone: newPhone(), tags: ['a'] }),
      await createCustomer(useCase, {
        segment: 'vip',
        email: 'b@example.org',
        phone: newPhone(),
        tags: ['b', 'bb'],
        metadata: { size: 38 },
      }),
      await createCustomer(useCase, { firstName: 'C', tags: ['c'] }),
    ]
    const inner = await mergeCustomers(useCase, b.id, a.id)
    const outer = await mergeCustomers(useCase, c.id, b.id)
    expect((await get(c.id)).lastName).toBe('Inner')
    await removeTags(useCase, c.id, ['bb'])
    await updateCustomer(useCase, c.id, { segment: null, metadata: { size: 40 } })
    const email = (await get(c.id)).handles.find(({ kind }) => kind === 'email')!
    await removeCustomerHandle(useCase, c.id, email.id)
    await addCustomerHandle(useCase, c.id, { kind: 'email', value: 'new@example.org' })
    await addTags(useCase, c.id, ['d'])

    const { customer, restored } = await undoMerge(useCase, inner.mergeId)
    expect(customer).toMatchObject({
      id: c.id,
      firstName: 'C',
      lastName: null,
      segment: null,
      email: 'new@example.org',
      phone: b.phone,
      tags: ['b', 'c', 'd'],
    })
    expect(customer.metadata).toEqual({ size: 40 })
    expect(restored).toMatchObject({ id: a.id, firstName: 'A', lastName: 'Inner', phone: a.phone, tags: ['a'] })
    expect(await useCase.store.mergedInto(b.id)).toBe(c.id)
    const last = await undoMerge(useCase, outer.mergeId)
    expect(last.restored).toMatchObject({
      id: b.id,
      segment: 'vip',
      email: 'b@example.org',
      tags: ['b', 'bb'],
      metadata: { size: 38 },
    })
    expect(last.customer).toMatchObject({
      lastName: null,
      phone: null,
      email: 'new@example.org',
      tags: ['c', 'd'],
      metadata: { size: 40 },
    })
  })

  test('an archived record must be there again before its merge is taken back', async () => {
    const [kept, gone] = [await createCustomer(useCase, { firstName: 'A' }), await createCustomer(useCase, { firstName: 'B' })]
    const { mergeId } = await mergeCustomers(useCase, kept.id, gone.id)
    await deleteCustomer(useCase, kept.id)
    await expect(undoMerge(useCase, mergeId)).rejects.toMatchObject({ code: 'conflict', reason: 'kept_archived' })
  })
})

describe('at once', () => {
  test('two merges that overlap: each happens or finds nobody, nothing is lost, and all can be taken back', async () => {
    for (let round = 0; round < 4; round++) {
      const people = await Promise.all(
        ['A', 'B', 'C'].map((firstName) => createCustomer(useCase, { firstName, phone: newPhone(), tags: [firstName] })),
      )
      const [a, b, c] = people.map(({ id }) => id) as [string, string, string]
      const before = await everything()
      const outcomes = await Promise.allSettled([
        mergeCustomers(useCase, a, b),
        mergeCustomers(useCase, b, c),
        mergeCustomers(useCase, c, a),
      ])
      const done = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.mergeId] : []))
      expect(done.length).toBeGreaterThan(0)
      for (const one of outcomes) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'not_found' })
      const live = await Promise.all(people.map(({ id }) => useCase.store.get(id)))
      expect(live.flatMap((one) => one?.tags ?? []).sort()).toEqual(['A', 'B', 'C'])
      await Promise.all(done.map((mergeId) => undoMerge(useCase, mergeId)))
      expect(await everything()).toEqual(before)
    }
  })

  test('undoing two merges of a chain at once takes both back', async () => {
    for (let round = 0; round < 4; round++) {
      const people = await Promise.all(
        ['A', 'B', 'C'].map((firstName) => createCustomer(useCase, { firstName, phone: newPhone() })),
      )
      const [a, b, c] = people.map(({ id }) => id) as [string, string, string]
      const before = await everything()
      const inner = await mergeCustomers(useCase, b, a)
      const outer = await mergeCustomers(useCase, c, b)
      await Promise.all([undoMerge(useCase, inner.mergeId), undoMerge(useCase, outer.mergeId)])
      expect(await everything()).toEqual(before)
    }
  })
})

test('a customer with 5,000 children goes over and comes back, each in one transaction and a moment', async () => {
  const kept = await createCustomer(useCase, { firstName: 'Kept', phone: newPhone() })
  const gone = await createCustomer(useCase, { firstName: 'Gone', phone: newPhone() })
  const fill = (table: string, columns: string, values: string, count: number) =>
    shops.backDoor.query(
      `insert into "${table}" ("tenantId", id, "customerId", ${columns}) select $1, gen_random_uuid()::text, $2, ${values} from generate_series(1, ${String(count)}) n`,
      [shop.id, gone.id],
    )
  await fill('CustomerActivity', 'type, description', `'visit', 'v'`, 2_000)
  await fill('CustomerNote', 'content, "createdByName"', `'n', 'Camille'`, 500)
  await fill(
    'Message',
    '"channelId", direction, channel, "externalId", "fromAddress", body, status, "occurredAt"',
    `'c', 'inbound', 'sms', 'big' || n, '+33639980000', 'b', 'received', now()`,
    1_500,
  )
  await fill(
    'Order',
    'source, "externalId", status, "totalMinor", currency, "placedAt"',
    `'till', 'big' || n, 'paid', 100, 'EUR', now()`,
    500,
  )
  await fill('ConsentEntry', 'channel, state, source, actor', `'sms', 'granted', 'paper', 'Camille'`, 500)
  // Through the front door, so that the figures count the others too.
  await recordOrder(useCase, gone.id, { externalId: 'last', total: { amount: 100, currency: 'EUR' }, placedAt: new Date() })
  const before = await everything()

  const commits = async () =>
    Number(
      (
        await shops.backDoor.query<{ n: string }>(
          `select count(distinct xmin::text) as n from "CustomerActivity" where "tenantId" = $1 and "customerId" = $2`,
          [shop.id, kept.id],
        )
      ).rows[0]?.n,
    )
  const started = Date.now()
  const { mergeId, moved } = await mergeCustomers(useCase, kept.id, gone.id)
  expect(Date.now() - started).toBeLessThan(10_000)
  expect(moved).toMatchObject({ activities: 2_002, notes: 500, messages: 1_500, orders: 501, consents: 500, handles: 1 })
  // Its own first line, and all that came with the merge under one transaction's number.
  expect(await commits()).toBe(2)
  expect((await get(kept.id)).totalOrders).toBe(501)
  const undone = Date.now()
  await undoMerge(useCase, mergeId)
  expect(Date.now() - undone).toBeLessThan(10_000)
  expect(await everything()).toEqual(before)
}, 60_000)
