// Merge and undo: nothing lost, nothing doubled, everything back where it was.
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { getPreferences, updatePreferences } from '@/lib/consent/update-preferences'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { logInteraction } from '@/lib/customers/log-interaction'
import { mergeCustomers, undoMerge } from '@/lib/customers/merge-customers'
import { recordOrder } from '@/lib/customers/record-order'
import { addTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import type { Shop, UseCase } from '@/lib/customers/use-case'
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

const optIn = async (id: string) => (await getPreferences(useCase, id)).optIn

describe('merge, then undo', () => {
  test('is the identity, whatever the two have; and the merged one has everything of both', async () => {
    await fc.assert(
      fc.asyncProperty(randomPerson, randomPerson, async (first, second) => {
        const sharedPhone = newPhone()
        const [winner, loser] = [
          await putPerson(shops, useCase, first, sharedPhone),
          await putPerson(shops, useCase, second, sharedPhone),
        ]
        const before = await everything()
        const preferences = { winner: await optIn(winner), loser: await optIn(loser) }
        const { mergeId, moved } = await mergeCustomers(useCase, winner, loser)

        const merged = await everything()
        for (const [table, rows] of Object.entries(before))
          expect(merged[table]?.length, table).toBe(table === 'tags' ? rows.length + (moved.tags ?? 0) : rows.length)
        for (const table of ['notes', 'activities', 'messages', 'orders', 'consents', 'links'])
          expect(
            merged[table]?.filter((row) => (row as { customerId: string }).customerId === loser),
            table,
          ).toEqual([])
        const one = await useCase.store.get(winner)
        expect(one?.tags.length).toBe(new Set([...first.tags, ...second.tags]).size)
        expect(one).toMatchObject({
          firstName: first.firstName ?? second.firstName,
          lastName: first.lastName ?? second.lastName,
          segment: first.segment ?? second.segment,
        })
        expect(one?.metadata).toEqual({ ...second.metadata, ...first.metadata })
        for (const channel of ['sms', 'email'] as const) {
          const both = [preferences.winner[channel], preferences.loser[channel]]
          expect((await optIn(winner))[channel]).toBe(both.includes(false) ? false : both.includes(true) ? true : null)
        }
        expect(await useCase.store.mergedInto(loser)).toBe(winner)

        await undoMerge(useCase, mergeId)
        expect(await everything()).toEqual(before)
        expect({ winner: await optIn(winner), loser: await optIn(loser) }).toEqual(preferences)
        expect(await useCase.store.mergedInto(loser)).toBeNull()
      }),
      { numRuns: 20 },
    )
  }, 120_000)

  test('the ledger names what moved and the fields before and after', async () => {
    const kept = await createCustomer(useCase, { firstName: 'Marie', metadata: { a: 1 } })
    const gone = await createCustomer(useCase, { lastName: 'Dupont', phone: newPhone(), tags: ['vip'], metadata: { b: 2 } })
    const note = await addNote(useCase, gone.id, 'moves')
    const { mergeId } = await mergeCustomers(useCase, kept.id, gone.id)
    const { rows } = await shops.backDoor.query<{ ledger: Record<string, unknown> }>(
      `select ledger from "CustomerMerge" where id = $1`,
      [mergeId],
    )
    expect(rows[0]?.ledger).toMatchObject({
      winner: {
        before: { lastName: null, phone: null, metadata: { a: 1 } },
        after: { lastName: 'Dupont', phone: gone.phone, metadata: { a: 1, b: 2 } },
      },
      loser: { before: { lastName: 'Dupont' } },
      moved: { notes: [note.id], handles: [{ id: gone.handles[0]?.id, isPrimary: true }] },
    })
  })

  test('what came after the merge stays with the kept customer, and fields changed since stay changed', async () => {
    const kept = await createCustomer(useCase, { firstName: 'Marie' })
    const gone = await createCustomer(useCase, {
      firstName: 'M.',
      lastName: 'Dupont',
      segment: 'vip',
      phone: newPhone(),
      tags: ['été'],
      metadata: { size: 38, city: 'Lyon' },
    })
    await addNote(useCase, gone.id, 'before')
    const { mergeId } = await mergeCustomers(useCase, kept.id, gone.id)
    await addNote(useCase, kept.id, 'after')
    await logInteraction(useCase, kept.id, { type: 'visit', channel: 'shop' })
    await recordOrder(useCase, kept.id, { externalId: 'after', total: { amount: 500, currency: 'EUR' }, placedAt: new Date() })
    await addTags(useCase, kept.id, ['après'])
    await updateCustomer(useCase, kept.id, { lastName: 'Durand', metadata: { size: 40 } })
    await updatePreferences(useCase, kept.id, { optIn: { sms: false } })

    const { customer, restored } = await undoMerge(useCase, mergeId)
    expect(customer).toMatchObject({
      firstName: 'Marie',
      lastName: 'Durand',
      segment: null,
      phone: null,
      tags: ['après'],
      totalOrders: 1,
      lastContactChannel: 'shop',
    })
    expect(customer.metadata).toEqual({ size: 40 })
    expect(restored).toMatchObject({
      firstName: 'M.',
      lastName: 'Dupont',
      segment: 'vip',
      phone: gone.phone,
      tags: ['été'],
      totalOrders: 0,
      metadata: { size: 38, city: 'Lyon' },
    })
    const notes = async (id: string) =>
      (await useCase.store.notes(id, { cursor: null, limit: 10 })).data.map((note) => note.content)
    expect(await notes(kept.id)).toEqual(['after'])
    expect(await notes(gone.id)).toEqual(['before'])
    expect((await optIn(kept.id)).sms).toBe(false)
    expect((await optIn(gone.id)).sms).toBeNull()
  })

  test('a handle lost since comes home; one given to somebody else since is a conflict that changes nothing', async () => {
    const kept = await createCustomer(useCase, { firstName: 'Marie' })
    const gone = await createCustomer(useCase, { firstName: 'Marie', phone: newPhone() })
    const first = await mergeCustomers(useCase, kept.id, gone.id)
    await updateCustomer(useCase, kept.id, { phone: null })
    expect((await undoMerge(useCase, first.mergeId)).restored.phone).toBe(gone.phone)

    const second = await mergeCustomers(useCase, kept.id, gone.id)
    await updateCustomer(useCase, kept.id, { phone: null })
    await updateCustomer(useCase, kept.id, { phone: gone.phone })
    expect((await undoMerge(useCase, second.mergeId)).restored.phone).toBe(gone.phone)
    expect((await useCase.store.get(kept.id))?.phone).toBeNull()

    const third = await mergeCustomers(useCase, kept.id, gone.id)
    const newNumber = newPhone()
    await updateCustomer(useCase, kept.id, { phone: newNumber })
    const other = await createCustomer(useCase, { firstName: 'Other', phone: gone.phone })
    const before = await everything()
    await expect(undoMerge(useCase, third.mergeId)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'duplicate_phone',
      params: { existingId: other.id },
    })
    expect(await everything()).toEqual(before)
    await deleteCustomer(useCase, other.id)
    const { customer, restored } = await undoMerge(useCase, third.mergeId)
    expect([customer.phone, restored.phone]).toEqual([newNumber, gone.phone])
  })

  test('merges of merges: undone from the last to the first, and side by side in any order', async () => {
    const make = (name: string) => createCustomer(useCase, { firstName: name, phone: newPhone(), tags: [name] })
    const [a, b, c] = [await make('a'), await make('b'), await make('c')]
    for (const one of [a, b, c]) await addNote(useCase, one.id, one.firstName ?? '')
    const start = await everything()
    const inner = await mergeCustomers(useCase, a.id, b.id)
    const outer = await mergeCustomers(useCase, c.id, a.id)
    expect(outer.customer.tags).toEqual(['a', 'b', 'c'])
    expect(await useCase.store.mergedInto(b.id)).toBe(c.id)
    expect((await useCase.store.findByHandle('phone', b.phone ?? '')).map(({ id }) => id)).toEqual([c.id])
    await undoMerge(useCase, outer.mergeId)
    await undoMerge(useCase, inner.mergeId)
    expect(await everything()).toEqual(start)

    const one = await mergeCustomers(useCase, c.id, a.id)
    const two = await mergeCustomers(useCase, c.id, b.id)
    await undoMerge(useCase, one.mergeId)
    expect((await useCase.store.get(c.id))?.tags).toEqual(['b', 'c'])
    await undoMerge(useCase, two.mergeId)
    expect(await everything()).toEqual(start)
  })

  test('a kept customer without a phone shows the one that another merge brought', async () => {
    const kept = await createCustomer(useCase, { firstName: 'Marie' })
    const [a, b] = [await createCustomer(useCase, { phone: newPhone() }), await createCustomer(useCase, { phone: newPhone() })]
    const first = await mergeCustomers(useCase, kept.id, a.id)
    const second = await mergeCustomers(useCase, kept.id, b.id)
    expect(second.customer.phone).toBe(a.phone)
    expect((await undoMerge(useCase, first.mergeId)).customer.phone).toBe(b.phone)
    const { customer, restored } = await undoMerge(useCase, second.mergeId)
    expect([customer.phone, restored.phone]).toEqual([null, b.phone])
  })
})

