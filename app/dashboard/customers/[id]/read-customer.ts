// Reads all of one customer for the page; a merged one leads to the kept one, anything else that is not there to "not found".
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { listPath } from '@/components/customers/list-url'
import { derivePreferences } from '@/lib/consent/update-preferences'
import type { Customer } from '@/lib/customers/customer'
import { type DashboardContext, requireContext } from '@/lib/server/context'
import { getRecordFrame } from '@/lib/server/record-frame'

/** The customer of the address, once a request (the title asks for it too). */
export const customerOfPage = cache(async (id: string): Promise<Customer> => {
  const { useCase } = await requireContext()
  const customer = await useCase.store.get(id)
  if (customer !== null) return customer
  const kept = await useCase.store.mergedInto(id)
  if (kept !== null) redirect(`${listPath}/${encodeURIComponent(kept)}`)
  notFound()
})

export async function readCustomer(context: DashboardContext, customer: Customer) {
  const { consents, ...frame } = await getRecordFrame(context, customer.id)
  return { ...frame, preferences: derivePreferences(customer, consents) }
}
