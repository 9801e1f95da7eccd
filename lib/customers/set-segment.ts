// The segment of one customer, set by hand.
import { notFound } from '@/lib/shared/errors'
import { type Customer, customerPatchSchema } from './customer'
import { parseInput } from './parse-input'
import type { UseCase } from './use-case'

/** Throws `not_found` or `invalid`. */
export async function setSegment({ store, actor, clock }: UseCase, id: string, segment: string | null): Promise<Customer> {
  const wanted = parseInput(customerPatchSchema.pick({ segment: true }), { segment }).segment ?? null
  return store.write(async (tx) => {
    const before = await tx.lock(id)
    if (before === null) throw notFound('customer')
    if (before.segment === wanted) return before
    await tx.updateCustomer(id, { segment: wanted })
    await tx.insertActivity({
      customerId: id,
      type: 'segment_changed',
      channel: null,
      description: wanted ?? '',
      timestamp: clock(),
      metadata: { from: before.segment, to: wanted, by: actor.name },
    })
    await tx.audit('segment.set', 'customer', id, { from: before.segment, to: wanted })
    await tx.announce({ kind: 'customer', customerId: id })
    return (await tx.get(id)) ?? before
  })
}
