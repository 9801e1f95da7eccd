// Finds customers for the till and the palette: what is typed, as the list's search reads it, or the latest contacts.
import 'server-only'
import type { FoundCards } from '@/lib/customers/customer-card'
import { readCustomerCards } from '@/lib/db/customer-cards'
import { CrmError } from '@/lib/shared/errors'
import type { DashboardContext } from './context'

/** More than one screen of cards is no answer at a counter: the list is one press away. */
const most = 8

export async function findCustomers(context: DashboardContext, typed: string): Promise<FoundCards> {
  if (!context.can('customers:read')) throw new CrmError('forbidden', 'Not for this role')
  return readCustomerCards(context.shop, typed, most)
}
