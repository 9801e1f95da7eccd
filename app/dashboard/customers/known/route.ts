// Who has this phone or this e-mail already, for the form of a new customer. At most three, and no more of them than a name.
import { formatPhone } from '@/components/ui/format-phone'
import { fullName } from '@/components/customers/customer-words'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import { requireContext } from '@/lib/server/context'

const atMost = 3

export async function GET(request: Request) {
  const { shop, useCase } = await requireContext()
  const { searchParams } = new URL(request.url)
  const phone = normalisePhone((searchParams.get('phone') ?? '').slice(0, 60), shop.region)
  const email = normaliseEmail((searchParams.get('email') ?? '').slice(0, 254))
  const [byPhone, byEmail] = await Promise.all([
    phone === null ? [] : useCase.store.findByHandle('phone', phone),
    email === null ? [] : useCase.store.findByHandle('email', email),
  ])
  const found = new Map([...byPhone, ...byEmail].map((customer) => [customer.id, customer]))
  const customers = [...found.values()].slice(0, atMost).map((customer) => ({
    id: customer.id,
    name: fullName(customer),
    reach: customer.phone === null ? customer.email : formatPhone(customer.phone, shop.region),
  }))
  return Response.json({ customers }, { headers: { 'cache-control': 'private, no-store' } })
}
