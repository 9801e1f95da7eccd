// Notes, activities, tags, segments, figures, preferences, merge, deletion (point 16).
import { expect } from 'vitest'
import type { Capabilities } from '@/lib/customers/customer-system'
import { failure, inWorld, type MakeWorld, newEmail, newPhone, unknownId } from './in-world'

export function historyCases(make: MakeWorld, capabilities: Capabilities): void {
  if (capabilities.notes)
    inWorld(make, 'notes: kept whole, newest first', async ({ system, backDoor }) => {
      const { id } = await system.createCustomer({ firstName: 'Ana' })
      const first = await system.addNote(id, 'Taille 38 — préfère le bleu\n« très fidèle » 💙', 'Camille')
      await system.addNote(id, 'Rappeler mardi')
      const notes = await system.getNotes(id)
      expect(notes.map((note) => note.content)).toEqual(['Rappeler mardi', 'Taille 38 — préfère le bleu\n« très fidèle » 💙'])
      expect(notes[1]).toEqual(first)
      expect(first).toMatchObject({ customerId: id, createdBy: 'Camille' })
      expect((await backDoor.read(id))?.notes.sort()).toEqual(notes.map((note) => note.content).sort())
      expect((await failure('invalid', system.addNote(id, '  '))).issues).toMatchObject([{ path: ['content'] }])
      await failure('not_found', system.addNote(unknownId, 'x'))
      expect(await system.getNotes(unknownId)).toEqual([])
    })

  if (capabilities.notes)
    inWorld(make, 'notes: the same key gives one note, in turn and at once, at its own time', async ({ system, backDoor }) => {
      const { id } = await system.createCustomer({ firstName: 'Ana' })
      const other = await system.createCustomer({ firstName: 'Bea' })
      const at = new Date('2026-03-04T05:06:07.000Z')
      const once = { idempotencyKey: 'n-1', at }
      const first = await system.addNote(id, 'Une fois', 'Camille', once)
      expect(first.createdAt).toEqual(at)
      expect((await system.addNote(id, 'Une fois', 'Camille', once)).id).toBe(first.id)
      const twins = await Promise.all(
        Array.from({ length: 8 }, () => system.addNote(id, 'Ensemble', 'Camille', { idempotencyKey: 'n-2', at })),
      )
      expect(new Set(twins.map((note) => note.id)).size).toBe(1)
      expect((await backDoor.read(id))?.notes.sort()).toEqual(['Ensemble', 'Une fois'])
      for (const [customer, text] of [
        [id, 'Autre'],
        [other.id, 'Une fois'],
      ] as const)
        expect((await failure('conflict', system.addNote(customer, text, 'Camille', once))).reason).toBe('idempotency_key_reused')
      expect(await system.getNotes(other.id)).toEqual([])
    })

  if (capabilities.activities)
    inWorld(
      make,
      'activities: the same key gives one line, in turn and at once, at its own time',
      async ({ system, backDoor }) => {
        const { id } = await system.createCustomer({ firstName: 'Ana' })
        const at = new Date(Date.now() - 86_400_000)
        const log = (key: string, message: string) =>
          system.logInteraction(id, 'message_received', 'sms', { message }, { idempotencyKey: key, at })
        const first = await log('a-1', 'Bonjour')
        expect(first.timestamp).toEqual(at)
        expect((await log('a-1', 'Bonjour')).id).toBe(first.id)
        const twins = await Promise.all(Array.from({ length: 8 }, () => log('a-2', 'Bonsoir')))
        expect(new Set(twins.map((line) => line.id)).size).toBe(1)
        expect((await backDoor.read(id))?.activities.filter((type) => type === 'message_received')).toHaveLength(2)
        expect((await failure('conflict', log('a-1', 'Autre'))).reason).toBe('idempotency_key_reused')
      },
    )

  if (capabilities.activities)
    inWorld(make, 'activities: logged with their payload, newest first, bounded', async ({ system, backDoor }) => {
      const { id } = await system.createCustomer({ firstName: 'Ana' })
      const line = await system.logInteraction(id, 'message_received', 'sms', {
        message: 'Avez-vous la robe en 38 ?',
        media: ['a', 'b'],
      })
      expect(line).toMatchObject({
        customerId: id,
        type: 'message_received',
        channel: 'sms',
        description: 'Avez-vous la robe en 38 ?',
      })
      await system.logInteraction(id, 'call', 'phone')
      const activities = await system.getActivities(id)
      expect(activities.slice(0, 2).map((activity) => activity.type)).toEqual(['call', 'message_received'])
      expect(activities[1]).toEqual(line)
      expect(activities.at(-1)?.type).toBe('customer_created')
      expect(await system.getActivities(id, 1)).toHaveLength(1)
      expect((await backDoor.read(id))?.activities).toContain('message_received')
      expect(await system.getCustomer(id)).toMatchObject({ lastContactChannel: 'phone' })
      await failure('not_found', system.logInteraction(unknownId, 'call', null))
      await failure('invalid', system.getActivities(id, 0))
    })

  if (capabilities.tags)
    inWorld(make, 'tags: no case, no accents, no doubles; parallel additions are all kept', async ({ system, backDoor }) => {
      const { id } = await system.createCustomer({ firstName: 'Ana', tags: ['Fidèle'] })
      expect((await system.addTags(id, ['fidele', 'VIP', 'vip '])).tags.sort()).toEqual(['Fidèle', 'VIP'])
      await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((tag) => system.addTags(id, [tag])))
      expect((await backDoor.read(id))?.tags.sort()).toEqual(['Fidèle', 'VIP', 'a', 'b', 'c', 'd', 'e', 'f'])
      expect((await system.removeTags(id, ['VIP', 'unknown', 'A', 'b', 'c', 'd', 'e', 'f'])).tags).toEqual(['Fidèle'])
      const other = await system.createCustomer({ firstName: 'Bea', tags: ['fidele', 'sms'] })
      expect((await system.searchCustomers({ tags: ['Fidèle'] })).map((customer) => customer.id).sort()).toEqual(
        [id, other.id].sort(),
      )
      expect((await system.searchCustomers({ tags: ['fidèle', 'sms'] })).map((customer) => customer.id)).toEqual([other.id])
      expect(await system.searchCustomers({ tags: ['fidèle', 'never-used'] })).toEqual([])
      await failure('not_found', system.addTags(unknownId, ['x']))
      await failure('invalid', system.addTags(id, []))
    })

  if (capabilities.segments)
    inWorld(make, 'segments: set, found, cleared', async ({ system, backDoor }) => {
      const { id } = await system.createCustomer({ firstName: 'Ana', segment: 'prospect' })
      expect((await system.setSegment(id, 'vip')).segment).toBe('vip')
      expect((await backDoor.read(id))?.segment).toBe('vip')
      expect((await system.searchCustomers({ segment: 'vip' })).map((customer) => customer.id)).toEqual([id])
      expect(await system.searchCustomers({ segment: 'prospect' })).toEqual([])
      expect((await system.setSegment(id, null)).segment).toBeNull()
      await failure('not_found', system.setSegment(unknownId, 'vip'))
    })

  if (capabilities.stats)
    inWorld(
      make,
      'figures: cancelled orders do not count, refunds are subtracted, currencies stay apart',
      async ({ system, backDoor }) => {
        const { id } = await system.createCustomer({ firstName: 'Ana' })
        expect(await system.getStats(id)).toMatchObject({
          totalOrders: 0,
          totalSpent: null,
          averageOrderValue: null,
          byCurrency: [],
          lastOrderAt: null,
        })
        const order = (externalId: string, amount: number, currency: string, day: number, more = {}) =>
          backDoor.addOrder(id, {
            externalId,
            total: { amount, currency },
            placedAt: new Date(Date.UTC(2026, 0, day)),
            status: 'paid',
            ...more,
          })
        await order('o-1', 10_000, 'EUR', 1)
        await order('o-2', 5_001, 'EUR', 3, { refunded: { amount: 1_000, currency: 'EUR' }, status: 'fulfilled' })
        await order('o-3', 99_999, 'EUR', 5, { status: 'cancelled' })
        await order('o-4', 700, 'USD', 4)
        expect(await system.getStats(id)).toMatchObject({
          totalOrders: 2,
          totalSpent: { amount: 14_001, currency: 'EUR' },
          averageOrderValue: { amount: 7_001, currency: 'EUR' },
          firstOrderAt: new Date('2026-01-01'),
          lastOrderAt: new Date('2026-01-04'),
          byCurrency: [
            { orders: 2, spent: { amount: 14_001, currency: 'EUR' }, average: { amount: 7_001, currency: 'EUR' } },
            { orders: 1, spent: { amount: 700, currency: 'USD' }, average: { amount: 700, currency: 'USD' } },
          ],
        })
        expect(await system.getCustomer(id)).toMatchObject({
          totalOrders: 2,
          totalSpent: { amount: 14_001, currency: 'EUR' },
          averageOrderValue: { amount: 7_001, currency: 'EUR' },
        })
        await failure('not_found', system.getStats(unknownId))
      },
    )

  if (capabilities.preferences)
    inWorld(
      make,
      'preferences: never asked, agreed, refused; each change is a line of the ledger',
      async ({ system, backDoor }) => {
        const { id } = await system.createCustomer({ firstName: 'Ana' })
        expect((await system.getPreferences(id)).optIn).toEqual({ email: null, sms: null, whatsapp: null, phone: null })
        const agreed = await system.updatePreferences(id, {
          preferredChannel: 'whatsapp',
          language: 'en',
          optIn: { sms: true, email: false },
          source: 'shop-form',
          proof: 'Case cochée en caisse',
        })
        expect(agreed).toMatchObject({
          preferredChannel: 'whatsapp',
          language: 'en',
          optIn: { email: false, sms: true, whatsapp: null, phone: null },
        })
        const refused = await system.updatePreferences(id, { optIn: { sms: false } })
        expect(refused.optIn).toEqual({ email: false, sms: false, whatsapp: null, phone: null })
        await system.updatePreferences(id, { optIn: { sms: false } })
        expect(await system.getPreferences(id)).toEqual(refused)
        const kept = (await backDoor.read(id))?.consents ?? []
        expect(
          kept
            .filter((line) => line.channel === 'sms')
            .map((line) => line.state)
            .sort(),
        ).toEqual(['denied', 'granted'])
        expect(kept).toHaveLength(3)
        await failure('not_found', system.getPreferences(unknownId))
      },
    )

  if (capabilities.merge)
    inWorld(
      make,
      'merge: everything goes over, the kept fields win, the stricter consent stays',
      async ({ system, backDoor }) => {
        const [phone, email] = [newPhone(), newEmail()]
        const kept = await system.createCustomer({
          firstName: 'Marie',
          phone,
          tags: ['vip', 'sms'],
          metadata: { a: 'kept', b: 1 },
        })
        const gone = await system.createCustomer({
          firstName: 'M.',
          lastName: 'Dupont',
          email,
          phone: newPhone(),
          tags: ['sms', 'été'],
          metadata: { a: 'gone', c: 2 },
        })
        if (capabilities.notes) {
          await system.addNote(kept.id, 'one')
          await system.addNote(gone.id, 'two')
        }
        if (capabilities.activities) await system.logInteraction(gone.id, 'message_received', 'sms', { message: 'Bonjour' })
        if (capabilities.stats)
          await backDoor.addOrder(gone.id, {
            externalId: 'm-1',
            total: { amount: 4_200, currency: 'EUR' },
            placedAt: new Date('2026-02-03'),
            status: 'paid',
          })
        await system.updatePreferences(gone.id, { optIn: { sms: false }, source: 'message' })
        await system.updatePreferences(kept.id, { optIn: { sms: true, email: true }, source: 'shop-form' })

        const { customer, moved } = await system.mergeCustomers(kept.id, gone.id)
        expect(customer).toMatchObject({
          id: kept.id,
          firstName: 'Marie',
          lastName: 'Dupont',
          phone,
          email,
          tags: ['ete', 'sms', 'vip'].map((key) => (key === 'ete' ? 'été' : key)),
        })
        expect(customer.metadata).toEqual({ a: 'kept', b: 1, c: 2 })
        if (capabilities.stats) {
          expect(customer).toMatchObject({ totalOrders: 1, totalSpent: { amount: 4_200, currency: 'EUR' } })
          expect(moved).toMatchObject({ orders: 1 })
        }
        expect(moved).toMatchObject({ notes: capabilities.notes ? 1 : 0, tags: 1, handles: 2 })
        if (capabilities.notes)
          expect((await system.getNotes(kept.id)).map((note) => note.content).sort()).toEqual(['one', 'two'])
        if (capabilities.activities)
          expect((await system.getActivities(kept.id)).map((activity) => activity.type)).toEqual(
            expect.arrayContaining(['message_received', 'customer_merged']),
          )
        expect((await system.getPreferences(kept.id)).optIn).toMatchObject({ sms: false, email: true })
        expect(await system.getCustomer(gone.id)).toBeNull()
        expect((await system.getCustomerByPhone(gone.phone ?? ''))?.id).toBe(kept.id)
        expect((await backDoor.read(gone.id))?.deleted).toBe(true)
        expect((await backDoor.read(kept.id))?.notes.sort()).toEqual(capabilities.notes ? ['one', 'two'] : [])

        expect((await failure('invalid', system.mergeCustomers(kept.id, kept.id))).reason).toBe('merge_with_itself')
        await failure('not_found', system.mergeCustomers(kept.id, unknownId))
        await failure('not_found', system.mergeCustomers(kept.id, gone.id))
      },
    )

  if (capabilities.delete)
    inWorld(make, 'delete: soft, the history stays, the handles are free again', async ({ system, backDoor }) => {
      const phone = newPhone()
      const { id } = await system.createCustomer({ firstName: 'Ana', phone })
      if (capabilities.notes) await system.addNote(id, 'stays')
      await system.deleteCustomer(id)
      expect(await system.getCustomer(id)).toBeNull()
      expect(await system.getCustomerByPhone(phone)).toBeNull()
      expect((await system.listCustomers()).data).toEqual([])
      expect(await system.searchCustomers('Ana')).toEqual([])
      expect(await backDoor.read(id)).toMatchObject({
        deleted: true,
        firstName: 'Ana',
        ...(capabilities.notes ? { notes: ['stays'] } : {}),
      })
      await failure('not_found', system.deleteCustomer(id))
      await failure('not_found', system.updateCustomer(id, { firstName: 'B' }))
      const again = await system.createCustomer({ firstName: 'Again', phone })
      expect((await system.getCustomerByPhone(phone))?.id).toBe(again.id)
    })
}
