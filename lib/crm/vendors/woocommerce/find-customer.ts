// Who has an address or a number. WooCommerce finds accounts by address alone; a number is looked for where it may stand, and
// every find is read and compared: the shop's own search takes half a number for a whole one.
import type { Customer } from '@/lib/customers/customer'
import type { CustomerQuery } from '@/lib/customers/customer-system'
import { normaliseEmail, normalisePhone, readPhoneQuery } from '@/lib/customers/identity'
import { tagKey } from '@/lib/customers/tag-key'
import type { WooAccount } from './account'
import { accountEmail, wireEmail } from './account-email'
import { mostRows } from './client'
import { fromGuest, fromWooCustomer, type Guest } from './mapper'
import { guestOf, guestPrefix, isGuestId, phonesOf } from './person'
import { phoneSpellings } from './phone-spellings'
import type { WooCustomer, WooOrder } from './schema'

/** Pages of the newest accounts that are looked through for a number or a name: there is no search for either. */
const newestPages = 10
/** Pages of one guest's orders. */
const guestPages = 20

/** The account with exactly this address; WooCommerce keeps one at most. */
export async function accountByEmail(account: WooAccount, email: string): Promise<WooCustomer | null> {
  const value = normaliseEmail(email)
  // A star would stand for anything there.
  if (value === null || value.includes('*')) return null
  const { rows } = await account.client.customers({ email: wireEmail(value, '').email, per_page: '10' })
  return rows.find((customer) => accountEmail(customer) === value) ?? null
}

/** The account with this address, else a guest who ordered with it. */
export async function customerByEmail(account: WooAccount, email: string): Promise<Customer | null> {
  const value = normaliseEmail(email)
  if (value === null || value.includes('*')) return null
  const own = await accountByEmail(account, value)
  if (own !== null) return fromWooCustomer(own, account.shop)
  return guest(account, `${guestPrefix}${value}`)
}

/** Somebody who ordered without an account, by `guest:` and an address or a number; null for nobody. */
export async function guest(account: WooAccount, id: string): Promise<Customer | null> {
  const orders = await guestOrders(account, id)
  const known = orders.flatMap((order) => guestOf(order, account.shop) ?? [])
  const newest = known[0]
  if (newest === undefined) return null
  const named = known.find(({ firstName, lastName }) => firstName !== null || lastName !== null) ?? newest
  const phoned = known.find(({ phone }) => phone !== null) ?? newest
  const { firstName, lastName } = named
  const { phone, phoneRaw } = phoned
  return fromGuest({ ...newest, firstName, lastName, phone, phoneRaw }, account.shop, span(orders))
}

/** Newest first. */
export async function guestOrders(account: WooAccount, id: string): Promise<WooOrder[]> {
  if (!isGuestId(id)) return []
  const known = id.slice(guestPrefix.length)
  const isNumber = known.startsWith('+')
  const value = isNumber ? normalisePhone(known, account.shop.region) : normaliseEmail(known)
  if (value !== known || known.includes('*')) return []
  const found = new Map<string, WooOrder>()
  for (const search of isNumber ? phoneSpellings(known, account.shop.region) : [known]) {
    for (const order of await searchOrders(account, search, guestPages))
      if (guestOf(order, account.shop)?.externalId === id) found.set(order.id, order)
    if (isNumber && found.size > 0) break
  }
  return [...found.values()]
}

const span = (orders: readonly WooOrder[]): { first: Date; last: Date } => {
  const times = orders.flatMap(({ date_created_gmt: at, date_modified_gmt: changed }) =>
    [at, changed].flatMap((one) => one ?? []),
  )
  const sorted = times.map((one) => one.getTime()).sort((a, b) => a - b)
  return { first: new Date(sorted[0] ?? 0), last: new Date(sorted.at(-1) ?? 0) }
}

/** Orders whose invoice or delivery holds the text, newest first. */
async function searchOrders(account: WooAccount, search: string, pages = 1): Promise<WooOrder[]> {
  const found: WooOrder[] = []
  for (let page = 0; page < pages; page++) {
    const query = { search, status: 'any', orderby: 'date', order: 'desc', offset: String(page * mostRows) }
    const { rows } = await account.client.orders(query)
    found.push(...rows)
    if (rows.length < mostRows) break
  }
  return found
}

/** Accounts with exactly this number, then guests who ordered with it. */
export async function customersByPhone(account: WooAccount, phone: string): Promise<Customer[]> {
  const value = normalisePhone(phone, account.shop.region)
  if (value === null) return []
  const { accounts, guests } = await ownersOfPhone(account, value)
  return [
    ...accounts.map((customer) => fromWooCustomer(customer, account.shop)),
    ...[...guests.values()].flatMap((orders) => guestOfOrders(account, orders) ?? []),
  ]
}

/**
 * The newest accounts first, then whoever ordered. Empty proves nothing: an old account that never ordered is found by nobody.
 * @param value E.164
 */
export async function ownersOfPhone(
  account: WooAccount,
  value: string,
): Promise<{ accounts: WooCustomer[]; guests: ReadonlyMap<string, WooOrder[]> }> {
  const has = (customer: WooCustomer) => phonesOf(customer, account.shop).some((one) => one.value === value)
  const recent = await newest(account, has, 1)
  if (recent.length > 0) return { accounts: recent, guests: new Map() }
  const { buyers, guests } = await buyersByPhone(account, value)
  const owners: WooCustomer[] = []
  for (const id of buyers) {
    const customer = await account.find(id)
    if (customer !== null && has(customer)) owners.push(customer)
  }
  return { accounts: owners, guests }
}

