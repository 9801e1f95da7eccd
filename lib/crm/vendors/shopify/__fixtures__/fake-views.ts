// A shop's records as the published schema shows them.
import { type FakeConsent, type FakeCustomer, type FakeOrder, type FakeShop, digestOf, iso } from './fake-shop'

const consent = ({ state, level, at }: FakeConsent) => ({ state, optInLevel: level, updatedAt: at === null ? null : iso(at), collectedFrom: null })

export interface PageArguments {
  first?: number | null
  after?: string | null
  reverse?: boolean
}

const cursorOf = (value: string | number, id: string): string => Buffer.from(JSON.stringify({ last_id: id, last_value: value })).toString('base64')

/** A page by a sort value and the id; the cursor holds both, as Shopify's does. */
export function connection<T extends { id: string }>(rows: readonly T[], valueOf: (row: T) => string | number, view: (row: T) => unknown, { first, after, reverse = false }: PageArguments, most = 250) {
  const size = first ?? most
  if (size > most) throw new Error(`first cannot exceed ${most}`)
  const order = (a: string | number, b: string | number): number => (typeof a === 'number' && typeof b === 'number' ? a - b : BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0)
  const compare = (a: { value: string | number; id: string }, b: { value: string | number; id: string }): number => (order(a.value, b.value) || order(a.id, b.id)) * (reverse ? -1 : 1)
  const sorted = rows.map((row) => ({ row, value: valueOf(row), id: row.id })).sort(compare)
  const from = after === null || after === undefined ? null : (JSON.parse(Buffer.from(after, 'base64').toString()) as { last_id: string; last_value: string | number })
  const rest = from === null ? sorted : sorted.filter((one) => compare(one, { value: from.last_value, id: from.last_id }) > 0)
  const page = rest.slice(0, size)
  const last = page.at(-1)
  return {
    nodes: page.map(({ row }) => view(row)),
    edges: page.map(({ row, value, id }) => ({ node: view(row), cursor: cursorOf(value, id) })),
    pageInfo: { hasNextPage: rest.length > size, hasPreviousPage: from !== null, startCursor: null, endCursor: last === undefined ? null : cursorOf(last.value, last.id) },
  }
}

const metafieldView = (name: string, { type, value }: { type: string; value: string }) => {
  const dot = name.indexOf('.')
  return { namespace: name.slice(0, dot), key: name.slice(dot + 1), type, value, compareDigest: digestOf(value), sizeInBytes: value.length }
}

const decimal = (shop: FakeShop, orders: readonly FakeOrder[]): string =>
  orders
    .filter(({ cancelledAt, currency }) => cancelledAt === null && currency === shop.currency)
    .reduce((sum, { total, refunded }) => sum + Number(total) - Number(refunded), 0)
    .toFixed(2)

export function customerView(shop: FakeShop, customer: FakeCustomer): Record<string, unknown> {
  const hidden = (): never => {
    throw Object.assign(new Error('This app is not approved to access the Customer object’s personal fields.'), { extensions: { code: 'ACCESS_DENIED' } })
  }
  const { id, email, phone } = customer
  const latest = () => shop.ordersOf(id).sort((a, b) => b.processedAt - a.processedAt)[0]
  return {
    __typename: 'Customer',
    id: `gid://shopify/Customer/${id}`,
    legacyResourceId: id,
    firstName: customer.firstName,
    lastName: customer.lastName,
    locale: customer.locale,
    note: customer.note,
    tags: [...customer.tags],
    createdAt: iso(customer.createdAt),
    updatedAt: iso(customer.updatedAt),
    canDelete: () => shop.ordersOf(id).length === 0,
    numberOfOrders: () => String(shop.ordersOf(id).length),
    amountSpent: () => ({ amount: decimal(shop, shop.ordersOf(id)), currencyCode: shop.currency }),
    lastOrder: () => {
      const order = latest()
      return order === undefined ? null : orderView(shop, order)
    },
    defaultEmailAddress: () =>
      shop.hidesPeople ? hidden() : email === null ? null : { emailAddress: email, marketingState: customer.emailConsent.state, marketingOptInLevel: customer.emailConsent.level, marketingUpdatedAt: customer.emailConsent.at === null ? null : iso(customer.emailConsent.at), validFormat: true },
    defaultPhoneNumber: () =>
      shop.hidesPeople ? hidden() : phone === null ? null : { phoneNumber: phone, smsMarketingConsent: consent(customer.smsConsent), whatsAppMarketingConsent: consent(customer.whatsappConsent) },
    metafield: ({ namespace, key }: { namespace?: string; key: string }) => {
      const name = `${namespace ?? 'app'}.${key}`
      const found = customer.metafields.get(name)
      return found === undefined ? null : metafieldView(name, found)
    },
    metafields: ({ first, keys }: { first: number; keys?: string[] | null }) => {
      const all = [...customer.metafields].filter(([name]) => keys === null || keys === undefined || keys.includes(name)).slice(0, first)
      return { nodes: all.map(([name, value]) => metafieldView(name, value)), edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null } }
    },
    orders: (args: PageArguments) => connection(shop.ordersOf(id), (order) => order.id, (order) => orderView(shop, order), args),
  }
}

export function orderView(shop: FakeShop, order: FakeOrder): Record<string, unknown> {
  const bag = (amount: string) => ({ shopMoney: { amount, currencyCode: order.currency }, presentmentMoney: { amount, currencyCode: order.currency } })
  const address = order.firstName === null && order.lastName === null ? null : { firstName: order.firstName, lastName: order.lastName, phone: order.phone }
  const customer = order.customerId === null ? null : shop.live(order.customerId)
  return {
    __typename: 'Order',
    id: `gid://shopify/Order/${order.id}`,
    legacyResourceId: order.id,
    name: order.name,
    test: order.test,
    email: order.email,
    phone: order.phone,
    createdAt: iso(order.processedAt),
    processedAt: iso(order.processedAt),
    updatedAt: iso(order.updatedAt),
    cancelledAt: order.cancelledAt === null ? null : iso(order.cancelledAt),
    displayFinancialStatus: order.financial,
    displayFulfillmentStatus: order.fulfillment,
    totalPriceSet: bag(order.total),
    totalRefundedSet: bag(order.refunded),
    billingAddress: address,
    shippingAddress: null,
    customer: () => (customer === null ? null : customerView(shop, customer)),
  }
}
