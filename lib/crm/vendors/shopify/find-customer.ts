// Finding customers. What must be certain is asked by identifier; the search, which lags and takes addresses apart, only
// offers candidates. https://shopify.dev/docs/api/usage/search-syntax
import type { Customer } from '@/lib/customers/customer'
import type { CustomerQuery } from '@/lib/customers/customer-system'
import { normaliseEmail, normalisePhone, readPhoneQuery } from '@/lib/customers/identity'
import { tagKey } from '@/lib/customers/tag-key'
import type { ShopifyAccount } from './account'
import { fromShopifyCustomer, identitiesOf } from './mapper'
import type { Operation } from './operations'
import { answers, type WireCustomer, type WirePage } from './schema'
import { clean, isSegmentTag, segmentTag } from './segment-tag'

/** The customer whom we made under this value of our unique field. */
export async function customerByOwnId(account: ShopifyAccount, value: string): Promise<WireCustomer | null> {
  return (await identified(account, account.operations.customerByOwnId, value))[0] ?? null
}

/** The customer with this main or further address. */
export async function customerByEmail(account: ShopifyAccount, email: string): Promise<WireCustomer | null> {
  const wanted = normaliseEmail(email)
  if (wanted === null) return null
  const found = await identified(account, account.operations.customerByEmail, wanted)
  return found.find((customer) => identitiesOf(customer, account.shop).emails.includes(wanted)) ?? null
}

/** Customers with exactly this number, the one whose main number it is first. */
export async function customersByPhone(account: ShopifyAccount, phone: string): Promise<WireCustomer[]> {
  const wanted = normalisePhone(phone, account.shop.region)
  if (wanted === null) return []
  const found = await identified(account, account.operations.customerByPhone, wanted)
  return found.filter((customer) => identitiesOf(customer, account.shop).phones.includes(wanted))
}

async function identified(account: ShopifyAccount, operation: Operation, value: string): Promise<WireCustomer[]> {
  const { first, second, third } = await account.withDefinitions(() => account.client.run(operation, answers.found, { value }))
  const all = [first, second, third].flatMap((customer) => customer ?? [])
  return [...new Map(all.map((customer) => [customer.id, customer])).values()]
}

type Filter = Omit<CustomerQuery, 'limit'>

/** Best match first; every part of the filter holds for what is given back, whatever the index thinks. */
export async function searchCustomers(account: ShopifyAccount, filter: Filter, limit: number): Promise<Customer[]> {
  const found = await candidates(account, filter, limit)
  const customers = found.map((customer) => fromShopifyCustomer(customer, account.shop))
  return customers.filter((customer) => holds(customer, filter, account.shop.region)).slice(0, limit)
}

async function candidates(account: ShopifyAccount, filter: Filter, limit: number): Promise<WireCustomer[]> {
  if (filter.email !== undefined) {
    const customer = await customerByEmail(account, filter.email)
    return customer === null ? [] : [customer]
  }
  if (filter.phone !== undefined) return customersByPhone(account, filter.phone)
  const typed = filter.query?.trim() ?? ''
  if (normaliseEmail(typed) !== null) {
    const customer = await customerByEmail(account, typed)
    if (customer !== null) return [customer]
  }
  const { numbers, starts, ending } = readPhoneQuery(typed, account.shop.region)
  if (numbers[0] !== undefined) return customersByPhone(account, numbers[0])
  const terms = [
    // The index knows beginnings and no ends: whoever has a number is looked at, the latest first.
    ...(ending === '' ? wordsOf(typed).map((word) => `${word}*`) : [`phone:${starts[0] ?? ''}*`]),
    ...(await narrowing(account, filter)),
  ]
  return indexed(account, terms.join(' AND '), limit)
}

/** Records that are looked at for one search at most. */
const mostLookedAt = 1_000

/** The index may offer what does not hold any more: it is read on until there is enough or no more. */
async function indexed(account: ShopifyAccount, query: string, limit: number): Promise<WireCustomer[]> {
  const enough = query.startsWith('phone:*') ? mostLookedAt : Math.max(limit, 200)
  const found: WireCustomer[] = []
  for (let after: string | null = null; ;) {
    const variables = {
      first: account.customersPerPage,
      after,
      query: query === '' ? null : query,
      sortKey: 'UPDATED_AT',
      reverse: true,
    }
    const page: WirePage<WireCustomer> = (await account.client.run(account.operations.customers, answers.customers, variables))
      .customers
    found.push(...page.nodes)
    after = page.pageInfo.endCursor
    if (!page.pageInfo.hasNextPage || after === null || found.length >= enough) return found
  }
}

/** Parts of a query that the owners of tags and of a segment match, and others may. */
async function narrowing(account: ShopifyAccount, { tags = [], segment }: Filter): Promise<string[]> {
  const spelled = tags.length === 0 ? [] : await tagsOf(account)
  const terms = tags.map((name) => {
    const alike = spelled.filter((tag) => tagKey(tag) === tagKey(name))
    return anyTag([clean(name), tagKey(clean(name)), ...alike])
  })
  // A segment that the shop keeps in a field of its own is judged here.
  return segment === undefined || account.shop.mapping.segment !== undefined ? terms : [...terms, anyTag([segmentTag(segment)])]
}

const anyTag = (names: readonly string[]): string =>
  `(${[...new Set(names)].map((name) => `tag:"${name.replace(/["\\]/g, '\\$&')}"`).join(' OR ')})`

/** The spellings in use: Shopify tells tags with other accents apart. */
async function tagsOf(account: ShopifyAccount): Promise<string[]> {
  const { shop } = await account.client.run(account.operations.customerTags, answers.customerTags)
  return shop.customerTags.nodes.filter((tag) => !isSegmentTag(tag))
}

function holds(customer: Customer, filter: Filter, region: string): boolean {
  const { email, phone, segment, tags = [] } = filter
  const has = (kind: 'email' | 'phone', value: string | null) =>
    customer.handles.some((handle) => handle.kind === kind && handle.value === value)
  const query = filter.query?.trim() ?? ''
  const { ending } = readPhoneQuery(query, region)
  const keys = customer.tags.map(tagKey)
  return (
    (email === undefined || has('email', normaliseEmail(email))) &&
    (phone === undefined || has('phone', normalisePhone(phone, region))) &&
    (segment === undefined || customer.segment === segment) &&
    tags.every((tag) => keys.includes(tagKey(tag))) &&
    (query === '' || (ending === '' ? matchesText(customer, query) : matchesDigits(customer, ending)))
  )
}

const matchesDigits = (customer: Customer, ending: string): boolean =>
  customer.handles.some(({ kind, value }) => kind === 'phone' && value.includes(ending))

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

/** Letters and figures only: every other sign has a meaning in a query. */
const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
