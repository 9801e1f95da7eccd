// /wc/v3/orders of the fake, their refunds among them.
// https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/rest-api/Controllers/Version2/class-wc-rest-orders-v2-controller.php
import { choice, dateTime, type FakeAnswer, type FakeRequest, fields, ids, integer, paged, refuseParam } from './fake-rest'
import { type FakeOrder, type FakeShop, gmt, local, nextId, Refusal, siteOffset } from './fake-shop'

const base = '/wp-json/wc/v3/orders'
export const orderStatuses = ['auto-draft', 'pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed', 'checkout-draft', 'partial-shipped', 'atelier']
/** Statuses that a search for "any" leaves out. */
const hidden = ['trash', 'auto-draft', 'checkout-draft']

const gone = () => new Refusal(404, 'woocommerce_rest_shop_order_invalid_id', 'ID non valide.')

export function answerOrders(shop: FakeShop, request: FakeRequest, url: string): FakeAnswer | null {
  const { method, path, query } = request
  const dp = integer(query, 'dp', shop.priceDecimals, { least: 0, most: 10 })
  if (path === base && method === 'GET') return list(shop, request, url, dp)
  const refunds = new RegExp(`^${base}/(\\d+)/refunds$`).exec(path)?.[1]
  if (refunds !== undefined) return answerRefunds(shop, request, url, Number(refunds))
  const id = new RegExp(`^${base}/(\\d+)$`).exec(path)?.[1]
  if (id === undefined) return null
  const order = shop.orders.get(Number(id))
  if (order === undefined) throw gone()
  if (method === 'GET') return { status: 200, body: orderView(order, url, dp) }
  if (method === 'DELETE') {
    if (query.get('force') === 'true') shop.removeOrder(order.id)
    else if (order.status === 'trash') throw new Refusal(410, 'woocommerce_rest_already_trashed', 'Déjà à la corbeille.')
    else shop.changeOrder(order.id, { status: 'trash' })
    return { status: 200, body: orderView(order, url, dp) }
  }
  const { status } = fields(request.body)
  if (typeof status === 'string') {
    if (!orderStatuses.includes(status)) throw refuseParam('status')
    shop.changeOrder(order.id, { status })
  }
  return { status: 200, body: orderView(order, url, dp) }
}

function list(shop: FakeShop, request: FakeRequest, url: string, dp: number): FakeAnswer {
  const { query } = request
  const statuses = (query.getAll('status').at(-1) ?? 'any').split(',')
  if (statuses.some((status) => !['any', 'trash', ...orderStatuses].includes(status))) throw refuseParam('status')
  const orderby = choice(query, 'orderby', 'date', ['date', 'id', 'include', 'title', 'slug', 'modified'])
  const order = choice(query, 'order', 'desc', ['asc', 'desc'])
  const shift = query.getAll('dates_are_gmt').at(-1) === 'true' ? 0 : siteOffset
  const bound = (name: string) => {
    const at = dateTime(query, name)
    return at === null ? null : at - shift
  }
  const [after, before, modifiedAfter, modifiedBefore] = ['after', 'before', 'modified_after', 'modified_before'].map(bound)
  const customer = query.has('customer') ? integer(query, 'customer', 0, { least: 0, most: Number.MAX_SAFE_INTEGER }) : null
  const search = (query.getAll('search').at(-1) ?? '').toLowerCase()
  const [include, exclude] = [ids(query, 'include'), ids(query, 'exclude')]
  const whole = (at: number) => Math.floor(at / 1000) * 1000
  const found = [...shop.orders.values()].filter(
    (one) =>
      (statuses.includes('any') ? !hidden.includes(one.status) : statuses.includes(one.status)) &&
      (customer === null || one.customer_id === customer) &&
      (include.length === 0 || include.includes(one.id)) &&
      !exclude.includes(one.id) &&
      isBetween(whole(one.createdAt), after, before) &&
      isBetween(whole(one.modifiedAt), modifiedAfter, modifiedBefore) &&
      (search === '' || String(one.id) === search || indexOf(one).some((text) => text.includes(search))),
  )
  const key = (one: FakeOrder): number => (orderby === 'modified' ? whole(one.modifiedAt) : orderby === 'date' ? whole(one.createdAt) : one.id)
  found.sort((a, b) => (key(a) - key(b) || a.id - b.id) * (order === 'desc' ? -1 : 1))
  return paged(found, request, url, (one) => orderView(one, url, dp))
}

