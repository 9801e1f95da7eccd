// Takes a customer out of every list; the history stays and the handles become free.
import { notFound } from '@/lib/shared/errors'
import type { UseCase } from './use-case'

/** Throws `not_found`, or `conflict` `stale_version`. */
export async function deleteCustomer({ store }: UseCase, id: string, options: { expectedVersion?: number } = {}): Promise<void> {
  await store.write(async (tx) => {
    if ((await tx.lock(id)) === null) throw notFound('customer')
    if (options.expectedVersion !== undefined) await tx.updateCustomer(id, {}, options.expectedVersion)
    await tx.softDelete(id)
    await tx.audit('customer.delete', 'customer', id, {})
    await tx.announce({ kind: 'customer', customerId: id })
  })
}
