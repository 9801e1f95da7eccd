// The customer behind a sender's handles, and the handles we did not know yet.
import type { Customer } from '@/lib/customers/customer'
import type { NewHandle } from '@/lib/customers/identity'
import { CrmError } from '@/lib/shared/errors'
import type { MessageTx } from './message-store'

const contactedAt = ({ lastContactAt }: Customer): number => lastContactAt?.getTime() ?? 0

/** A shared number belongs to several people: whoever was last in contact is the likeliest. */
const likeliest = (owners: Customer[]): Customer | null =>
  owners.reduce<Customer | null>((best, owner) => (best === null || contactedAt(owner) > contactedAt(best) ? owner : best), null)

/**
 * The owner of the strongest known handle, locked, and the other handles; null when all are new. Throws `conflict` (`customer_changed`) when the
 * owner was deleted or merged, or lost the handle, at this very moment: look again in a new transaction.
 */
export async function findSender(
  tx: MessageTx,
  handles: readonly NewHandle[],
): Promise<{ customer: Customer; others: NewHandle[] } | null> {
  for (const handle of handles) {
    const owner = likeliest(await tx.findByHandle(handle.kind, handle.value))
    if (owner === null) continue
    const locked = await tx.lock(owner.id)
    // While we waited for the lock, the number may have gone home with the undo of a merge.
    const isStill = locked?.handles.some(({ kind, value }) => kind === handle.kind && value === handle.value)
    if (locked === null || isStill !== true)
      throw new CrmError('conflict', 'The customer changed meanwhile', { reason: 'customer_changed' })
    return { customer: locked, others: handles.filter((other) => other !== handle) }
  }
  return null
}

/**
 * Gives the customer the handles that nobody has. Two customers are never merged by a message: the ids of others who own
 * one of the handles are returned, for staff to decide.
 */
export async function linkHandles(
  tx: MessageTx,
  customer: Customer,
  handles: readonly NewHandle[],
  source: string,
): Promise<string[]> {
  const others = new Set<string>()
  for (const handle of handles) {
    const owners = await tx.findByHandle(handle.kind, handle.value)
    if (owners.length === 0) await tx.addHandle(customer.id, { ...handle, source })
    else if (!owners.some((owner) => owner.id === customer.id)) owners.forEach((owner) => others.add(owner.id))
  }
  return [...others]
}
