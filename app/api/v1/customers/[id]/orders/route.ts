// /api/v1/customers/{id}/orders
import { recordOrder } from '@/lib/customers/record-order'
import { listOrders, recordOrder as recordOperation } from '@/lib/server/api/history-operations'
import { requireCustomer } from '@/lib/server/api/require-customer'
import { tenantRoute } from '@/lib/server/route'

export const GET = tenantRoute(listOrders, async ({ useCase, params, query }) => {
  await requireCustomer(useCase, params.id)
  return { data: { data: await useCase.store.orders(params.id, query.limit), nextCursor: null } }
})

export const POST = tenantRoute(recordOperation, async ({ useCase, params, body }) => {
  const { order, created } = await recordOrder(useCase, params.id, body)
  return { data: order, status: created ? 201 : 200 }
})
