// What the shop's customers can be filtered by: its segments, tags, systems, languages and own information.
import { requireContext } from '@/lib/server/context'
import { filterChoices } from '@/lib/server/customer-list'

export async function GET() {
  const choices = await filterChoices(await requireContext())
  return Response.json(choices, { headers: { 'cache-control': 'private, no-store' } })
}
