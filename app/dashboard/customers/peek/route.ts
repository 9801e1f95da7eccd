// One customer at a glance, for the panel beside the list: two statements.
import { getLocale } from 'next-intl/server'
import type { PeekData } from '@/components/customers/peek/peek-data'
import { fullName } from '@/components/customers/customer-words'
import { formatPhone } from '@/components/ui/format-phone'
import { derivePreferences } from '@/lib/consent/update-preferences'
import { contactChannels } from '@/lib/customers/customer'
import { requireContext } from '@/lib/server/context'
import { formatMoney, type Money } from '@/lib/shared/money'

const headers = { 'cache-control': 'private, no-store' }
const most = { notes: 1, orders: 3 }
const shownOfNote = 280

export async function GET(request: Request) {
  const [{ shop, useCase }, locale] = await Promise.all([requireContext(), getLocale()])
  const id = new URL(request.url).searchParams.get('id') ?? ''
  const customer = /^[\w-]{1,100}$/.test(id) ? await useCase.store.get(id) : null
  if (customer === null) return Response.json(null, { status: 404, headers })
  const { notes, orders, consents, stats } = await useCase.store.facts(id, most)
  const { optIn } = derivePreferences(customer, consents)
  const money = (value: Money | null) => (value === null ? null : formatMoney(value, locale))
  const [note] = notes.data
  const peek: PeekData = {
    id: customer.id,
    name: fullName(customer),
    tags: customer.tags,
    segment: customer.segment,
    phone: customer.phone === null ? null : { value: customer.phone, text: formatPhone(customer.phone, shop.region) },
    email: customer.email,
    contactAt: customer.lastContactAt?.toISOString() ?? null,
    contactChannel: customer.lastContactChannel,
    orderCount: stats.totalOrders,
    spent: money(stats.totalSpent),
    average: money(stats.averageOrderValue),
    orders: orders.map(({ id: orderId, placedAt, total, status }) => ({
      id: orderId,
      at: placedAt.toISOString(),
      total: formatMoney(total, locale),
      status,
    })),
    consents: Object.fromEntries(
      contactChannels.flatMap((channel) => (optIn[channel] === null ? [] : [[channel, optIn[channel] ? 'granted' : 'denied']])),
    ),
    note:
      note === undefined
        ? null
        : { text: note.content.slice(0, shownOfNote), by: note.createdBy, at: note.createdAt.toISOString() },
  }
  return Response.json(peek, { headers })
}
