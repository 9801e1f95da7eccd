// A purchase told to us by a till, a web shop or a caller; the same external id is the same order.
import { CrmError, notFound } from '@/lib/shared/errors'
import { type CustomerOrder, type NewOrderInput, newOrderSchema } from './customer'
import { parseInput } from './parse-input'
import type { UseCase } from './use-case'

/** `source` says whose external id it is. Throws `not_found` or `invalid`. */
export async function recordOrder(
  { store, clock }: UseCase,
  customerId: string,
  input: NewOrderInput,
  source = 'api',
): Promise<{ order: CustomerOrder; created: boolean }> {
  const order = parseInput(newOrderSchema, input)
  if (order.refunded !== undefined && order.refunded.currency !== order.total.currency)
    throw new CrmError('invalid', 'Refund in another currency', {
      issues: [{ path: ['refunded', 'currency'], reason: 'currency_differs' }],
    })
  return store.write(async (tx) => {
    if ((await tx.lock(customerId)) === null) throw notFound('customer')
    const result = await tx.upsertOrder(customerId, source, order)
    await tx.insertActivity({
      customerId,
      type: result.created ? 'order_placed' : 'order_updated',
      channel: 'shop',
      description: order.externalId,
      timestamp: result.created ? order.placedAt : clock(),
      metadata: { orderId: result.order.id, status: order.status, amount: order.total.amount, currency: order.total.currency },
    })
    await tx.audit(result.created ? 'order.create' : 'order.update', 'order', result.order.id, { customerId })
    await tx.announce({ kind: 'activity', customerId })
    return result
  })
}
