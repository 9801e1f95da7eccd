// Finding contacts. What must be certain is asked by SOQL; SOSL, whose index lags, only offers candidates, which are compared.
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Customer } from '@/lib/customers/customer'
import type { CustomerQuery } from '@/lib/customers/customer-system'
import { normaliseEmail, normalisePhone, readPhoneQuery } from '@/lib/customers/identity'
import { tagKey } from '@/lib/customers/tag-key'
import type { SalesforceAccount } from './account'
import { contactColumns, fieldFor, fromSalesforceContact } from './mapper'
import { cut, externalType } from './org-fields'
import { contactFields } from './own-fields'
import { emailsOf, type OrgContext, phoneSlots, phonesOf, plainField } from './person'
import type { SalesforceRecord } from './schema'
import { all, any, among, compare, findTerm, includes, like, type Soql } from './soql'

type Filter = Omit<CustomerQuery, 'limit'>

/** Rows of one look; more people with one name than this are told apart by a longer query. */
const most = 200

const rows = async (account: SalesforceAccount, context: OrgContext, where: Soql): Promise<SalesforceRecord[]> => {
  const asked = { fields: contactColumns(context), from: 'Contact', where, orderBy: ['Id'], limit: most }
  return account.client.query(asked)
}

/** What the index offers, as it is in the org now. */
const offered = async (
  account: SalesforceAccount,
  context: OrgContext,
  given: { terms: string[]; together?: 'OR'; scope: 'ALL' | 'NAME' | 'PHONE' | 'EMAIL' },
): Promise<SalesforceRecord[]> => {
  const ids = await account.client.search({ together: 'AND', ...given, from: 'Contact', limit: most })
  return ids.length === 0 ? [] : rows(account, context, among('Id', ids))
}

/** Both looks as one list, each contact once. */
const together = (...lists: SalesforceRecord[][]): SalesforceRecord[] => [
  ...new Map(lists.flat().map((record) => [record.Id, record])).values(),
]

/** Contacts with this address, the one that has it as its main one first. */
export function contactsByEmail(account: SalesforceAccount, email: string): Promise<SalesforceRecord[]> {
  return account.withFields(async (context) => {
    const value = normaliseEmail(email)
    if (value === null) return []
    const has = (record: SalesforceRecord) => emailsOf(record, context).includes(value)
    const field = plainField(context, 'email')
    const found =
      context.contact.filterable([field]).length > 0 ? (await rows(account, context, compare(field, '=', value))).filter(has) : []
    if (found.length > 0 || !context.contact.has(contactFields.data)) return found
    return (await offered(account, context, { terms: [findTerm(value)], scope: 'ALL' })).filter(has)
  })
}

/** Usual ways to write a number, each found by equality. */
function spellings(value: string): string[] {
  const parsed = parsePhoneNumberFromString(value)
  if (parsed === undefined) return [value]
  const [national, international] = [parsed.formatNational(), parsed.formatInternational()]
  return [...new Set([value, `00${value.slice(1)}`, national, international, national.replace(/\D/g, ''), parsed.nationalNumber])]
}

/** Contacts with exactly this number, the one that has it as its own first. */
export function contactsByPhone(account: SalesforceAccount, phone: string): Promise<SalesforceRecord[]> {
  return account.withFields(async (context) => {
    const value = normalisePhone(phone, context.region)
    if (value === null) return []
    const has = (record: SalesforceRecord) => phonesOf(record, context).some((one) => one.value === value)
    const isMain = (record: SalesforceRecord) => phonesOf(record, context)[0]?.value === value
    const places = context.contact.filterable(phoneSlots(context)).map((slot) => among(slot, spellings(value)))
    if (context.contact.has(contactFields.phone)) places.push(compare(contactFields.phone, '=', value))
    const certain = places.length === 0 ? [] : (await rows(account, context, any(...places))).filter(has)
    if (certain.length > 0) return [...certain.filter(isMain), ...certain.filter((record) => !isMain(record))]
    // Written in a form of its own, or further numbers: only the index finds those.
    const national = parsePhoneNumberFromString(value)?.nationalNumber ?? value.slice(1)
    const byPhone = await offered(account, context, { terms: [findTerm(national.slice(-9), { before: true })], scope: 'PHONE' })
    const found = byPhone.filter(has)
    if (found.length > 0 || !context.contact.has(contactFields.data)) return found
    return (await offered(account, context, { terms: [findTerm(value.slice(1), { before: true })], scope: 'ALL' })).filter(has)
  })
}

/** The contact that our unique field names for this number although it has another one by now. */
export function staleOwner(account: SalesforceAccount, value: string): Promise<SalesforceRecord | null> {
  return account.withFields(async (context) => {
    if (!context.contact.has(contactFields.phone)) return null
    const [owner] = await rows(account, context, compare(contactFields.phone, '=', value))
    return owner === undefined || phonesOf(owner, context).some((one) => one.value === value) ? null : owner
  })
}

