// WooCommerce's accounts as our customers, and our fields as WooCommerce takes them. Pure.
import { contactChannelSchema, type Customer, type Handle, type Metadata, metadataSchema } from '@/lib/customers/customer'
import { normalisePhone } from '@/lib/customers/identity'
import { tagKey } from '@/lib/customers/tag-key'
import { mappedType, toExternalText } from '../../field-mapping'
import { metaList, metaText, type MetaWrite } from './meta'
import { ownMeta } from './own-meta'
import { emailsOf, type guestOf, mappedMetadata, mappedPhone, namesOf, phonesOf, type ShopContext } from './person'
import type { WooCustomer } from './schema'

export type Guest = NonNullable<ReturnType<typeof guestOf>>

const never = new Date(0)

export function fromWooCustomer(customer: WooCustomer, context: ShopContext): Customer {
  const { meta_data: meta } = customer
  const phones = phonesOf(customer, context)
  const emails = emailsOf(customer)
  const createdAt = customer.date_created_gmt ?? never
  const updatedAt = customer.date_modified_gmt ?? createdAt
  const { mapping } = context
  const channel = contactChannelSchema.safeParse(metaText(meta, mapping.preferredChannel ?? ownMeta.preferredChannel))
  return {
    id: customer.id,
    ...namesOf(customer, context),
    email: emails[0] ?? null,
    phone: phones[0]?.value ?? null,
    handles: [
      ...phones.map((one, at): Handle => handleOf('phone', one.value, one.raw, at === 0)),
      ...emails.map((value, at): Handle => handleOf('email', value, value, at === 0)),
    ],
    preferredChannel: channel.success ? channel.data : null,
    language: metaText(meta, mapping.language ?? ownMeta.language) ?? context.locale,
    segment: metaText(meta, mapping.segment ?? ownMeta.segment),
    tags: tagsOf(customer, context),
    ...noFigures,
    createdAt,
    updatedAt,
    version: updatedAt.getTime() + (writesOf(customer) % 1_000),
    metadata: metadataOf(customer, context),
  }
}

/** Figures come from orders, which are asked for when somebody wants them; contacts are kept in Coccinelle. */
const noFigures = {
  totalOrders: 0,
  totalSpent: null,
  averageOrderValue: null,
  lastOrderAt: null,
  lastContactAt: null,
  lastContactChannel: null,
  links: [],
}

const handleOf = (kind: 'phone' | 'email', value: string, raw: string, isPrimary: boolean): Handle => ({
  ...{ id: `${kind}:${value}`, kind, value, raw, isPrimary },
  verified: false,
  shared: false,
  source: 'woocommerce',
})

/** Somebody who orders and has no account. @param at when he ordered first and last, as far as known */
export function fromGuest(guest: Guest, { locale }: ShopContext, at: { first: Date; last: Date }): Customer {
  const { externalId: id, firstName, lastName, email, phone, phoneRaw } = guest
  return {
    ...{ id, firstName, lastName, email, phone },
    handles: [
      ...(phone === null ? [] : [handleOf('phone', phone, phoneRaw ?? phone, true)]),
      ...(email === null ? [] : [handleOf('email', email, email, true)]),
    ],
    preferredChannel: null,
    language: locale,
    segment: null,
    tags: [],
    ...noFigures,
    createdAt: at.first,
    updatedAt: at.last,
    version: at.last.getTime(),
    metadata: {},
  }
}

export const writesOf = ({ meta_data: meta }: WooCustomer): number => {
  const count = Number(metaText(meta, ownMeta.writes) ?? 0)
  return Number.isSafeInteger(count) && count >= 0 ? count : 0
}

/** Ours are a JSON list; a field of the shop's own is a text, parts by `;` as a mapping writes them. */
function tagsOf({ meta_data: meta }: WooCustomer, { mapping }: ShopContext): string[] {
  const own =
    mapping.tags === undefined
      ? metaList(meta, ownMeta.tags)
      : (metaText(meta, mapping.tags) ?? '').split(';').map((part) => part.trim())
  const tags = new Map<string, string>()
  for (const name of own) if (name !== '' && !tags.has(tagKey(name))) tags.set(tagKey(name), name)
  return [...tags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name)
}

function metadataOf(customer: WooCustomer, { mapping }: ShopContext): Metadata {
  const mapped = mappedMetadata(mapping).flatMap(({ key, external }) => {
    const value = metaText(customer.meta_data, external)
    return value === null ? [] : [[key, value] as const]
  })
  return { ...ownMetadata(customer), ...Object.fromEntries(mapped) }
}

/** What we wrote as JSON; nothing when somebody spoilt it there. */
function ownMetadata({ meta_data: meta }: WooCustomer): Metadata {
  try {
    return metadataSchema.catch({}).parse(JSON.parse(metaText(meta, ownMeta.metadata) ?? '{}'))
  } catch {
    return {}
  }
}

