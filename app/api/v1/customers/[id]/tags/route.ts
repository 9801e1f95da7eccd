// /api/v1/customers/{id}/tags
import { addTags, removeTags } from '@/lib/customers/tag-customer'
import { addTags as addOperation, listTags, removeTags as removeOperation } from '@/lib/server/api/profile-operations'
import { requireCustomer } from '@/lib/server/api/require-customer'
import { etagOf } from '@/lib/server/etag'
import { tenantRoute } from '@/lib/server/route'

export const GET = tenantRoute(listTags, async ({ useCase, params }) => {
  const { tags } = await requireCustomer(useCase, params.id)
  return { data: { data: tags, nextCursor: null } }
})

export const POST = tenantRoute(addOperation, async ({ useCase, params, body }) => {
  const customer = await addTags(useCase, params.id, body.tags)
  return { data: customer, etag: etagOf(customer) }
})

export const DELETE = tenantRoute(removeOperation, async ({ useCase, params, body }) => {
  const customer = await removeTags(useCase, params.id, body.tags)
  return { data: customer, etag: etagOf(customer) }
})
