// Finding contacts. What must be certain is asked by unique values; the search, which lags, only offers candidates.
// https://developers.hubspot.com/docs/api-reference/search/guide
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { CustomerQuery } from '@/lib/customers/customer-system'
import type { Customer } from '@/lib/customers/customer'
import { normaliseEmail, normalisePhone, readPhoneQuery } from '@/lib/customers/identity'
import { tagKey } from '@/lib/customers/tag-key'
import { type HubspotAccount } from './account'
import type { SearchFilter, SearchRequest } from './client'
import { fromHubspotContact, phonesOf, propertyOf } from './mapper'
import type { HubspotObject } from './schema'

/** The contact with this main or further address. In a field of the shop's own mapping nothing is unique: it is searched. */
export async function contactByEmail(account: HubspotAccount, email: string): Promise<HubspotObject | null> {
  const wanted = normaliseEmail(email)
  if (wanted === null) return null
  const property = propertyOf(account.shop, 'email')
  if (property === 'email') return account.client.get('contacts', wanted, account.contactProperties, 'email')
  const filters = [{ propertyName: property, operator: 'EQ', value: wanted }]
  const { results } = await account.client.search({ filterGroups: [{ filters }], limit: 100 }, account.contactProperties)
  return results.find(({ properties }) => normaliseEmail(properties[property] ?? '') === wanted) ?? null
}

/** The contact that our unique property names for this number, if it still has the number; `isStale` when it has not. */
export async function ownerOfPhone(
  account: HubspotAccount,
  value: string,
): Promise<{ contact: HubspotObject; isStale: boolean } | null> {
  const contact = await account.withProperties(() =>
    account.client.get('contacts', value, account.contactProperties, 'coccinelle_phone'),
  )
  if (contact === null) return null
  return { contact, isStale: !phonesOf(contact.properties, account.shop).some((phone) => phone.value === value) }
}

/** Contacts with exactly this number, the one that has it as its own first. */
export async function contactsByPhone(account: HubspotAccount, phone: string): Promise<HubspotObject[]> {
  const value = normalisePhone(phone, account.shop.region)
  if (value === null) return []
  const owner = await ownerOfPhone(account, value)
  if (owner !== null && !owner.isStale) return [owner.contact]
  const { results } = await account.client.search({ ...phoneSearch(account, value), limit: 100 }, account.contactProperties)
  return results.filter(({ properties }) => phonesOf(properties, account.shop).some((one) => one.value === value))
}

/** HubSpot's own normalised copies hold no country: several countries' people may match, so whoever asks compares. */
function phoneSearch(account: HubspotAccount, value: string): Pick<SearchRequest, 'filterGroups'> {
  const national = parsePhoneNumberFromString(value)?.nationalNumber ?? value.slice(1)
  const equal = (propertyName: string, wanted: string) => ({ filters: [{ propertyName, operator: 'EQ', value: wanted }] })
  return {
    filterGroups: [
      equal('hs_searchable_calculated_phone_number', national),
      equal('hs_searchable_calculated_mobile_number', national),
      equal(propertyOf(account.shop, 'phone'), value),
      { filters: [{ propertyName: 'coccinelle_phones', operator: 'CONTAINS_TOKEN', value: `*${value.slice(1)}*` }] },
    ],
  }
}

/** Best match first; every part of the filter holds for what is given back, whatever the index thinks. */
export async function searchContacts(
  account: HubspotAccount,
  filter: Omit<CustomerQuery, 'limit'>,
  limit: number,
): Promise<Customer[]> {
  const contacts = await candidates(account, filter, limit)
  const context = await account.contextFor(contacts)
  const customers = contacts.map((contact) => fromHubspotContact(contact, context))
  return customers.filter((customer) => holds(customer, filter, account.shop.region)).slice(0, limit)
}

