// Who a customer is in the other system: linked already, found there, or made there; once, whatever breaks on the way.
import type { Customer } from '@/lib/customers/customer'
import { CrmError } from '@/lib/shared/errors'
import { sideOf } from './base'
import { agreed, newRecordOf } from './customer-patch'
import { findRemote } from './find-remote'
import type { Barred, CustomerLink } from './outbox-store'
import type { PushContext } from './push-context'

export const remoteVersionOf = ({ version }: Customer): string => String(version)

/**
 * A link without a base is to a record that was there already: nothing is agreed on yet. Somebody who was erased over there,
 * or made part of another record, is not sent back. A lost answer to a creation makes no second record: the next go finds the first by
 * e-mail, phone or the key, which is the customer's id.
 */
export async function establishLink(context: PushContext, customer: Customer): Promise<CustomerLink | { barred: Barred }> {
  const { outbox } = context
  const [known] = await outbox.links(customer.id)
  if (known !== undefined) return known
  const { ended, barred } = await outbox.endedLinks(customer.id)
  if (barred !== null) return { barred }
  const system = await context.system()
  const found = await findRemote(system, outbox, customer)
  if (found !== null) return outbox.link(customer.id, found.id, null)
  // A record that was removed there keeps its key: what is made after it needs another.
  const idempotencyKey = ended === 0 ? customer.id : `${customer.id}:${ended}`
  const mirror = sideOf(customer)
  try {
    const made = await system.createCustomer(newRecordOf(mirror, system.capabilities), { idempotencyKey })
    const base = agreed(null, mirror, sideOf(made), 'all')
    return await outbox.link(customer.id, made.id, { base, remoteVersion: remoteVersionOf(made) })
  } catch (error) {
    const existingId = error instanceof CrmError && error.code === 'conflict' ? error.params.existingId : undefined
    if (!(error instanceof CrmError) || existingId === undefined || error.reason === 'linked_to_other') throw error
    const existing = error.reason === 'idempotency_key_reused' ? await system.getCustomer(String(existingId)) : null
    if (existing === null) return outbox.link(customer.id, String(existingId), null)
    // Made by an earlier go of ours, from what the mirror held then: whatever differs from that is a change of ours.
    const theirs = sideOf(existing)
    const base = agreed(null, theirs, theirs, 'all')
    return outbox.link(customer.id, existing.id, { base, remoteVersion: remoteVersionOf(existing) })
  }
}
