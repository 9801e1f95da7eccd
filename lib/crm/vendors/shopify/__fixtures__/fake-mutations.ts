// What the fake does when it is asked for a change: the documented rules, with the documented refusals at HTTP 200.
import { type FakeConsent, type FakeCustomer, type FakeShop, digestOf } from './fake-shop'
import { customerView } from './fake-views'

interface MetafieldGiven {
  namespace?: string
  key?: string
  type?: string
  value?: string
}
export interface CustomerGiven {
  id?: string
  email?: string | null
  phone?: string | null
  firstName?: string | null
  lastName?: string | null
  locale?: string
  note?: string | null
  tags?: string[]
  metafields?: MetafieldGiven[]
}
interface Refused {
  field: string[] | null
  message: string
  code?: string
}

export const idIn = (gid: string): string => /(\d+)$/.exec(gid)?.[1] ?? ''
const orNull = (text: string | null | undefined): string | null => (text === null || text === undefined || text.trim() === '' ? null : text.trim())

/** Who else has it, compared as Shopify does: an address without case. */
export const ownerOf = (shop: FakeShop, name: 'email' | 'phone', value: string): FakeCustomer | undefined => shop.allLive().find((one) => one[name]?.toLowerCase() === value.toLowerCase())

export const ownerOfUnique = (shop: FakeShop, name: string, value: string): FakeCustomer | undefined => shop.allLive().find(({ metafields }) => metafields.get(name)?.value === value)

function identityFaults(shop: FakeShop, given: CustomerGiven, self: string | null): Refused[] {
  const faults: Refused[] = []
  const [email, phone] = [orNull(given.email), orNull(given.phone)]
  if (email !== null) {
    const owner = ownerOf(shop, 'email', email)
    if (!/^\S+@\S+\.\S+$/.test(email)) faults.push({ field: ['email'], message: 'Email is invalid' })
    else if (owner !== undefined && owner.id !== self) faults.push({ field: ['email'], message: 'Email has already been taken' })
  }
  if (phone !== null) {
    const owner = ownerOf(shop, 'phone', phone)
    if (!/^\+[1-9]\d{6,14}$/.test(phone)) faults.push({ field: ['phone'], message: 'Phone is invalid' })
    else if (owner !== undefined && owner.id !== self) faults.push({ field: ['phone'], message: 'Phone has already been taken' })
  }
  return faults
}

/** Null: the field may be written so. */
function metafieldFault(shop: FakeShop, { namespace = '', key = '', type, value = '' }: MetafieldGiven, self: string | null): Refused | null {
  const name = `${namespace}.${key}`
  const definition = shop.definitions.get(name)
  if (type === 'id' && definition === undefined) return { field: ['type'], message: 'Type id requires a metafield definition', code: 'INVALID_TYPE' }
  if (definition !== undefined && type !== undefined && definition.type !== type) return { field: ['type'], message: `Type must be ${definition.type}`, code: 'INVALID_TYPE' }
  const of = definition?.type ?? type ?? ''
  if (value === '') return { field: ['value'], message: "Value can't be blank.", code: 'BLANK' }
  if (of === 'json') {
    try {
      JSON.parse(value)
    } catch {
      return { field: ['value'], message: 'Value is invalid JSON', code: 'INVALID_VALUE' }
    }
  }
  if (of === 'number_integer' && !/^-?\d+$/.test(value)) return { field: ['value'], message: 'Value must be an integer', code: 'INVALID_VALUE' }
  if (of === 'boolean' && !/^(true|false)$/.test(value)) return { field: ['value'], message: 'Value must be true or false', code: 'INVALID_VALUE' }
  if (value.length > 65_536 * 2) return { field: ['value'], message: 'Value is too long', code: 'TOO_LONG' }
  const owner = of === 'id' ? ownerOfUnique(shop, name, value) : undefined
  return owner !== undefined && owner.id !== self ? { field: ['value'], message: 'Value is already in use and must be unique', code: 'TAKEN' } : null
}

export function customerCreate(shop: FakeShop, { input }: { input: CustomerGiven }): unknown {
  const faults = identityFaults(shop, input, null)
  if (orNull(input.email) === null && orNull(input.phone) === null && orNull(input.firstName) === null && orNull(input.lastName) === null)
    faults.push({ field: null, message: 'A name, phone number, or email address must be present' })
  const metafields = input.metafields ?? []
  metafields.forEach((given, at) => {
    const fault = metafieldFault(shop, given, null)
    if (fault !== null) faults.push({ ...fault, field: ['metafields', String(at), ...(fault.field ?? [])] })
  })
  if (faults.length > 0) return { customer: null, userErrors: faults }
  const customer = shop.addCustomer({
    firstName: orNull(input.firstName),
    lastName: orNull(input.lastName),
    email: orNull(input.email),
    phone: orNull(input.phone),
    locale: input.locale ?? 'fr',
    note: orNull(input.note),
    tags: cleanTags(input.tags ?? []),
    metafields: new Map(metafields.map(({ namespace = '', key = '', type = '', value = '' }) => [`${namespace}.${key}`, { type, value }])),
  })
  return { customer: customerView(shop, customer), userErrors: [] }
}

