// /api/v1/customers/{id}/preferences
import { getPreferences, updatePreferences } from '@/lib/consent/update-preferences'
import { getPreferences as getOperation, updatePreferences as updateOperation } from '@/lib/server/api/profile-operations'
import { tenantRoute } from '@/lib/server/route'

export const GET = tenantRoute(getOperation, async ({ useCase, params }) => ({ data: await getPreferences(useCase, params.id) }))

export const PUT = tenantRoute(updateOperation, async ({ useCase, params, body }) => ({
  data: await updatePreferences(useCase, params.id, body),
}))
