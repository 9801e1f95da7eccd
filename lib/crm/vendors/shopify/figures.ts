// What a customer bought, counted from his orders as everywhere else: cancelled ones do not count, refunds are subtracted.
import type { CustomerStats } from '@/lib/customers/customer'
import type { RemoteOrder } from '@/lib/customers/remote-order'
import { CrmError, notFound } from '@/lib/shared/errors'
import type { ShopifyAccount } from './account'
import type { Figures } from './mapper'
import { fromShopifyOrder } from './order-mapper'
import { answers, gid, isId, type WireCustomer, type WireOrder, type WirePage } from './schema'

/** Orders of one customer that are counted; who has more is told Shopify's own figures. */
const most = 2_000

/** `isWhole`: false when there are more than are counted, or than the app may see. Throws `not_found`. */
async function ordersOf(
  account: ShopifyAccount,
  { id, numberOfOrders }: WireCustomer,
): Promise<{ orders: RemoteOrder[]; seen: number }> {
  const orders: RemoteOrder[] = []
  let seen = 0
  // A page has to be paid for before it is known how full it is.
  const first = Math.max(1, Math.min(account.ordersPerPage, numberOfOrders))
  for (let after: string | null = null; ;) {
    const variables = { id: gid('Customer', id), first, after }
    const { customer } = await account.client.run(account.operations.customerOrders, answers.customerOrders, variables)
    if (customer === null) throw notFound('customer')
    const page: WirePage<WireOrder> = customer.orders
    seen += page.nodes.length
    orders.push(...page.nodes.flatMap((order) => fromShopifyOrder(order, account.shop.region) ?? []))
    after = page.pageInfo.endCursor
    if (!page.pageInfo.hasNextPage || after === null || seen >= most) return { orders, seen }
  }
}

type Counted = Pick<
  CustomerStats,
  'totalOrders' | 'totalSpent' | 'averageOrderValue' | 'firstOrderAt' | 'lastOrderAt' | 'byCurrency'
>

/** @param currency the shop's, whose line comes first and is the customer's total */
export function count(orders: readonly RemoteOrder[], currency: string): Counted {
  const bought = orders.filter(({ status }) => status !== 'cancelled')
  const lines = new Map<string, { orders: number; amount: number }>()
  for (const { total, refunded } of bought) {
    const line = lines.get(total.currency) ?? { orders: 0, amount: 0 }
    lines.set(total.currency, { orders: line.orders + 1, amount: line.amount + total.amount - refunded.amount })
  }
  const byCurrency = [...lines]
    .sort(
      ([a, one], [b, other]) => Number(b === currency) - Number(a === currency) || other.orders - one.orders || (a < b ? -1 : 1),
    )
    .map(([code, line]) => ({
      orders: line.orders,
      spent: { amount: line.amount, currency: code },
      average: { amount: Math.round(line.amount / line.orders), currency: code },
    }))
  const times = bought.map(({ placedAt }) => placedAt.getTime())
  const [main] = byCurrency
  return {
    totalOrders: main?.orders ?? 0,
    totalSpent: main?.spent ?? null,
    averageOrderValue: main?.average ?? null,
    firstOrderAt: times.length === 0 ? null : new Date(Math.min(...times)),
    lastOrderAt: times.length === 0 ? null : new Date(Math.max(...times)),
    byCurrency,
  }
}

/** Counted figures; undefined where not all orders can be seen (older than sixty days without leave, no right at all). */
export async function figuresOf(account: ShopifyAccount, wire: WireCustomer): Promise<Figures | undefined> {
  if (wire.numberOfOrders === 0) return undefined
  try {
    const { orders, seen } = await ordersOf(account, wire)
    if (seen < wire.numberOfOrders) return undefined
    const { totalOrders, totalSpent, averageOrderValue, lastOrderAt } = count(orders, wire.amountSpent.currencyCode)
    return { totalOrders, totalSpent, averageOrderValue, lastOrderAt }
  } catch (error) {
    if (error instanceof CrmError && ['forbidden', 'not_found'].includes(error.code)) return undefined
    throw error
  }
}

/** Of the orders that the app may see. Throws `not_found`, `forbidden` (`scopes_missing`). */
export async function statsOf(account: ShopifyAccount, id: string): Promise<CustomerStats> {
  const wire = isId(id) ? await account.find(id) : null
  if (wire === null) throw notFound('customer')
  const { orders } = await ordersOf(account, wire)
  return { ...count(orders, wire.amountSpent.currencyCode), messagesReceived: 0, messagesSent: 0, lastContactAt: null }
}
