// A customer's figures, from his orders: WooCommerce's accounts hold none since version 3 of its API.
import type { Customer, CustomerStats } from '@/lib/customers/customer'
import { notFound } from '@/lib/shared/errors'
import type { WooAccount } from './account'
import { mostRows } from './client'
import { guest, guestOrders } from './find-customer'
import { fromWooOrder, isNoOrder } from './order'
import { isGuestId } from './person'
import type { WooOrder } from './schema'

/** Orders of one customer that are read: ten thousand. */
const mostPages = 100

/** Cancelled orders do not count, refunds are taken off; the main currency is that of most orders. Throws `not_found`. */
export async function getStats(account: WooAccount, id: string): Promise<CustomerStats> {
  return figuresOf(account, await ordersOf(account, id))
}

function figuresOf(account: WooAccount, given: readonly WooOrder[]): CustomerStats {
  const orders = given.filter((order) => !isNoOrder(order))
  const bought = orders.map((order) => fromWooOrder(order, account.shop)).filter(({ status }) => status !== 'cancelled')
  const sums = new Map<string, { orders: number; amount: number }>()
  for (const { total, refunded } of bought) {
    const sum = sums.get(total.currency) ?? { orders: 0, amount: 0 }
    sums.set(total.currency, { orders: sum.orders + 1, amount: sum.amount + total.amount - refunded.amount })
  }
  const byCurrency = [...sums]
    .sort(([a, x], [b, y]) => y.orders - x.orders || (a < b ? -1 : 1))
    .map(([currency, sum]) => ({
      orders: sum.orders,
      spent: { amount: sum.amount, currency },
      average: { amount: Math.round(sum.amount / sum.orders), currency },
    }))
  const main = byCurrency.find(({ spent }) => spent.currency === account.shop.currency) ?? byCurrency[0]
  const times = bought.map(({ placedAt }) => placedAt.getTime()).sort((a, b) => a - b)
  const at = (time: number | undefined) => (time === undefined ? null : new Date(time))
  return {
    totalOrders: main?.orders ?? 0,
    totalSpent: main?.spent ?? null,
    averageOrderValue: main?.average ?? null,
    firstOrderAt: at(times[0]),
    lastOrderAt: at(times.at(-1)),
    byCurrency,
    messagesReceived: 0,
    messagesSent: 0,
    lastContactAt: null,
  }
}

/** A customer with his figures, as a record of his own shows them; lists go without. */
export async function withFigures(account: WooAccount, customer: Customer): Promise<Customer> {
  const { totalOrders, totalSpent, averageOrderValue, lastOrderAt } = figuresOf(account, await readOrders(account, customer.id))
  return { ...customer, totalOrders, totalSpent, averageOrderValue, lastOrderAt }
}

async function ordersOf(account: WooAccount, id: string): Promise<WooOrder[]> {
  if (!isGuestId(id)) await account.need(id)
  else if ((await guest(account, id)) === null) throw notFound('customer')
  return readOrders(account, id)
}

async function readOrders(account: WooAccount, id: string): Promise<WooOrder[]> {
  if (isGuestId(id)) return guestOrders(account, id)
  const found = new Map<string, WooOrder>()
  for (let page = 0; page < mostPages; page++) {
    const offset = page * mostRows
    const query = { customer: id, status: 'any', orderby: 'id', order: 'asc', offset: String(offset) }
    const { rows, total } = await account.client.orders(query)
    for (const order of rows) if (order.customer_id === id) found.set(order.id, order)
    if (total === null ? rows.length < mostRows : offset + mostRows >= total || rows.length === 0) break
  }
  return [...found.values()]
}