/** Best match first; every part of the filter holds for what is given back, whatever the index thinks. */
export function searchContacts(account: SalesforceAccount, filter: Filter, limit: number): Promise<Customer[]> {
  return account.withFields(async (context) => {
    const records = await candidates(account, context, filter)
    const customers = records.map((record) => fromSalesforceContact(record, context))
    return customers
      .map((customer) => ({ customer, rank: rankOf(customer, filter, context.region) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank)
      .slice(0, limit)
      .map(({ customer }) => customer)
  })
}

async function candidates(account: SalesforceAccount, context: OrgContext, filter: Filter): Promise<SalesforceRecord[]> {
  if (filter.email !== undefined) return contactsByEmail(account, filter.email)
  if (filter.phone !== undefined) return contactsByPhone(account, filter.phone)
  const query = filter.query?.trim() ?? ''
  if (query !== '') {
    const typed = readPhoneQuery(query, context.region)
    return typed.ending === '' ? byText(account, context, query) : byDigits(account, context, typed.ending)
  }
  const narrowing = [...segmentCondition(context, filter.segment), ...tagConditions(context, filter.tags ?? [])]
  const certain = narrowing.length === 0 ? [] : await rows(account, context, all(...narrowing))
  const tagField = context.contact.get(fieldFor(context, 'tags'))
  // A long text cannot be filtered: its index is what there is.
  if (filter.tags === undefined || tagField === undefined || externalType(tagField) === 'choices') {
    if (narrowing.length > 0) return certain
    return filter.segment === undefined && filter.tags === undefined ? rows(account, context, compare('Id', '!=', null)) : []
  }
  const [tag = ''] = filter.tags
  const terms = [...new Set([tag, tagKey(tag)])].map((text) => findTerm(text))
  return together(certain, await offered(account, context, { terms, together: 'OR', scope: 'ALL' }))
}

const segmentCondition = (context: OrgContext, segment: string | undefined): Soql[] => {
  const name = fieldFor(context, 'segment')
  return segment === undefined || !context.contact.filterable([name]).includes(name) ? [] : [compare(name, '=', segment)]
}

function tagConditions(context: OrgContext, tags: readonly string[]): Soql[] {
  const name = fieldFor(context, 'tags')
  const field = context.contact.get(name)
  if (field === undefined || externalType(field) !== 'choices') return []
  return tags.map((tag) => {
    const known = field.picklistValues.flatMap(({ value }) => (tagKey(value) === tagKey(tag) ? [value] : []))
    return includes(name, [...new Set([tag, tagKey(tag), ...known])])
  })
}

/** Names by the index and, for what it does not have yet, by their beginnings. */
async function byText(account: SalesforceAccount, context: OrgContext, query: string): Promise<SalesforceRecord[]> {
  const words = query
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
    .slice(0, 6)
  const names = context.contact.filterable([plainField(context, 'firstName'), plainField(context, 'lastName')])
  const email = context.contact.filterable([plainField(context, 'email')])
  // A field shorter than the name has its beginning.
  const starts = (name: string, text: string) => like(name, cut(text, context.contact.length(name)).trimEnd(), 'begins')
  const beginnings = [
    ...names.flatMap((name) => words.map((word) => starts(name, word))),
    ...names.map((name) => starts(name, query)),
    ...names.map((name) => like(name, query, 'contains')),
    ...email.map((name) => starts(name, query)),
  ]
  const certain = await rows(account, context, any(...beginnings))
  const findable = words.filter((word) => /[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(word))
  if (findable.length === 0) return certain
  const terms = findable.map((word) => findTerm(word, { after: true }))
  return together(certain, await offered(account, context, { terms, scope: query.includes('@') ? 'ALL' : 'NAME' }))
}

async function byDigits(account: SalesforceAccount, context: OrgContext, digits: string): Promise<SalesforceRecord[]> {
  const places = context.contact.filterable([contactFields.phone, ...phoneSlots(context)])
  const certain = await rows(account, context, any(...places.map((name) => like(name, digits, 'contains'))))
  return together(
    certain,
    await offered(account, context, { terms: [findTerm(digits, { before: true, after: true })], scope: 'PHONE' }),
  )
}

/** 0 when a part does not hold. */
function rankOf(customer: Customer, filter: Filter, region: string): number {
  const { email, phone, segment, tags = [] } = filter
  const has = (kind: 'email' | 'phone', value: string | null) =>
    customer.handles.some((handle) => handle.kind === kind && handle.value === value)
  const keys = customer.tags.map(tagKey)
  const holds =
    (email === undefined || has('email', normaliseEmail(email))) &&
    (phone === undefined || has('phone', normalisePhone(phone, region))) &&
    (segment === undefined || customer.segment === segment) &&
    tags.every((tag) => keys.includes(tagKey(tag)))
  const query = filter.query?.trim() ?? ''
  if (!holds || query === '') return holds ? 1 : 0
  const typed = readPhoneQuery(query, region)
  return typed.ending === '' ? textRank(customer, query) : phoneRank(customer, typed.ending)
}

const phoneRank = (customer: Customer, ending: string): number =>
  Math.max(
    0,
    ...customer.handles.map(({ kind, value }) =>
      kind !== 'phone' || !value.includes(ending) ? 0 : value.endsWith(ending) ? 2 : 1,
    ),
  )

/** Every word begins a word of the name, or the whole is in the name as it stands, or begins an address. */
function textRank(customer: Customer, query: string): number {
  const name = `${customer.firstName ?? ''} ${customer.lastName ?? ''}`.trim()
  const folded = tagKey(query)
  if (tagKey(name) === folded || tagKey(customer.firstName ?? '') === folded || tagKey(customer.lastName ?? '') === folded)
    return 3
  if (customer.handles.some(({ kind, value }) => kind === 'email' && value.startsWith(query.toLowerCase()))) return 3
  const words = (text: string): string[] =>
    tagKey(text)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '')
  const [known, wanted] = [words(name), words(query)]
  if (wanted.length > 0 && wanted.every((word) => known.some((one) => one.startsWith(word)))) return 2
  return wanted.length === 0 && tagKey(name).includes(folded) ? 1 : 0
}
