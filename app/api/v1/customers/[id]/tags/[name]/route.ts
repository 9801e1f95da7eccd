// /api/v1/customers/{id}/tags/{name}
import { removeTags } from '@/lib/customers/tag-customer'
import { removeTag } from '@/lib/server/api/profile-operations'
import { etagOf } from '@/lib/server/etag'
import { tenantRoute } from '@/lib/server/route'

export const DELETE = tenantRoute(removeTag, async ({ useCase, params }) => {
  const customer = await removeTags(useCase, params.id, [params.name])
  return { data: customer, etag: etagOf(customer) }
})
