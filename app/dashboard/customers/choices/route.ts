// The shop's segments and tags for the filter menu and the tag field.
import { requireContext } from '@/lib/server/context'

export async function GET() {
  const { useCase } = await requireContext()
  const [segments, tags] = await Promise.all([useCase.store.segments(), useCase.store.tags()])
  return Response.json(
    { segments, tags: tags.map(({ name, customers }) => ({ name, customers })) },
    { headers: { 'cache-control': 'private, no-store' } },
  )
}
