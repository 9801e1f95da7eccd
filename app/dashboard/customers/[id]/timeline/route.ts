// The next page of the Fil, of the kinds and with the words of the address.
import { parseTimelineState } from '@/components/customers/timeline-state'
import { requireContext } from '@/lib/server/context'
import { CrmError } from '@/lib/shared/errors'
import { timelinePage } from '../timeline-page'

const privately = { 'cache-control': 'private, no-store' }
/** Who scrolls down reads on: more than the first page. */
const limit = 100

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const context = await requireContext()
  const { searchParams } = new URL(request.url)
  try {
    if ((await context.useCase.store.get(id)) === null) return Response.json(null, { status: 404, headers: privately })
    const at = { cursor: searchParams.get('cursor'), limit }
    return Response.json(await timelinePage(context, id, parseTimelineState(searchParams), at), { headers: privately })
  } catch (error) {
    if (error instanceof CrmError && error.code === 'invalid') return Response.json(null, { status: 400, headers: privately })
    throw error
  }
}