async function candidates(
  account: HubspotAccount,
  filter: Omit<CustomerQuery, 'limit'>,
  limit: number,
): Promise<HubspotObject[]> {
  if (filter.email !== undefined) {
    const contact = await contactByEmail(account, filter.email)
    return contact === null ? [] : [contact]
  }
  if (filter.phone !== undefined) return contactsByPhone(account, filter.phone)
  const query = filter.query?.trim() ?? ''
  const typed = readPhoneQuery(query, account.shop.region)
  if (typed.numbers[0] !== undefined) return contactsByPhone(account, typed.numbers[0])
  const narrowing = await filtersOf(account, filter)
  const request: Omit<SearchRequest, 'limit'> =
    typed.ending === ''
      ? {
          ...(query === '' ? {} : { query: indexed(query) }),
          ...(narrowing.length === 0 ? {} : { filterGroups: [{ filters: narrowing }] }),
        }
      : {
          filterGroups: ['hs_searchable_calculated_phone_number', 'hs_searchable_calculated_mobile_number'].map(
            (propertyName) => ({
              filters: [{ propertyName, operator: 'CONTAINS_TOKEN', value: `*${typed.ending}*` }, ...narrowing],
            }),
          ),
        }
  const found: HubspotObject[] = []
  // The index may offer what does not hold any more: read on until there is enough or no more, at most a thousand.
  for (let after: string | undefined; found.length < Math.max(limit, 200) && found.length < 1_000;) {
    const page = await account.withProperties(() =>
      account.client.search({ ...request, limit: 100, ...(after === undefined ? {} : { after }) }, account.contactProperties),
    )
    found.push(...page.results)
    if (page.after === null) break
    after = page.after
  }
  return found
}

/** Segments are judged here, on what is read: a stage alone does not say which segment it is. */
async function filtersOf(account: HubspotAccount, { tags = [], segment }: Omit<CustomerQuery, 'limit'>): Promise<SearchFilter[]> {
  const { mapping, stages } = account.shop
  const filters: SearchFilter[] = []
  // Six filters a group are the most: who has five of the tags is asked about the others here.
  for (const tag of tags.slice(0, 5)) filters.push(...[(await account.tags.filter(tag)) ?? []].flat())
  if (segment === undefined) return filters
  if (mapping.segment !== undefined) return [...filters, { propertyName: mapping.segment, operator: 'EQ', value: segment }]
  const stagesOf = Object.entries(stages.toSegment).flatMap(([stage, one]) => (one === segment ? [stage] : []))
  const written = stages.toStage[segment]
  const possible = [...new Set([...stagesOf, ...(written === undefined ? [] : [written])])]
  return possible.length === 0
    ? [...filters, { propertyName: 'coccinelle_segment', operator: 'EQ', value: segment }]
    : [...filters, { propertyName: 'lifecyclestage', operator: 'IN', values: possible }]
}

function holds(customer: Customer, filter: Omit<CustomerQuery, 'limit'>, region: string): boolean {
  const { email, phone, segment, tags = [] } = filter
  const has = (kind: 'email' | 'phone', value: string | null) =>
    customer.handles.some((handle) => handle.kind === kind && handle.value === value)
  const query = filter.query?.trim() ?? ''
  const typed = readPhoneQuery(query, region)
  const keys = customer.tags.map(tagKey)
  return (
    (email === undefined || has('email', normaliseEmail(email))) &&
    (phone === undefined || has('phone', normalisePhone(phone, region))) &&
    (segment === undefined || customer.segment === segment) &&
    tags.every((tag) => keys.includes(tagKey(tag))) &&
    (query === '' || (typed.ending === '' ? matchesText(customer, query) : matchesDigits(customer, typed.ending)))
  )
}

const matchesDigits = (customer: Customer, ending: string): boolean =>
  customer.handles.some(({ kind, value }) => kind === 'phone' && value.includes(ending))

/** What the index can know of a text: words, without signs that stand alone. An address stays as it is. */
function indexed(query: string): string {
  const words = query.split(/\s+/).filter((word) => /[\p{L}\p{N}@]/u.test(word))
  return (words.length === 0 ? query : words.join(' ')).slice(0, 3_000)
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
