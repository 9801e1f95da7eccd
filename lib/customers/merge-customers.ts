// Two records of one person become one, and can be taken apart again at any time.
import { CrmError, notFound } from '@/lib/shared/errors'
import type { Customer } from './customer'
import type { MergeResult } from './customer-system'
import { type MergeChoices, noChoices } from './merge-choices'
import type { UseCase } from './use-case'

/**
 * `duplicateId` becomes part of `id`: the kept customer's fields win where `choices` does not say otherwise, empty ones are
 * filled; handles, tags, notes, activities, messages, orders, consents and links go over; the stricter consent stays.
 * Throws `not_found`, or `invalid` (`merge_with_itself`).
 */
export async function mergeCustomers(
  { store, actor, clock }: UseCase,
  id: string,
  duplicateId: string,
  choices: MergeChoices = noChoices,
): Promise<MergeResult> {
  if (id === duplicateId)
    throw new CrmError('invalid', 'A customer cannot be merged with itself', {
      reason: 'merge_with_itself',
      issues: [{ path: ['duplicateId'], reason: 'merge_with_itself' }],
    })
  return store.write(async (tx) => {
    // Always locked in the order of the ids: two opposite merges at once wait for each other instead of dying.
    let duplicateName: string | null = null
    for (const one of [id, duplicateId].sort()) {
      const locked = await tx.lock(one)
      if (locked === null) throw notFound('customer')
      if (one === duplicateId) duplicateName = nameOf(locked)
    }
    const { mergeId, moved } = await tx.merge(id, duplicateId, choices)
    await tx.insertActivity({
      customerId: id,
      type: 'customer_merged',
      channel: null,
      description: '',
      timestamp: clock(),
      metadata: { mergeId, duplicateId, duplicateName, moved, by: actor.name },
    })
    await tx.audit('customer.merge', 'customer', id, { mergeId, duplicateId, moved })
    await tx.announce({ kind: 'customer', customerId: id })
    await tx.announce({ kind: 'customer', customerId: duplicateId })
    const customer = await tx.get(id)
    if (customer === null) throw notFound('customer')
    return { mergeId, customer, moved }
  })
}

/** What the timeline calls the duplicate; null when it had nothing to be called by. */
const nameOf = ({ firstName, lastName, phone, email }: Customer): string | null =>
  [firstName, lastName].filter((part) => part !== null).join(' ') || (phone ?? email)

/**
 * Takes a merge back, at any time and in any order; `customer` is who holds the rest. Throws `not_found`, or `conflict`
 * (`merge_already_undone`, `kept_archived`, `duplicate_*` when a handle was given away since).
 */
export async function undoMerge(
  { store, actor, clock }: UseCase,
  mergeId: string,
): Promise<{ customer: Customer; restored: Customer }> {
  return store.write(async (tx) => {
    const { winnerId, loserId, holderId } = await tx.undoMerge(mergeId)
    for (const customerId of new Set([winnerId, loserId, holderId])) {
      await tx.insertActivity({
        customerId,
        type: 'merge_undone',
        channel: null,
        description: '',
        timestamp: clock(),
        metadata: { mergeId, by: actor.name },
      })
      await tx.announce({ kind: 'customer', customerId })
    }
    await tx.audit('customer.merge-undo', 'customer', winnerId, { mergeId, restoredId: loserId, holderId })
    const [customer, restored] = [await tx.get(holderId), await tx.get(loserId)]
    if (customer === null || restored === null) throw notFound('customer')
    return { customer, restored }
  })
}
