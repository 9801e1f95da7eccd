// The same person in the other system, by what is his alone.
import type { Customer } from '@/lib/customers/customer'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import type { OutboxStore } from './outbox-store'

/** Somebody with many numbers is looked up by the first ones: each is a call. */
const mostLookUps = 6

/**
 * By e-mail, then by phone, each compared for equality by the system. A number that several of our customers share says
 * nothing; a record that is linked to another of our customers is his. Null: none was found, which proves nothing.
 */
export async function findRemote(system: CustomerSystem, outbox: OutboxStore, customer: Customer): Promise<Customer | null> {
  const own = customer.handles.filter(({ shared }) => !shared)
  const known = [...own.filter(({ kind }) => kind === 'email'), ...own.filter(({ kind }) => kind === 'phone')]
  for (const { kind, value } of known.slice(0, mostLookUps)) {
    const found = await (kind === 'email' ? system.getCustomerByEmail(value) : system.getCustomerByPhone(value))
    if (found === null) continue
    const owner = await outbox.ownerOf(found.id)
    if (owner === null || owner === customer.id) return found
  }
  return null
}
