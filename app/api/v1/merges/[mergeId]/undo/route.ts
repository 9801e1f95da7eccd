// /api/v1/merges/{mergeId}/undo
import { undoMerge } from '@/lib/customers/merge-customers'
import { undoMerge as undoOperation } from '@/lib/server/api/merge-operations'
import { tenantRoute } from '@/lib/server/route'

export const POST = tenantRoute(undoOperation, async ({ useCase, params }) => ({
  data: await undoMerge(useCase, params.mergeId),
}))
