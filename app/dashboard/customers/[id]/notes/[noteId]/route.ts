// All texts that a note had, for its history.
import { requireContext } from '@/lib/server/context'

const privately = { 'cache-control': 'private, no-store' }

export async function GET(_request: Request, { params }: { params: Promise<{ id: string; noteId: string }> }) {
  const { id, noteId } = await params
  const { useCase } = await requireContext()
  const versions = await useCase.store.noteVersions(id, noteId)
  if (versions.length === 0) return Response.json(null, { status: 404, headers: privately })
  return Response.json(versions, { headers: privately })
}