describe('refused and at once', () => {
  test('itself, a stranger’s, a deleted one, twice', async () => {
    const a = await createCustomer(useCase, { firstName: 'A' })
    const b = await createCustomer(useCase, { firstName: 'B' })
    await expect(mergeCustomers(useCase, a.id, a.id)).rejects.toMatchObject({ code: 'invalid', reason: 'merge_with_itself' })
    const stranger = shops.useCase(await shops.create())
    const theirs = await createCustomer(stranger, { firstName: 'T' })
    await expect(mergeCustomers(useCase, a.id, theirs.id)).rejects.toMatchObject({ code: 'not_found' })
    const { mergeId } = await mergeCustomers(useCase, a.id, b.id)
    await expect(undoMerge(stranger, mergeId)).rejects.toMatchObject({ code: 'not_found' })
    const undone = await Promise.allSettled(Array.from({ length: 5 }, () => undoMerge(useCase, mergeId)))
    expect(undone.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    for (const outcome of undone)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'conflict', reason: 'merge_already_undone' })
  })

  test('opposite merges at once: one happens, the other finds nobody, nothing hangs', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [
        await createCustomer(useCase, { firstName: 'A', tags: ['x'] }),
        await createCustomer(useCase, { firstName: 'B', tags: ['y'] }),
      ]
      const outcomes = await Promise.allSettled([mergeCustomers(useCase, a.id, b.id), mergeCustomers(useCase, b.id, a.id)])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({ code: 'not_found' })
    }
  })
})
