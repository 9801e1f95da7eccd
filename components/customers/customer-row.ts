// What a line of the list shows, ready to read: no more of a customer than this goes to the browser.
import { formatPhone } from '@/components/ui/format-phone'
import type { ConsentStates, ListedCustomer } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'
import { formatMoney, type Money } from '@/lib/shared/money'
import type { ListColumn } from '@/lib/views/list-columns'
import { fullName } from './customer-words'

export interface CustomerRow {
  id: string
  name: string | null
  tags: string[]
  phone: string | null
  email: string | null
  contactAt: string | null
  contactChannel: string | null
  /** The rest is absent when its column is not asked for. */
  segment?: string | null
  orders?: number
  spent?: string | null
  average?: string | null
  lastOrderAt?: string | null
  consents?: ConsentStates
  language?: string
  createdAt?: string
  updatedAt?: string
}

export function toCustomerRow(customer: ListedCustomer, shop: Shop, locale: string, columns: readonly ListColumn[]): CustomerRow {
  const amount = (value: Money | null) => (value === null ? null : formatMoney(value, locale))
  const asked: Record<ListColumn, Partial<CustomerRow>> = {
    phone: {},
    email: {},
    contact: {},
    segment: { segment: customer.segment },
    orders: { orders: customer.totalOrders },
    spent: { spent: amount(customer.totalSpent) },
    average: { average: amount(customer.averageOrderValue) },
    lastOrder: { lastOrderAt: customer.lastOrderAt?.toISOString() ?? null },
    consents: { consents: customer.consents ?? {} },
    language: { language: customer.language },
    created: { createdAt: customer.createdAt.toISOString() },
    updated: { updatedAt: customer.updatedAt.toISOString() },
  }
  return {
    id: customer.id,
    name: fullName(customer),
    tags: customer.tags,
    // These three make the line of a phone's screen, whatever the columns.
    phone: customer.phone === null ? null : formatPhone(customer.phone, shop.region),
    email: customer.email,
    contactAt: customer.lastContactAt?.toISOString() ?? null,
    contactChannel: customer.lastContactChannel,
    ...columns.reduce<Partial<CustomerRow>>((row, column) => ({ ...row, ...asked[column] }), {}),
  }
}
