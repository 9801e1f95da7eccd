// One invented customer with its past, through the use cases of every day, each told the moment it happened.
import { updatePreferences } from '@/lib/consent/update-preferences'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { recordOrder } from '@/lib/customers/record-order'
import type { Actor, Shop, UseCase } from '@/lib/customers/use-case'
import { createCustomerStore } from '@/lib/db/customer-store'
import { customerTx } from '@/lib/db/customer-tx'
import { sqlOf } from '@/lib/db/sql-of'
import type { PrismaTx } from '@/lib/db/tenant-db'
import { newId } from '@/lib/shared/ids'
import type { PlannedCustomer, PlannedMessage } from './plan-demo'

/** A use case of this moment whose store writes inside `tx`: the whole shop is one transaction. */
function contextIn(tx: PrismaTx, shop: Shop, actor: Actor, at: Date): UseCase {
  const inside = customerTx(tx, shop, actor)
  const store = { ...createCustomerStore(shop, actor), get: (id: string) => inside.get(id) }
  return { shop, actor, clock: () => at, store: { ...store, write: (work) => work(inside) } }
}

export async function writeCustomer(tx: PrismaTx, shop: Shop, seller: string, planned: PlannedCustomer, now: Date): Promise<void> {
  const by = (name: string, at: Date): UseCase => contextIn(tx, shop, { kind: 'system', id: null, name }, at)
  const first = planned.messages[0]
  const { id } = await createCustomer(by(seller, planned.metAt), {
    firstName: planned.firstName,
    lastName: planned.lastName,
    phone: planned.phone,
    email: planned.email,
    preferredChannel: planned.channel,
    segment: planned.segment,
    tags: planned.tags,
    metadata: first !== undefined && planned.tags.includes('premier-contact') ? firstContact(first) : {},
  })
  for (const { channel, granted, at } of planned.consents)
    await updatePreferences(by(seller, at), id, { optIn: { [channel]: granted }, source: 'boutique' })
  for (const order of planned.plannedOrders) await recordOrder(by('caisse', now), id, order, 'caisse')
  if (planned.note !== undefined) await addNote(by(seller, planned.noteAt), id, planned.note)
  for (const message of planned.messages) await writeMessage(tx, by(seller, message.at), id, planned, message)
  const last = Math.max(planned.metAt.getTime(), ...planned.messages.map((message) => message.at.getTime()))
  await sqlOf(tx).run(`update "Customer" set "createdAt" = $2::timestamptz, "updatedAt" = $3::timestamptz where id = $1`, [id, planned.metAt, new Date(last)])
}

/** As lib/messages/first-contact.ts keeps it. */
const firstContact = (message: PlannedMessage) => ({
  source: 'incoming-message',
  firstMessage: message.text,
  firstMessageDate: message.at.toISOString(),
})

async function writeMessage(tx: PrismaTx, useCase: UseCase, customerId: string, planned: PlannedCustomer, message: PlannedMessage): Promise<void> {
  const incoming = message.way === 'in'
  const address = (message.channel === 'email' ? planned.email : planned.phone) ?? ''
  const messageId = newId()
  await tx.message.create({
    data: {
      tenantId: useCase.shop.id,
      id: messageId,
      customerId,
      direction: incoming ? 'inbound' : 'outbound',
      channel: message.channel,
      externalId: message.externalId,
      fromAddress: incoming ? address : useCase.shop.name,
      toAddress: incoming ? null : address,
      body: message.text,
      status: incoming ? 'received' : 'sent',
      occurredAt: message.at,
    },
  })
  await useCase.store.write(async (inside) => {
    await inside.insertActivity({
      customerId,
      type: incoming ? 'message_received' : 'message_sent',
      channel: message.channel,
      description: message.text,
      timestamp: message.at,
      metadata: { message: message.text, messageId, ...(incoming ? { from: address } : { by: useCase.actor.name }) },
      messageId,
    })
    await inside.touchContact(customerId, message.channel, message.at)
  })
}
