// A shop's orders: one by its id, and those that changed since a cursor.
import { z } from 'zod'
import type { OrderPage, RemoteOrder } from '@/lib/customers/remote-order'
import type { ShopifyAccount } from './account'
import { bulkSchema, firstBulk, stepBulk } from './bulk'
import { bulkOrders } from './operations'
import { fromShopifyOrder } from './order-mapper'
import { answers, gid, isId, orderSchema, type WireOrder } from './schema'
import { changedFrom, firstWalk, nextWalk, overlap, readCursor, step, walkSchema, writeCursor } from './walk'

/** A list of orders, told apart from the one of customers. */
const cursorSchema = z.discriminatedUnion('orders', [
  z.strictObject({ orders: z.literal('bulk'), bulk: bulkSchema }),
  z.strictObject({ orders: z.literal('walk'), walk: walkSchema }),
])
type Cursor = z.output<typeof cursorSchema>

/** Null for a missing order, a test order, and what is no id of one. */
export async function getOrder(account: ShopifyAccount, id: string): Promise<RemoteOrder | null> {
  if (!isId(id)) return null
  const { order } = await account.client.run(account.operations.order, answers.order, { id: gid('Order', id) })
  return order === null ? null : fromShopifyOrder(order, account.shop.region)
}

/** At most a page, the oldest change first. Throws `invalid` (path `cursor`) and what the client throws. */
export async function ordersSince(account: ShopifyAccount, given: string | null): Promise<OrderPage> {
  if (given === null) return begin(account)
  const cursor = readCursor(cursorSchema, given)
  return cursor.orders === 'bulk' ? bulkRead(account, cursor.bulk) : walked(account, cursor.walk)
}

async function begin(account: ShopifyAccount): Promise<OrderPage> {
  const { ordersCount } = await account.client.run(account.operations.ordersCount, answers.ordersCount, { limit: null })
  const total = ordersCount?.count ?? 0
  const page = total > account.bulkFrom ? await bulkRead(account, firstBulk()) : await walked(account, firstWalk())
  return { ...page, total }
}

const pageOf = (account: ShopifyAccount, orders: readonly WireOrder[], cursor: Cursor, hasMore: boolean): OrderPage => ({
  orders: orders.flatMap((order) => fromShopifyOrder(order, account.shop.region) ?? []),
  cursor: writeCursor(cursor),
  hasMore,
})

async function bulkRead(account: ShopifyAccount, bulk: Extract<Cursor, { orders: 'bulk' }>['bulk']): Promise<OrderPage> {
  const now = await stepBulk(account, bulk, { query: bulkOrders, schema: orderSchema })
  if (now.kind === 'wait') return { ...pageOf(account, [], { orders: 'bulk', bulk: now.bulk }, true), wait: now.wait }
  if (now.kind === 'failed') return pageOf(account, [], { orders: 'walk', walk: firstWalk() }, true)
  const next: Cursor = now.isLast
    ? { orders: 'walk', walk: nextWalk({ since: Math.max(0, bulk.startedAt - overlap), told: [] }) }
    : { orders: 'bulk', bulk: now.bulk }
  return pageOf(account, now.records, next, true)
}

async function walked(account: ShopifyAccount, walk: Extract<Cursor, { orders: 'walk' }>['walk']): Promise<OrderPage> {
  const { orders } = await account.client.run(account.operations.orders, answers.orders, {
    first: account.ordersPerPage,
    after: walk.after,
    query: changedFrom('updated_at', walk.bound),
  })
  const { fresh, walk: next, isLast } = step(walk, orders)
  return pageOf(account, fresh, { orders: 'walk', walk: next }, !isLast)
}
