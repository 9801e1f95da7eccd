// Shopify's orders as ours. Pure.
import type { OrderStatus } from '@/lib/customers/customer'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import type { RemoteBuyer, RemoteOrder } from '@/lib/customers/remote-order'
import { toMoney } from './money'
import type { WireOrder } from './schema'

/**
 * Money first, then parcels: what was given back or never came is no sale, whatever was sent. A part that was given back is in
 * `refunded` and leaves the status alone.
 */
function statusOf({ cancelledAt, displayFinancialStatus, displayFulfillmentStatus }: WireOrder): OrderStatus {
  if (cancelledAt !== null) return 'cancelled'
  switch (displayFinancialStatus) {
    case 'REFUNDED':
      return 'refunded'
    case 'VOIDED':
    case 'EXPIRED':
      return 'cancelled'
    case 'PAID':
    case 'PARTIALLY_REFUNDED':
      return displayFulfillmentStatus === 'FULFILLED'
        ? 'fulfilled'
        : displayFulfillmentStatus === 'PARTIALLY_FULFILLED'
          ? 'partially_fulfilled'
          : 'paid'
    default:
      return 'pending'
  }
}

const firstOf = (...texts: (string | null | undefined)[]): string | null =>
  texts.find((text) => text !== null && text !== undefined && text !== '') ?? null

/** Null: a sale at the till, nobody is named. */
function buyerOf(order: WireOrder, region: string): RemoteBuyer | null {
  const { customer, billingAddress, shippingAddress } = order
  const phoneRaw = firstOf(customer?.defaultPhoneNumber?.phoneNumber, order.phone, billingAddress?.phone, shippingAddress?.phone)
  const known = {
    firstName: firstOf(customer?.firstName, billingAddress?.firstName, shippingAddress?.firstName),
    lastName: firstOf(customer?.lastName, billingAddress?.lastName, shippingAddress?.lastName),
    email: normaliseEmail(firstOf(customer?.defaultEmailAddress?.emailAddress, order.email) ?? ''),
    phone: normalisePhone(phoneRaw ?? '', region),
    phoneRaw,
  }
  if (customer !== null) return { externalId: customer.id, guest: false, ...known }
  const mark = known.email ?? known.phone
  return mark === null ? null : { externalId: `guest:${mark}`, guest: true, ...known }
}

/** A test order is none: null. Amounts are in the shop's own currency, not in the buyer's. */
export function fromShopifyOrder(order: WireOrder, region: string): RemoteOrder | null {
  if (order.test) return null
  return {
    externalId: order.id,
    name: order.name === '' ? null : order.name,
    status: statusOf(order),
    total: toMoney(order.totalPriceSet.shopMoney),
    refunded: toMoney(order.totalRefundedSet.shopMoney),
    placedAt: order.processedAt,
    updatedAt: order.updatedAt,
    buyer: buyerOf(order, region),
  }
}