/** Both bounds are exclusive, as WP_Date_Query's are. */
const isBetween = (at: number, after: number | null | undefined, before: number | null | undefined): boolean =>
  (after === null || after === undefined || at > after) && (before === null || before === undefined || at < before)

/** _billing_address_index and _shipping_address_index: the address as it was typed, in one line. */
const indexOf = ({ billing, shipping }: FakeOrder): string[] => [billing, shipping].map((address) => Object.values(address).join(' ').toLowerCase())

function answerRefunds(shop: FakeShop, { method, body }: FakeRequest, url: string, id: number): FakeAnswer {
  const order = shop.orders.get(id)
  if (order === undefined) throw gone()
  const view = (refund: FakeOrder['refunds'][number]) => ({
    ...{ id: refund.id, date_created: local(order.modifiedAt), date_created_gmt: gmt(order.modifiedAt) },
    ...{ amount: refund.total.replace('-', ''), reason: refund.reason, refunded_by: 1, refunded_payment: false, meta_data: [], line_items: [] },
    _links: { up: [{ href: `${url}${base}/${id}` }] },
  })
  if (method === 'GET') return { status: 200, body: order.refunds.map(view) }
  const amount = fields(body).amount
  if (typeof amount !== 'string' || !/^\d+(\.\d+)?$/.test(amount)) throw refuseParam('amount')
  const refund = refundOrder(shop, id, amount)
  return { status: 201, body: view(refund) }
}

/** Gives back a part, or what is left: then the order is refunded. */
export function refundOrder(shop: FakeShop, id: number, amount: string): FakeOrder['refunds'][number] {
  const order = shop.orders.get(id)
  if (order === undefined) throw gone()
  const refund = { id: nextId(), reason: '', total: `-${amount}` }
  const given = [...order.refunds, refund].reduce((sum, { total }) => sum - Number(total), 0)
  shop.changeOrder(id, { refunds: [...order.refunds, refund], ...(given >= Number(order.total) ? { status: 'refunded' } : {}) })
  return refund
}

const money = (text: string, dp: number): string => {
  const [whole = '0', fraction = ''] = text.split('.')
  return dp === 0 ? whole : `${whole}.${fraction.padEnd(dp, '0').slice(0, dp)}`
}

export const orderView = (order: FakeOrder, url: string, dp: number): Record<string, unknown> => ({
  id: order.id,
  parent_id: 0,
  status: order.status,
  currency: order.currency,
  version: '10.3.4',
  prices_include_tax: true,
  date_created: local(order.createdAt),
  date_modified: local(order.modifiedAt),
  ...Object.fromEntries(['discount_total', 'discount_tax', 'shipping_total', 'shipping_tax', 'cart_tax', 'total_tax'].map((name) => [name, money('0', dp)])),
  total: money(order.total, dp),
  customer_id: order.customer_id,
  order_key: `wc_order_${order.id}`,
  billing: { ...order.billing },
  shipping: { ...order.shipping },
  ...{ payment_method: 'bacs', payment_method_title: 'Virement', transaction_id: '', customer_ip_address: '', customer_user_agent: '', created_via: 'checkout', customer_note: '' },
  date_completed: null,
  date_paid: local(order.paidAt),
  cart_hash: '',
  number: order.number,
  meta_data: order.meta.map((row) => ({ ...row })),
  ...{ line_items: [], tax_lines: [], shipping_lines: [], fee_lines: [], coupon_lines: [] },
  refunds: order.refunds.map((refund) => ({ ...refund, total: `-${money(refund.total.slice(1), dp)}` })),
  ...{ payment_url: '', is_editable: false, needs_payment: false, needs_processing: true },
  date_created_gmt: gmt(order.createdAt),
  date_modified_gmt: gmt(order.modifiedAt),
  date_completed_gmt: null,
  date_paid_gmt: gmt(order.paidAt),
  _links: { self: [{ href: `${url}${base}/${order.id}` }], collection: [{ href: `${url}${base}` }] },
})
