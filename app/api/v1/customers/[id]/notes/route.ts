// /api/v1/customers/{id}/notes
import { addNote } from '@/lib/customers/add-note'
import { addNote as addOperation, listNotes } from '@/lib/server/api/history-operations'
import { requireCustomer } from '@/lib/server/api/require-customer'
import { tenantRoute } from '@/lib/server/route'

export const GET = tenantRoute(listNotes, async ({ useCase, params, query }) => {
  await requireCustomer(useCase, params.id)
  return { data: await useCase.store.notes(params.id, { cursor: query.cursor ?? null, limit: query.limit }) }
})

export const POST = tenantRoute(addOperation, async ({ useCase, params, body }) => ({
  data: await addNote(useCase, params.id, body.content, body.createdBy),
}))
