// Deleting a customer, which Shopify does for good and never to somebody who has bought something.
import { CrmError, notFound } from '@/lib/shared/errors'
import type { ShopifyAccount } from './account'
import { needNoErrors } from './refusal'
import { answers, gid, isId, outcomes } from './schema'

/** Throws `not_found`, `invalid` (`customer_has_orders`). */
export async function deleteCustomer(account: ShopifyAccount, id: string): Promise<void> {
  const { client, operations } = account
  const look = async () =>
    isId(id) ? (await client.run(operations.canDelete, answers.canDelete, { id: gid('Customer', id) })).customer : null
  const before = await look()
  if (before === null) throw notFound('customer')
  if (!before.canDelete) throw hasOrders()
  const { customerDelete } = await client.run(operations.deleteCustomer, outcomes.deleteCustomer, { id: gid('Customer', id) })
  if (customerDelete.userErrors.length === 0) return
  // He bought something meanwhile, or the answer to a first go was lost and he is gone.
  const now = await look()
  if (now === null) return
  if (!now.canDelete) throw hasOrders()
  needNoErrors(customerDelete.userErrors)
}

const hasOrders = (): CrmError =>
  new CrmError('invalid', 'Shopify keeps who has bought something', { reason: 'customer_has_orders' })