/** Our plain fields; a missing one is left alone, null clears. */
export interface WrittenFields {
  preferredChannel?: string | null
  language?: string | null
  segment?: string | null
  tags?: string[]
  metadata?: Metadata
}

/** Rows of meta data; null takes a row away. */
export function toMetaRows(fields: WrittenFields, { mapping }: ShopContext): MetaWrite[] {
  const { tags, metadata } = fields
  return [
    ...(['preferredChannel', 'language', 'segment'] as const).flatMap((name): MetaWrite[] => {
      const value = fields[name]
      return value === undefined ? [] : [{ key: mapping[name] ?? ownMeta[name], value }]
    }),
    ...(tags === undefined ? [] : [tagRow(tags, mapping.tags)]),
    ...(metadata === undefined ? [] : metadataRows(metadata, mapping)),
  ]
}

/** The first spelling of a name counts. */
function tagRow(tags: readonly string[], mapped: string | undefined): MetaWrite {
  const once = new Map<string, string>()
  for (const name of tags) if (!once.has(tagKey(name))) once.set(tagKey(name), name.trim().replace(/\s+/g, ' '))
  const names = [...once.values()]
  if (mapped !== undefined) return { key: mapped, value: toExternalText(names, 'choices') }
  return { key: ownMeta.tags, value: names.length === 0 ? null : JSON.stringify(names) }
}

function metadataRows(metadata: Metadata, mapping: ShopContext['mapping']): MetaWrite[] {
  const mapped = mappedMetadata(mapping)
  const rest = Object.entries(metadata).filter(([key]) => !mapped.some((one) => one.key === key))
  return [
    { key: ownMeta.metadata, value: rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest)) },
    ...mapped.map(({ key, external, internal }) => ({
      key: external,
      value: toExternalText(metadata[key], mappedType(internal)),
    })),
  ]
}

/** Names and the number, as WooCommerce takes them: an empty text clears, null would be taken for nothing said. */
export interface WrittenPerson {
  firstName?: string | null
  lastName?: string | null
  phone?: string | null
  otherPhones?: string[]
}

/** @param before null for somebody new */
export function personBody(
  person: WrittenPerson,
  before: WooCustomer | null,
  context: ShopContext,
): { body: Record<string, unknown>; meta: MetaWrite[] } {
  const names = namesBody(person, before, context)
  const phone = person.phone === undefined ? nothing : phoneBody(person.phone, before, context)
  const { otherPhones: others } = person
  const further =
    others === undefined ? [] : [{ key: ownMeta.phones, value: others.length === 0 ? null : JSON.stringify(others) }]
  const billing = { ...names.billing, ...phone.billing }
  return {
    body: { ...names.body, ...phone.body, ...(Object.keys(billing).length === 0 ? {} : { billing }) },
    meta: [...names.meta, ...phone.meta, ...further],
  }
}

interface Part {
  body: Record<string, unknown>
  billing: Record<string, string>
  meta: MetaWrite[]
}
const nothing: Part = { body: {}, billing: {}, meta: [] }

function namesBody({ firstName, lastName }: WrittenPerson, before: WooCustomer | null, context: ShopContext): Part {
  if (firstName === undefined && lastName === undefined) return nothing
  const { mapping } = context
  const known = before === null ? { firstName: null, lastName: null } : namesOf(before, context)
  const next = {
    firstName: firstName === undefined ? known.firstName : firstName,
    lastName: lastName === undefined ? known.lastName : lastName,
  }
  const part: Part = { body: {}, billing: {}, meta: [] }
  // Both: a name that was only read from the invoice is not read there any more once the account has one.
  for (const [field, wire] of [
    ['firstName', 'first_name'],
    ['lastName', 'last_name'],
  ] as const) {
    const mapped = mapping[field]
    if (mapped !== undefined) part.meta.push({ key: mapped, value: next[field] })
    else if (before !== null || next[field] !== null) part.body[wire] = next[field] ?? ''
  }
  // The invoice's would stand in for the names that are taken away.
  if (before !== null && next.firstName === null && next.lastName === null)
    for (const name of ['first_name', 'last_name'] as const) if (before.billing[name] !== '') part.billing[name] = ''
  return part
}

/** The old number leaves every field that it stood in, so that it is nobody's. */
function phoneBody(phone: string | null, before: WooCustomer | null, context: ShopContext): Part {
  const mapped = mappedPhone(context)
  const old = before === null ? null : (phonesOf(before, context)[0]?.value ?? null)
  const isOld = (raw: string) => old !== null && old !== phone && normalisePhone(raw, context.region) === old
  const part: Part = { body: {}, billing: {}, meta: [] }
  if (mapped !== null) part.meta.push({ key: mapped, value: phone })
  else if (before !== null || phone !== null) part.billing.phone = phone ?? ''
  if (mapped !== null && before !== null && isOld(before.billing.phone)) part.billing.phone = ''
  if (before !== null && isOld(before.shipping.phone)) part.body.shipping = { phone: '' }
  return part
}
