// /api/v1/customers
import { createCustomer } from '@/lib/customers/create-customer'
import { createCustomer as createOperation, listCustomers } from '@/lib/server/api/customer-operations'
import { listRequest } from '@/lib/server/api/list-request'
import { etagOf } from '@/lib/server/etag'
import { tenantRoute } from '@/lib/server/route'

export const GET = tenantRoute(listCustomers, async ({ useCase, query }) => ({
  data: await useCase.store.list(listRequest(query)),
}))

export const POST = tenantRoute(createOperation, async ({ useCase, body }) => {
  const customer = await createCustomer(useCase, body)
  return { data: customer, etag: etagOf(customer), location: `/customers/${customer.id}` }
})
