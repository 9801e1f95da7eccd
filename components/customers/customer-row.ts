// What a line of the list shows, ready to read: no more of a customer than this goes to the browser.
import { formatPhone } from '@/components/ui/format-phone'
import type { Customer } from '@/lib/customers/customer'
import type { Shop } from '@/lib/customers/use-case'
import { formatMoney } from '@/lib/shared/money'
import { fullName } from './customer-words'

export interface CustomerRow {
  id: string
  name: string | null
  phone: string | null
  email: string | null
  segment: string | null
  tags: string[]
  contactAt: string | null
  contactChannel: string | null
  orders: number
  spent: string | null
}

export const toCustomerRow = (customer: Customer, shop: Shop, locale: string): CustomerRow => ({
  id: customer.id,
  name: fullName(customer),
  phone: customer.phone === null ? null : formatPhone(customer.phone, shop.region),
  email: customer.email,
  segment: customer.segment,
  tags: customer.tags,
  contactAt: customer.lastContactAt?.toISOString() ?? null,
  contactChannel: customer.lastContactChannel,
  orders: customer.totalOrders,
  spent: customer.totalSpent === null ? null : formatMoney(customer.totalSpent, locale),
})
