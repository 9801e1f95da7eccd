// Lists about a customer who is not there are not empty: they are not found.
import { notFound } from '@/lib/shared/errors'
import type { Customer } from '@/lib/customers/customer'
import type { UseCase } from '@/lib/customers/use-case'

/** Throws `not_found`: unknown, deleted and another shop's alike. */
export async function requireCustomer({ store }: UseCase, id: string): Promise<Customer> {
  const customer = await store.get(id)
  if (customer === null) throw notFound('customer')
  return customer
}