const guestOfOrders = (account: WooAccount, orders: readonly WooOrder[]): Customer | null => {
  const known: Guest | undefined = orders.flatMap((order) => guestOf(order, account.shop) ?? [])[0]
  return known === undefined ? null : fromGuest(known, account.shop, span(orders))
}

/** Accounts that ordered with this number, at most five, and guests with their orders. */
async function buyersByPhone(account: WooAccount, value: string) {
  const buyers = new Set<string>()
  const guests = new Map<string, WooOrder[]>()
  for (const search of phoneSpellings(value, account.shop.region)) {
    for (const order of await searchOrders(account, search)) {
      const who = guestOf(order, account.shop)
      if (who?.phone === value) guests.set(who.externalId, [...(guests.get(who.externalId) ?? []), order])
      if (order.customer_id !== '0' && buyers.size < 5) buyers.add(order.customer_id)
    }
    if (buyers.size > 0) break
  }
  return { buyers, guests }
}

/** The newest accounts that fit, the newest first; looks on until there are `most` or the pages are through. */
async function newest(account: WooAccount, fits: (customer: WooCustomer) => boolean, most: number): Promise<WooCustomer[]> {
  const found = new Map<string, WooCustomer>()
  for (let page = 0; page < newestPages && found.size < most; page++) {
    const { rows, total } = await account.client.customers({ order: 'desc', offset: String(page * mostRows) })
    for (const customer of rows) if (fits(customer)) found.set(customer.id, customer)
    if (total === null ? rows.length < mostRows : (page + 1) * mostRows >= total || rows.length === 0) break
  }
  return [...found.values()]
}

/** Every part of the filter holds for what is given back. Names, tags and segments are judged among the newest accounts. */
export async function searchCustomers(
  account: WooAccount,
  filter: Omit<CustomerQuery, 'limit'>,
  limit: number,
): Promise<Customer[]> {
  const found = await candidates(account, filter, limit)
  return found.filter((customer) => holds(customer, filter, account.shop.region)).slice(0, limit)
}

async function candidates(account: WooAccount, filter: Omit<CustomerQuery, 'limit'>, limit: number): Promise<Customer[]> {
  if (filter.email !== undefined) {
    const one = await customerByEmail(account, filter.email)
    return one === null ? [] : [one]
  }
  if (filter.phone !== undefined) return customersByPhone(account, filter.phone)
  const query = filter.query?.trim() ?? ''
  const typed = readPhoneQuery(query, account.shop.region)
  if (typed.numbers[0] !== undefined) return customersByPhone(account, typed.numbers[0])
  const one = query.includes('@') ? await customerByEmail(account, query) : null
  if (one !== null) return [one]
  const view = (customer: WooCustomer) => fromWooCustomer(customer, account.shop)
  const fits = (customer: WooCustomer) => holds(view(customer), filter, account.shop.region)
  // The shop's own search knows logins, addresses and shown names of everybody, also of those who came long ago.
  const named = query === '' ? [] : (await account.client.customers({ search: query.replaceAll('*', '') })).rows.filter(fits)
  const rest = named.length >= limit ? [] : await newest(account, fits, limit)
  const guests = query === '' ? [] : await guestsNamed(account, query)
  return [...new Map([...[...named, ...rest].map(view), ...guests].map((customer) => [customer.id, customer])).values()]
}

async function guestsNamed(account: WooAccount, query: string): Promise<Customer[]> {
  const lists = new Map<string, WooOrder[]>()
  for (const order of await searchOrders(account, query)) {
    const who = guestOf(order, account.shop)
    if (who !== null) lists.set(who.externalId, [...(lists.get(who.externalId) ?? []), order])
  }
  return [...lists.values()].flatMap((orders) => guestOfOrders(account, orders) ?? [])
}

function holds(customer: Customer, filter: Omit<CustomerQuery, 'limit'>, region: string): boolean {
  const { email, phone, segment, tags = [] } = filter
  const has = (kind: 'email' | 'phone', value: string | null) =>
    customer.handles.some((handle) => handle.kind === kind && handle.value === value)
  const query = filter.query?.trim() ?? ''
  const typed = readPhoneQuery(query, region)
  const keys = customer.tags.map(tagKey)
  const digits = () => customer.handles.some(({ kind, value }) => kind === 'phone' && value.includes(typed.ending))
  return (
    (email === undefined || has('email', normaliseEmail(email))) &&
    (phone === undefined || has('phone', normalisePhone(phone, region))) &&
    (segment === undefined || customer.segment === segment) &&
    tags.every((tag) => keys.includes(tagKey(tag))) &&
    (query === '' || (typed.ending === '' ? matchesText(customer, query) : digits()))
  )
}

/** Every word begins a word of the name, or the whole begins an address. Signs without a word are in the name as they are. */
function matchesText(customer: Customer, query: string): boolean {
  const address = query.toLowerCase()
  if (customer.handles.some(({ kind, value }) => kind === 'email' && value.startsWith(address))) return true
  const name = tagKey(`${customer.firstName ?? ''} ${customer.lastName ?? ''}`)
  const wanted = wordsOf(tagKey(query))
  if (wanted.length === 0) return name.includes(tagKey(query))
  const words = wordsOf(name)
  return wanted.every((word) => words.some((one) => one.startsWith(word)))
}

const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
