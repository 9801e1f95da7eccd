// A customer as the till and the palette show them: who, the latest purchases, what they agreed to.
import type { Money } from '@/lib/shared/money'
import type { ContactChannel, CustomerOrder } from './customer'
import { readPhoneQuery } from './identity'

/** Amounts in minor units; `phones` (E.164) and `emails` with the primary one first. */
export interface CustomerCard {
  id: string
  firstName: string | null
  lastName: string | null
  phones: string[]
  emails: string[]
  segment: string | null
  lastContactAt: Date | null
  lastContactChannel: string | null
  totalOrders: number
  totalSpent: Money | null
  /** Newest first, of every state and currency. */
  orders: Pick<CustomerOrder, 'id' | 'status' | 'total' | 'refunded' | 'placedAt'>[]
  /** The newest word per channel; a channel that is not there was never asked about. */
  consents: { channel: ContactChannel; granted: boolean; at: Date }[]
  tags: { name: string; color: string | null }[]
}

/** The customers found, best match first; `more`: there are others than these. */
export interface FoundCards {
  cards: CustomerCard[]
  more: boolean
}

/** The phone and the e-mail to show: those that what was typed speaks of, else the primary ones. */
export function reachFor(
  { phones, emails }: Pick<CustomerCard, 'phones' | 'emails'>,
  typed: string,
  region: string,
): { phone: string | null; email: string | null } {
  const { numbers, starts, ending } = readPhoneQuery(typed, region)
  const address = typed.trim().toLowerCase()
  const meant = (phone: string) =>
    numbers.includes(phone) || phone.endsWith(ending) || starts.some((beginning) => phone.startsWith(beginning))
  return {
    phone: (ending === '' ? undefined : phones.find(meant)) ?? phones[0] ?? null,
    email: (address === '' ? undefined : emails.find((email) => email.startsWith(address))) ?? emails[0] ?? null,
  }
}
