// Two tenants never see each other (point 15).
import { expect } from 'vitest'
import type { Capabilities } from '@/lib/customers/customer-system'
import { failure, inWorld, type MakeWorld, newEmail, newPhone } from './in-world'

export function tenantCases(make: MakeWorld, capabilities: Capabilities): void {
  inWorld(make, 'another tenant’s customer looks exactly like a missing one', async ({ system, stranger, backDoor }) => {
    const [phone, email] = [newPhone(), newEmail()]
    const mine = await system.createCustomer({
      firstName: 'Secretia',
      phone,
      email,
      ...(capabilities.tags ? { tags: ['secret-tag'] } : {}),
    })
    const before = await backDoor.read(mine.id)
    expect(await stranger.getCustomer(mine.id)).toBeNull()
    expect(await stranger.getCustomerByPhone(phone)).toBeNull()
    expect(await stranger.getCustomerByEmail(email)).toBeNull()
    expect(await stranger.searchCustomers('Secretia')).toEqual([])
    expect(await stranger.searchCustomers(phone)).toEqual([])
    expect((await stranger.listCustomers()).data).toEqual([])
    await failure('not_found', stranger.updateCustomer(mine.id, { firstName: 'Stolen' }))
    if (capabilities.delete) await failure('not_found', stranger.deleteCustomer(mine.id))
    if (capabilities.notes) {
      await failure('not_found', stranger.addNote(mine.id, 'x'))
      expect(await stranger.getNotes(mine.id)).toEqual([])
    }
    if (capabilities.activities) {
      await failure('not_found', stranger.logInteraction(mine.id, 'call', null))
      expect(await stranger.getActivities(mine.id)).toEqual([])
    }
    if (capabilities.tags) {
      await failure('not_found', stranger.addTags(mine.id, ['x']))
      await failure('not_found', stranger.removeTags(mine.id, ['secret-tag']))
      expect(await stranger.searchCustomers({ tags: ['secret-tag'] })).toEqual([])
    }
    if (capabilities.segments) await failure('not_found', stranger.setSegment(mine.id, 'x'))
    if (capabilities.stats) await failure('not_found', stranger.getStats(mine.id))
    if (capabilities.preferences) {
      await failure('not_found', stranger.getPreferences(mine.id))
      await failure('not_found', stranger.updatePreferences(mine.id, { language: 'en' }))
    }
    if (capabilities.changes) expect((await stranger.changesSince(null)).changes).toEqual([])
    // The same person may be a customer of both shops.
    const theirs = await stranger.createCustomer({ firstName: 'Theirs', phone, email }, { idempotencyKey: 'same-key' })
    if (capabilities.merge) {
      await failure('not_found', stranger.mergeCustomers(theirs.id, mine.id))
      await failure('not_found', stranger.mergeCustomers(mine.id, theirs.id))
    }
    expect((await system.getCustomerByPhone(phone))?.id).toBe(mine.id)
    expect((await stranger.getCustomerByPhone(phone))?.id).toBe(theirs.id)
    const own = await system.createCustomer({ firstName: 'Own' }, { idempotencyKey: 'same-key' })
    expect(own.firstName).toBe('Own')
    expect(await backDoor.read(mine.id)).toEqual(before)
  })
}
