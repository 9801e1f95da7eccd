// /api/v1/customers/{id}/activities
import { logInteraction } from '@/lib/customers/log-interaction'
import { listActivities, logActivity } from '@/lib/server/api/history-operations'
import { requireCustomer } from '@/lib/server/api/require-customer'
import { tenantRoute } from '@/lib/server/route'

export const GET = tenantRoute(listActivities, async ({ useCase, params, query }) => {
  await requireCustomer(useCase, params.id)
  return { data: await useCase.store.activities(params.id, { cursor: query.cursor ?? null, limit: query.limit }) }
})

export const POST = tenantRoute(logActivity, async ({ useCase, params, body }) => ({
  data: await logInteraction(useCase, params.id, body),
}))
