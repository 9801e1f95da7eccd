// Whom a text means, for the till and the palette while one types.
import { getLocale } from 'next-intl/server'
import { toTillAnswer } from '@/components/till/till-card'
import { requireContext } from '@/lib/server/context'
import { findCustomers } from '@/lib/server/find-customers'

const longest = 200

export async function GET(request: Request) {
  const [context, locale] = await Promise.all([requireContext(), getLocale()])
  const query = (new URL(request.url).searchParams.get('query') ?? '').slice(0, longest)
  const found = await findCustomers(context, query)
  return Response.json(toTillAnswer(found, query, context.shop, locale), { headers: { 'cache-control': 'private, no-store' } })
}
