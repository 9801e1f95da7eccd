// Any customer with any history, for properties that must hold for all.
import fc from 'fast-check'
import type { UseCase } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import type { TestShops } from './shops'

let issued = 0
/** A number of the fictional range that no other has. */
export const newPhone = (): string => `+3363998${String((issued += 1)).padStart(4, '0')}`

export interface Person {
  firstName: string | null
  lastName: string | null
  segment: string | null
  preferredChannel: 'sms' | 'email' | null
  metadata: Record<string, string | number>
  handles: ('phone' | 'email' | 'whatsapp')[]
  shared: boolean
  tags: string[]
  notes: number
  activities: number
  messages: number
  orders: { status: 'paid' | 'cancelled'; currency: 'EUR' | 'USD'; amount: number }[]
  consents: { channel: 'sms' | 'email'; state: 'granted' | 'denied'; minute: number }[]
  links: number
  contacted: number | null
}

export const randomPerson: fc.Arbitrary<Person> = fc.record({
  firstName: fc.constantFrom('Ana', 'Bea', null),
  lastName: fc.constantFrom('Ng', 'Œuvré', null),
  segment: fc.constantFrom('vip', 'prospect', null),
  preferredChannel: fc.constantFrom('sms' as const, 'email' as const, null),
  metadata: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(1, 2, 'x')),
  handles: fc.array(fc.constantFrom('phone' as const, 'email' as const, 'whatsapp' as const), { maxLength: 5 }),
  shared: fc.boolean(),
  tags: fc.uniqueArray(fc.constantFrom('vip', 'sms', 'été', 'paris'), { maxLength: 4 }),
  notes: fc.nat(3),
  activities: fc.nat(3),
  messages: fc.nat(2),
  orders: fc.array(
    fc.record({
      status: fc.constantFrom('paid' as const, 'cancelled' as const),
      currency: fc.constantFrom('EUR' as const, 'USD' as const),
      amount: fc.nat(9_999),
    }),
    { maxLength: 3 },
  ),
  consents: fc.array(
    fc.record({
      channel: fc.constantFrom('sms' as const, 'email' as const),
      state: fc.constantFrom('granted' as const, 'denied' as const),
      minute: fc.nat(5),
    }),
    { maxLength: 4 },
  ),
  links: fc.nat(2),
  contacted: fc.option(fc.nat(1_000)),
})

/** Stores the person with every child, through the store's own transaction where it has a way. */
export async function putPerson(shops: TestShops, useCase: UseCase, one: Person, sharedPhone: string): Promise<string> {
  const id = newId()
  await useCase.store.write(async (tx) => {
    const { firstName, lastName, segment, preferredChannel, metadata } = one
    await tx.insertCustomer(id, { firstName, lastName, segment, preferredChannel, metadata, language: 'fr' }, [])
    for (const kind of one.handles) {
      const value = kind === 'phone' ? newPhone() : `${kind}-${(issued += 1)}@example.org`
      await tx.addHandle(id, { kind, value, raw: value, source: 'staff' })
    }
    await tx.addTags(id, one.tags)
    for (let i = 0; i < one.notes; i++) {
      const { id: noteId } = await tx.insertNote(id, `note ${i}`, 'Camille', new Date())
      const note = await tx.lockNote(id, noteId)
      if (note === null || i === 0) continue
      await tx.rewriteNote(note, `note ${i}, again`, new Date())
      await tx.setNotePinned(note, true)
    }
    for (let i = 0; i < one.activities; i++)
      await tx.insertActivity({
        customerId: id,
        type: 'visit',
        channel: null,
        description: `visit ${i}`,
        timestamp: new Date(),
        metadata: {},
      })
    for (const [index, { status, currency, amount }] of one.orders.entries())
      await tx.upsertOrder(id, 'till', {
        externalId: `${id}-${index}`,
        status,
        total: { amount, currency },
        placedAt: new Date(Date.UTC(2026, 0, 1 + index)),
      })
    for (const { channel, state, minute } of one.consents)
      await tx.appendConsent(id, {
        channel,
        purpose: 'marketing',
        state,
        source: 'shop-form',
        proof: null,
        actor: 'Camille',
        at: new Date(Date.UTC(2026, 0, 1, 0, minute)),
      })
    if (one.contacted !== null) await tx.touchContact(id, 'sms', new Date(Date.UTC(2026, 0, 1, 0, one.contacted)))
  })
  await shops.backDoor.query(
    `insert into "CrmConnection" ("tenantId", id, vendor) values ($1, $2, 'elsewhere') on conflict do nothing`,
    [useCase.shop.id, `connection-${useCase.shop.id}`],
  )
  for (let i = 0; i < one.links; i++)
    await shops.backDoor.query(
      `insert into "ExternalLink" ("tenantId", id, "connectionId", "customerId", "externalId") values ($1, $2, $3, $4, $2)`,
      [useCase.shop.id, newId(), `connection-${useCase.shop.id}`, id],
    )
  for (let i = 0; i < one.messages; i++)
    await shops.backDoor.query(
      `insert into "Message" ("tenantId", id, "customerId", "channelId", direction, channel, "externalId", "fromAddress", body, status, "occurredAt")
       values ($1, $2, $3, 'c', 'inbound', 'sms', $2, '+33639980000', 'Bonjour', 'received', now())`,
      [useCase.shop.id, newId(), id],
    )
  if (one.shared)
    await shops.backDoor.query(
      `insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw, shared) values ($1, $2, $3, 'phone', $4, '', true)`,
      [useCase.shop.id, newId(), id, sharedPhone],
    )
  return id
}
