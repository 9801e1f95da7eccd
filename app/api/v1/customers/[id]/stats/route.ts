// /api/v1/customers/{id}/stats
import { getStats } from '@/lib/server/api/history-operations'
import { tenantRoute } from '@/lib/server/route'

export const GET = tenantRoute(getStats, async ({ useCase, params }) => ({ data: await useCase.store.stats(params.id) }))
