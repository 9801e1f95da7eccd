// /api/v1/customers/{id}/merge
import { mergeCustomers } from '@/lib/customers/merge-customers'
import { mergeCustomers as mergeOperation } from '@/lib/server/api/merge-operations'
import { tenantRoute } from '@/lib/server/route'

export const POST = tenantRoute(mergeOperation, async ({ useCase, params, body }) => ({
  data: await mergeCustomers(useCase, params.id, body.duplicateId, body.choices),
}))
