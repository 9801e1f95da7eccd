// What a card shows, ready to read: no more of a customer than this goes to the browser.
import { formatPhone } from '@/components/ui/format-phone'
import type { ContactChannel, CustomerOrder } from '@/lib/customers/customer'
import { type CustomerCard, type FoundCards, reachFor } from '@/lib/customers/customer-card'
import type { Shop } from '@/lib/customers/use-case'
import { formatMoney } from '@/lib/shared/money'
import { consentChannels, fullName } from '../customers/customer-words'

export interface TillCard {
  id: string
  name: string | null
  phone: string | null
  email: string | null
  segment: string | null
  tags: { name: string; color: string | null }[]
  contactAt: string | null
  contactChannel: string | null
  totalOrders: number
  spent: string | null
  orders: { id: string; at: string; amount: string; refunded: string | null; status: CustomerOrder['status'] }[]
  /** Every channel; null: never asked. */
  consents: { channel: ContactChannel; granted: boolean | null }[]
}

/** Whom the text `query` found; `more`: the list has others. */
export interface TillAnswer {
  query: string
  cards: TillCard[]
  more: boolean
}

export const toTillAnswer = ({ cards, more }: FoundCards, query: string, shop: Shop, locale: string): TillAnswer => ({
  query,
  cards: cards.map((card) => toTillCard(card, query, shop, locale)),
  more,
})

function toTillCard(card: CustomerCard, typed: string, shop: Shop, locale: string): TillCard {
  const { phone, email } = reachFor(card, typed, shop.region)
  return {
    id: card.id,
    name: fullName(card),
    phone: phone === null ? null : formatPhone(phone, shop.region),
    email,
    segment: card.segment,
    tags: card.tags,
    contactAt: card.lastContactAt?.toISOString() ?? null,
    contactChannel: card.lastContactChannel,
    totalOrders: card.totalOrders,
    spent: card.totalSpent === null ? null : formatMoney(card.totalSpent, locale),
    orders: card.orders.map(({ id, status, total, refunded, placedAt }) => ({
      id,
      at: placedAt.toISOString(),
      amount: formatMoney(total, locale),
      refunded: refunded.amount === 0 ? null : formatMoney(refunded, locale),
      status,
    })),
    consents: consentChannels.map((channel) => ({
      channel,
      granted: card.consents.find((one) => one.channel === channel)?.granted ?? null,
    })),
  }
}
