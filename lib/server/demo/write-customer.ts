// One invented customer through the use cases of every day, each told the moment at which it happened.
import { updatePreferences } from '@/lib/consent/update-preferences'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Actor, Shop, UseCase } from '@/lib/customers/use-case'
import { createCustomerStore } from '@/lib/db/customer-store'
import { customerTx } from '@/lib/db/customer-tx'
import type { PrismaTx } from '@/lib/db/tenant-db'
import type { PlannedCustomer, PlannedMessage } from './plan-demo'

/** A use case of this moment whose store writes inside `tx`: the whole shop is one transaction. */
function caseIn(tx: PrismaTx, shop: Shop, actor: Actor, at: Date): UseCase {
  const inside = customerTx(tx, shop, actor)
  const store = { ...createCustomerStore(shop, actor), get: (id: string) => inside.get(id) }
  return { shop, actor, clock: () => at, store: { ...store, write: (work) => work(inside) } }
}

/** @param seller who met the customer. Returns the new customer's id. */
export async function writeCustomer(tx: PrismaTx, shop: Shop, seller: string, planned: PlannedCustomer): Promise<string> {
  const by = (at: Date): UseCase => caseIn(tx, shop, { kind: 'system', id: null, name: seller }, at)
  const first = planned.messages[0]
  const { id } = await createCustomer(by(planned.metAt), {
    firstName: planned.firstName,
    lastName: planned.lastName,
    phone: planned.phone,
    email: planned.email,
    preferredChannel: planned.channel,
    // The seller chose a few herself; the ladder decides about the others.
    segment: planned.segment === 'vip' && planned.orders < 9 ? 'vip' : null,
    tags: planned.tags,
    metadata: first !== undefined && planned.tags.includes('premier-contact') ? firstContact(first) : {},
  })
  for (const { channel, granted, at } of planned.consents)
    await updatePreferences(by(at), id, { optIn: { [channel]: granted }, source: 'boutique' })
  if (planned.note !== undefined) await addNote(by(planned.noteAt), id, planned.note)
  return id
}

/** As lib/messages/first-contact.ts keeps it. */
const firstContact = (message: PlannedMessage) => ({
  source: 'incoming-message',
  firstMessage: message.text,
  firstMessageDate: message.at.toISOString(),
})
