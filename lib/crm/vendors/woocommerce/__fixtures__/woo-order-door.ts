// The shop side of the fake's orders for the contract: what a web shop and its till would do, without the port.
import type { OrderStatus } from '@/lib/customers/customer'
import { fractionDigits, type Money } from '@/lib/shared/money'
import type { OrderBackDoor, SeededOrder } from '../../../contract/world'
import { majorUnits } from '../../../field-mapping'
import { type FakeOrder, type FakeShop, nextId } from './fake-shop'

const statuses: Record<OrderStatus, string> = {
  pending: 'pending',
  paid: 'processing',
  fulfilled: 'completed',
  partially_fulfilled: 'partial-shipped',
  refunded: 'refunded',
  cancelled: 'cancelled',
}

const text = ({ amount, currency }: Money): string => majorUnits(amount, fractionDigits(currency))

const refundsOf = (refunded: Money | undefined): FakeOrder['refunds'] =>
  refunded === undefined || refunded.amount === 0 ? [] : [{ id: nextId(), reason: '', total: `-${text(refunded)}` }]

export function addWooOrder(shop: FakeShop, { name, status, total, refunded, placedAt, buyer }: SeededOrder): FakeOrder {
  const customer = buyer?.kind === 'registered' ? shop.customers.get(Number(buyer.customerId)) : undefined
  if (buyer?.kind === 'registered' && customer === undefined) throw new Error('no such customer')
  const billing =
    buyer?.kind === 'guest'
      ? { first_name: buyer.firstName ?? '', last_name: buyer.lastName ?? '', email: buyer.email ?? '', phone: buyer.phone ?? '' }
      : customer === undefined
        ? {}
        : { ...customer.billing, first_name: customer.first_name, last_name: customer.last_name, email: customer.billing.email || customer.email }
  return shop.addOrder({
    ...(name === undefined ? {} : { number: name }),
    status: statuses[status],
    currency: total.currency,
    total: text(total),
    refunds: refundsOf(refunded),
    createdAt: placedAt.getTime(),
    customer_id: customer?.id ?? 0,
    billing,
  })
}

export const wooOrderDoor = (shop: FakeShop): OrderBackDoor => ({
  add: async (order) => String(addWooOrder(shop, order).id),
  change: async (id, { status, refunded }) => {
    shop.changeOrder(Number(id), {
      ...(status === undefined ? {} : { status: statuses[status] }),
      ...(refunded === undefined ? {} : { refunds: refundsOf(refunded) }),
    })
  },
  remove: async (id) => shop.removeOrder(Number(id)),
  seedAlike: async (count) => {
    const at = shop.now()
    const orders = Array.from({ length: count }, (_, index) => shop.addOrder({ total: `${index + 1}.00`, createdAt: at, modifiedAt: at }))
    return orders.map(({ id }) => String(id)).sort((a, b) => (a.slice(-1) < b.slice(-1) ? -1 : 1))
  },
})
