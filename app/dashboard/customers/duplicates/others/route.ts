// Whom a customer could be merged with, by what is typed: at most eight, and no more of them than a name and a way to reach them.
import { formatPhone } from '@/components/ui/format-phone'
import { fullName } from '@/components/customers/customer-words'
import { requireContext } from '@/lib/server/context'

const atMost = 8

export async function GET(request: Request) {
  const { shop, useCase } = await requireContext()
  const { searchParams } = new URL(request.url)
  const query = (searchParams.get('query') ?? '').trim().slice(0, 200)
  const not = searchParams.get('not') ?? ''
  const page =
    query === ''
      ? null
      : await useCase.store.list({ filter: { query }, sort: 'relevance', direction: 'desc', cursor: null, limit: atMost + 1 })
  const customers = (page?.data ?? [])
    .filter(({ id }) => id !== not)
    .slice(0, atMost)
    .map((customer) => ({
      id: customer.id,
      name: fullName(customer),
      reach: customer.phone === null ? customer.email : formatPhone(customer.phone, shop.region),
    }))
  return Response.json({ customers }, { headers: { 'cache-control': 'private, no-store' } })
}