/** No case makes two tags of one, and a comma parts them. */
function cleanTags(tags: readonly string[]): string[] {
  const kept = new Map<string, string>()
  for (const tag of tags.flatMap((one) => one.split(',')).map((one) => one.trim())) if (tag !== '' && !kept.has(tag.toLowerCase())) kept.set(tag.toLowerCase(), tag)
  return [...kept.values()]
}

const missing = { field: ['id'], message: 'Customer does not exist' }

export function customerUpdate(shop: FakeShop, { input }: { input: CustomerGiven }): unknown {
  const customer = shop.live(idIn(input.id ?? ''))
  if (customer === null) return { customer: null, userErrors: [missing] }
  const faults = identityFaults(shop, input, customer.id)
  const after = { ...customer, ...Object.fromEntries((['email', 'phone', 'firstName', 'lastName'] as const).flatMap((name) => (name in input ? [[name, orNull(input[name])]] : []))) }
  if (after.email === null && after.phone === null && after.firstName === null && after.lastName === null) faults.push({ field: null, message: 'A name, phone number, or email address must be present' })
  if (faults.length > 0) return { customer: null, userErrors: faults }
  // A state belongs to the address or the number that it was given for.
  if (after.email !== customer.email) customer.emailConsent = { state: 'NOT_SUBSCRIBED', level: null, at: null }
  if (after.phone !== customer.phone) Object.assign(customer, { smsConsent: { state: 'NEVER_SUBSCRIBED', level: null, at: null }, whatsappConsent: { state: 'NEVER_SUBSCRIBED', level: null, at: null } })
  const { email, phone, firstName, lastName } = after
  Object.assign(customer, { email, phone, firstName, lastName })
  if (input.locale !== undefined) customer.locale = input.locale
  if ('note' in input) customer.note = orNull(input.note)
  if (input.tags !== undefined) customer.tags = cleanTags(input.tags)
  shop.touch(customer)
  return { customer: customerView(shop, customer), userErrors: [] }
}

export function customerDelete(shop: FakeShop, { input }: { input: { id: string } }): unknown {
  const customer = shop.live(idIn(input.id))
  if (customer === null) return { deletedCustomerId: null, userErrors: [{ field: ['id'], message: "Customer can't be found" }] }
  if (shop.ordersOf(customer.id).length > 0) return { deletedCustomerId: null, userErrors: [{ field: ['id'], message: "Customer can't be deleted because they have associated orders" }] }
  shop.remove(customer)
  return { deletedCustomerId: input.id, userErrors: [] }
}

export function customerMerge(shop: FakeShop, { customerOneId, customerTwoId, overrideFields }: { customerOneId: string; customerTwoId: string; overrideFields?: Record<string, unknown> | null }): unknown {
  const [one, two] = [shop.live(idIn(customerOneId)), shop.live(idIn(customerTwoId))]
  const refused = (code: string, field: string[], message: string) => ({ job: null, resultingCustomerId: null, userErrors: [{ code, field, message }] })
  if (one === null || two === null || one === two) return refused('INVALID_CUSTOMER_ID', ['customerOneId'], 'Customer does not exist')
  if (shop.refusesMerge !== null) return refused(shop.refusesMerge, ['customerOneId'], `${one.firstName ?? ''} has a gift card`)
  const override = overrideFields ?? {}
  for (const [name, field] of [['customerIdOfEmailToKeep', 'email'], ['customerIdOfPhoneNumberToKeep', 'phone'], ['customerIdOfFirstNameToKeep', 'firstName'], ['customerIdOfLastNameToKeep', 'lastName']] as const) {
    const chosen = override[name]
    if (typeof chosen !== 'string') continue
    const who = [one, two].find(({ id }) => id === idIn(chosen))
    if (who === undefined) return refused('OVERRIDE_ATTRIBUTE_INVALID', ['overrideFields', name], 'is neither of the two')
    if (who[field] === null) return refused('MISSING_OVERRIDE_ATTRIBUTE', ['overrideFields', name], 'has no such attribute')
  }
  const chosen = typeof override.customerIdOfEmailToKeep === 'string' ? idIn(override.customerIdOfEmailToKeep) : null
  const withEmail = [one, two].filter(({ email }) => email !== null)
  const kept = chosen !== null ? (chosen === one.id ? one : two) : withEmail.length === 1 ? (withEmail[0] ?? two) : two
  const gone = kept === one ? two : one
  const id = `gid://shopify/Job/${shop.options.nextId()}`
  shop.merges.set(id, { id, keptId: kept.id, goneId: gone.id, doneAt: Date.now() + shop.options.mergeTakes, override, status: 'IN_PROGRESS' })
  return { job: { id, done: false }, resultingCustomerId: `gid://shopify/Customer/${kept.id}`, userErrors: [] }
}

