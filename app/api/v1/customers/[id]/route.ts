// /api/v1/customers/{id}
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import {
  deleteCustomer as deleteOperation,
  getCustomer,
  updateCustomer as updateOperation,
} from '@/lib/server/api/customer-operations'
import { requireCustomer } from '@/lib/server/api/require-customer'
import { etagOf } from '@/lib/server/etag'
import { tenantRoute } from '@/lib/server/route'

const ifVersion = (expectedVersion: number | undefined) => (expectedVersion === undefined ? {} : { expectedVersion })

export const GET = tenantRoute(getCustomer, async ({ useCase, params }) => {
  const customer = await requireCustomer(useCase, params.id)
  return { data: customer, etag: etagOf(customer) }
})

export const PATCH = tenantRoute(updateOperation, async ({ useCase, params, body, expectedVersion }) => {
  const customer = await updateCustomer(useCase, params.id, body, ifVersion(expectedVersion))
  return { data: customer, etag: etagOf(customer) }
})

export const DELETE = tenantRoute(deleteOperation, async ({ useCase, params, expectedVersion }) => {
  await deleteCustomer(useCase, params.id, ifVersion(expectedVersion))
  return { data: undefined }
})
