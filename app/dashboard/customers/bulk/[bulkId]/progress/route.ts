// How far a bulk job is, for the list that started it.
import { requireContext } from '@/lib/server/context'
import { readBulkProgress } from '@/lib/server/bulk/manage-bulk'

export async function GET(_request: Request, { params }: { params: Promise<{ bulkId: string }> }) {
  const [{ bulkId }, context] = await Promise.all([params, requireContext()])
  const progress = context.can('customers:write') ? await readBulkProgress(context, bulkId) : null
  return Response.json(progress, { status: progress === null ? 404 : 200, headers: { 'cache-control': 'private, no-store' } })
}