export function changeTags(shop: FakeShop, { id, tags }: { id: string; tags: string[] }, adds: boolean): unknown {
  const customer = shop.live(idIn(id))
  if (customer === null) return { node: null, userErrors: [missing] }
  const named = cleanTags(tags)
  const keys = new Set(named.map((tag) => tag.toLowerCase()))
  customer.tags = adds ? cleanTags([...customer.tags, ...named]) : customer.tags.filter((tag) => !keys.has(tag.toLowerCase()))
  shop.touch(customer)
  return { node: customerView(shop, customer), userErrors: [] }
}

export function metafieldsSet(shop: FakeShop, { metafields }: { metafields: (MetafieldGiven & { ownerId: string; compareDigest?: string | null })[] }): unknown {
  if (metafields.length > 25) return { metafields: null, userErrors: [{ field: ['metafields'], message: 'Exceeded the maximum metafields input limit of 25.', code: 'LESS_THAN_OR_EQUAL_TO', elementIndex: null }] }
  const faults: (Refused & { elementIndex: number })[] = []
  metafields.forEach((given, at) => {
    const customer = shop.live(idIn(given.ownerId))
    const name = `${given.namespace ?? ''}.${given.key ?? ''}`
    const say = (fault: Refused) => faults.push({ ...fault, field: ['metafields', String(at), ...(fault.field ?? [])], elementIndex: at })
    if (customer === null) return say({ field: ['ownerId'], message: 'Owner does not exist.', code: 'INVALID' })
    const there = customer.metafields.get(name)
    if ('compareDigest' in given && (given.compareDigest ?? null) !== (there === undefined ? null : digestOf(there.value)))
      return say({ field: ['compareDigest'], message: 'The resource has been updated since it was loaded. Try again with an updated compareDigest value.', code: 'STALE_OBJECT' })
    const fault = metafieldFault(shop, given, customer.id)
    if (fault !== null) say(fault)
  })
  if (faults.length > 0) return { metafields: [], userErrors: faults }
  for (const { ownerId, namespace = '', key = '', type = '', value = '' } of metafields) {
    const customer = shop.live(idIn(ownerId))
    customer?.metafields.set(`${namespace}.${key}`, { type: shop.definitions.get(`${namespace}.${key}`)?.type ?? type, value })
  }
  for (const id of new Set(metafields.map(({ ownerId }) => idIn(ownerId)))) {
    const customer = shop.live(id)
    if (customer !== null) shop.touch(customer)
  }
  return { metafields: metafields.map(({ namespace, key }) => ({ namespace, key })), userErrors: [] }
}

export function metafieldsDelete(shop: FakeShop, { metafields }: { metafields: { ownerId: string; namespace: string; key: string }[] }): unknown {
  for (const { ownerId, namespace, key } of metafields) {
    const customer = shop.live(idIn(ownerId))
    if (customer?.metafields.delete(`${namespace}.${key}`) === true) shop.touch(customer)
  }
  return { deletedMetafields: metafields, userErrors: [] }
}

/** The newest moment wins; only these two and a pending one can be set. */
export function setConsent(shop: FakeShop, customerId: string, which: 'emailConsent' | 'smsConsent' | 'whatsappConsent', given: FakeConsent): { customer: FakeCustomer | null; userErrors: Refused[] } {
  const customer = shop.live(idIn(customerId))
  if (customer === null) return { customer: null, userErrors: [{ field: ['input', 'customerId'], message: 'Customer not found', code: 'INVALID' }] }
  const needs = which === 'emailConsent' ? customer.email : customer.phone
  if (needs === null) return { customer: null, userErrors: [{ field: ['input', 'customerId'], message: 'The customer has no such address', code: 'INVALID' }] }
  if (!['SUBSCRIBED', 'UNSUBSCRIBED', 'PENDING'].includes(given.state)) return { customer: null, userErrors: [{ field: ['input'], message: `Cannot specify ${given.state} as a marketing state input`, code: 'INVALID' }] }
  if ((given.at ?? Date.now()) >= (customer[which].at ?? 0)) {
    customer[which] = { ...given, at: given.at ?? Date.now() }
    shop.touch(customer)
  }
  return { customer, userErrors: [] }
}

export function metafieldDefinitionCreate(shop: FakeShop, { definition }: { definition: { namespace?: string; key: string; name: string; type: string } }): unknown {
  const { namespace = 'app', key, name, type } = definition
  if (shop.definitions.has(`${namespace}.${key}`)) return { createdDefinition: null, userErrors: [{ field: ['definition', 'key'], message: 'Key is in use for Customer metafields.', code: 'TAKEN' }] }
  shop.definitions.set(`${namespace}.${key}`, { namespace, key, name, type, validations: [] })
  return { createdDefinition: { id: `gid://shopify/MetafieldDefinition/${shop.options.nextId()}`, namespace, key, name }, userErrors: [] }
}
