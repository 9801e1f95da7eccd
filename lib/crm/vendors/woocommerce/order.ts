// WooCommerce's orders as a linked shop tells them. Amounts are read as text, never as numbers with a point. Pure.
import type { OrderStatus } from '@/lib/customers/customer'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import type { RemoteBuyer, RemoteOrder } from '@/lib/customers/remote-order'
import { CrmError } from '@/lib/shared/errors'
import { fractionDigits } from '@/lib/shared/money'
import { minorUnits } from '../../field-mapping'
import { isStandIn } from './account-email'
import { metaText } from './meta'
import { guestOf, orNull, type ShopContext } from './person'
import type { WooOrder } from './schema'

/** A basket that nobody has sent off yet, and what was thrown away. */
const noOrders = new Set(['trash', 'checkout-draft', 'auto-draft', 'draft'])
export const isNoOrder = ({ status }: WooOrder): boolean => noOrders.has(status)

/** https://woocommerce.com/document/managing-orders/order-statuses and those of the usual plug-ins for parcels. */
const statuses: Readonly<Record<string, OrderStatus>> = {
  pending: 'pending',
  'on-hold': 'pending',
  processing: 'paid',
  completed: 'fulfilled',
  cancelled: 'cancelled',
  failed: 'cancelled',
  refunded: 'refunded',
  shipped: 'fulfilled',
  delivered: 'fulfilled',
  'partial-shipped': 'partially_fulfilled',
  'partially-shipped': 'partially_fulfilled',
}

/** Where WooCommerce keeps how far the parcels of an order are, since it knows parcels. */
const parcels = '_fulfillment_status'

/** A status of the shop's own says nothing; whether it was paid does. */
export function statusOf({ status, meta_data: meta, date_paid_gmt: paidAt }: WooOrder): OrderStatus {
  const known = Object.hasOwn(statuses, status) ? statuses[status] : undefined
  const mapped = known ?? (paidAt === null ? 'pending' : 'paid')
  if (mapped !== 'paid') return mapped
  const sent = metaText(meta, parcels)
  return sent === 'partially_fulfilled' ? 'partially_fulfilled' : sent === 'fulfilled' ? 'fulfilled' : mapped
}

function amount(text: string, currency: string): number {
  const minor = minorUnits(text, fractionDigits(currency))
  if (minor === null) throw new CrmError('bad_response', 'woocommerce answered with an amount that is none')
  return minor
}

/** Refunds come as negative amounts; one that was only marked as refunded gave all back. */
function refundedOf(order: WooOrder): number {
  const given = order.refunds.reduce((sum, { total }) => sum + Math.abs(amount(total, order.currency)), 0)
  return given === 0 && order.status === 'refunded' ? amount(order.total, order.currency) : given
}

/** Throws `bad_response` for an order without a date or with an amount that is none. */
export function fromWooOrder(order: WooOrder, context: ShopContext): RemoteOrder {
  const { id, number, currency } = order
  // A draft that was never sent off may have no date; an order has one.
  const placedAt = order.date_created_gmt ?? order.date_modified_gmt
  if (placedAt === null) throw new CrmError('bad_response', 'woocommerce answered with an order without a date')
  return {
    externalId: id,
    name: number === '' || number === id ? null : number,
    status: statusOf(order),
    total: { amount: amount(order.total, currency), currency },
    refunded: { amount: refundedOf(order), currency },
    placedAt,
    updatedAt: order.date_modified_gmt ?? placedAt,
    buyer: buyerOf(order, context),
  }
}

function buyerOf(order: WooOrder, context: ShopContext): RemoteBuyer | null {
  const { billing, customer_id: id } = order
  if (id === '0') {
    const guest = guestOf(order, context)
    return guest === null ? null : { ...guest, guest: true }
  }
  return {
    externalId: id,
    guest: false,
    firstName: orNull(billing.first_name),
    lastName: orNull(billing.last_name),
    email: isStandIn(billing.email) ? null : normaliseEmail(billing.email),
    phone: normalisePhone(billing.phone, context.region),
    phoneRaw: orNull(billing.phone),
  }
}
