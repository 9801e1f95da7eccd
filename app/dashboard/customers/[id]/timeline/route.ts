// "Plus ancien": the next page of the Fil.
import { requireContext } from '@/lib/server/context'
import { CrmError } from '@/lib/shared/errors'
import { shownActivities } from '../read-customer'
import { timelinePage } from '../timeline-page'

const privately = { 'cache-control': 'private, no-store' }

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const { shop, useCase } = await requireContext()
  const cursor = new URL(request.url).searchParams.get('cursor')
  try {
    if ((await useCase.store.get(id)) === null) return Response.json(null, { status: 404, headers: privately })
    const [activities, notes] = await Promise.all([
      useCase.store.activities(id, { cursor, limit: shownActivities }),
      useCase.store.notes(id, { cursor: null, limit: 200 }),
    ])
    return Response.json(await timelinePage(activities, notes.data, shop.timezone), { headers: privately })
  } catch (error) {
    if (error instanceof CrmError && error.code === 'invalid') return Response.json(null, { status: 400, headers: privately })
    throw error
  }
}
