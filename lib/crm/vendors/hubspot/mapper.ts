// HubSpot's contacts as our customers, and our fields as HubSpot's properties. Pure.
import { contactChannelSchema, type Customer, type Handle, type Metadata, metadataSchema } from '@/lib/customers/customer'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import { tagKey } from '@/lib/customers/tag-key'
import type { ExternalFieldType } from '@/lib/customers/field-catalogue'
import { type FieldMapping, fromExternalText, mappedType, metadataKeyOf, toExternalText } from '../../field-mapping'
import type { HubspotObject } from './schema'
import { type Stages, segmentOf, stageOf } from './stages'

/** What a shop decides. */
export interface ShopContext {
  region: string
  locale: string
  stages: Stages
  mapping: FieldMapping
}

/** What reading a contact depends on. */
export interface MappingContext extends ShopContext {
  /** Tag values to the names people wrote. */
  tagLabels: ReadonlyMap<string, string>
  /** Types of the properties that hold metadata, by their names. */
  types: ReadonlyMap<string, ExternalFieldType>
}

export const leadStatusPrefix = 'hubspot:'

const ownNames = {
  preferredChannel: 'coccinelle_preferred_channel',
  language: 'coccinelle_language',
  firstName: 'firstname',
  lastName: 'lastname',
  email: 'email',
  phone: 'phone',
} as const

/** Where one of our fields stands in this account. */
export const propertyOf = (context: Pick<ShopContext, 'mapping'>, field: keyof typeof ownNames): string =>
  context.mapping[field] ?? ownNames[field]

/** Properties of the shop's own mapping. */
export const mappedProperties = (mapping: FieldMapping): string[] => Object.values(mapping)

const parts = (list: string | null | undefined): string[] =>
  (list ?? '').split(';').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))

const orNull = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text === '' ? null : text

export function fromHubspotContact({ id, properties, createdAt, updatedAt }: HubspotObject, context: MappingContext): Customer {
  const { locale, mapping } = context
  const phones = phonesOf(properties, context)
  const emails = [properties[propertyOf(context, 'email')] ?? '', ...parts(properties.hs_additional_emails)].flatMap(
    (raw) => normaliseEmail(raw) ?? [],
  )
  const lastName = orNull(properties[propertyOf(context, 'lastName')])
  const firstName = orNull(properties[propertyOf(context, 'firstName')])
  const known: Known = { firstName, lastName, email: emails[0] ?? null, phone: phones[0]?.value ?? null }
  const channel = contactChannelSchema.safeParse(properties[propertyOf(context, 'preferredChannel')]?.toLowerCase())
  const stage = orNull(properties.lifecyclestage)
  return {
    id,
    ...known,
    lastName: isPlaceholder(lastName, known, context) ? null : lastName,
    handles: [
      ...phones.map((one, at): Handle => handleOf('phone', one.value, one.raw, at === 0)),
      ...emails.map((value, at): Handle => handleOf('email', value, value, at === 0)),
    ],
    preferredChannel: channel.success ? channel.data : null,
    language: orNull(properties[propertyOf(context, 'language')]) ?? locale,
    segment:
      mapping.segment === undefined
        ? segmentOf(context.stages, orNull(properties.coccinelle_segment), stage)
        : orNull(properties[mapping.segment]),
    tags: tagsOf(properties, context),
    totalOrders: 0,
    totalSpent: null,
    averageOrderValue: null,
    lastOrderAt: null,
    lastContactAt: momentOf(properties.coccinelle_last_contact_at),
    lastContactChannel: orNull(properties.coccinelle_last_contact_channel),
    createdAt,
    updatedAt,
    version: updatedAt.getTime(),
    metadata: metadataOf(properties, context),
    links: [],
  }
}

const handleOf = (kind: 'phone' | 'email', value: string, raw: string, isPrimary: boolean): Handle => ({
  ...{ id: `${kind}:${value}`, kind, value, raw, isPrimary },
  verified: false,
  shared: false,
  source: 'hubspot',
})

/** What somebody is recognised by. */
interface Known {
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
}

/**
 * HubSpot wants an e-mail or a name of everybody, in its own properties: a number, or an address that the shop keeps elsewhere,
 * stands in as last name, and is read as none. Null where nothing has to stand in.
 */
export function placeholderOf(
  { firstName, lastName, email, phone }: Known,
  { mapping }: Pick<ShopContext, 'mapping'>,
): string | null {
  const own = { firstName, lastName, email }
  const isKnown = (['firstName', 'lastName', 'email'] as const).some(
    (field) => own[field] !== null && mapping[field] === undefined,
  )
  return isKnown ? null : (phone ?? email ?? firstName ?? lastName)
}

const isPlaceholder = (lastName: string | null, { firstName, email, phone }: Known, { region, mapping }: ShopContext): boolean =>
  lastName !== null &&
  ((phone !== null && normalisePhone(lastName, region) === phone) ||
    (mapping.email !== undefined && lastName === email) ||
    (mapping.firstName !== undefined && lastName === firstName))

/** Every number of a contact, normalised, the main one first, each once. */
export function phonesOf(
  properties: HubspotObject['properties'],
  context: Pick<ShopContext, 'region' | 'mapping'>,
): { value: string; raw: string }[] {
  const given = [
    properties[propertyOf(context, 'phone')] ?? '',
    properties.mobilephone ?? '',
    ...parts(properties.coccinelle_phones),
  ]
  const found = new Map<string, string>()
  for (const raw of given) {
    const value = normalisePhone(raw, context.region)
    if (value !== null && !found.has(value)) found.set(value, raw)
  }
  return [...found].map(([value, raw]) => ({ value, raw }))
}

function tagsOf(properties: HubspotObject['properties'], { mapping, tagLabels }: MappingContext): string[] {
  const status = orNull(properties.hs_lead_status)
  const own = parts(properties[mapping.tags ?? 'coccinelle_tags']).map((value) => tagLabels.get(value) ?? value)
  const read = status === null ? [] : [`${leadStatusPrefix}${status.toLowerCase()}`]
  return [...own, ...read].sort((a, b) => (tagKey(a) < tagKey(b) ? -1 : 1))
}

function metadataOf(properties: HubspotObject['properties'], { mapping, types }: MappingContext): Metadata {
  const mapped = Object.entries(mapping).flatMap(([internal, external]) => {
    const key = metadataKeyOf(internal)
    const value = orNull(properties[external])
    return key === null || value === null ? [] : [[key, typed(value, types.get(external) ?? 'text')] as const]
  })
  return { ...ownMetadata(properties), ...Object.fromEntries(mapped) }
}

/** Numbers and yes or no come back as such; what cannot be read so stays the text it is. */
function typed(text: string, type: ExternalFieldType): string | number | boolean {
  const value = type === 'number' || type === 'boolean' ? fromExternalText(text, type) : null
  // A number with more digits than ours hold would come back as another one.
  return typeof value === 'boolean' || (typeof value === 'number' && toExternalText(value, 'number') === text) ? value : text
}

/** What we wrote as JSON; nothing when somebody spoilt it there. */
export function ownMetadata(properties: HubspotObject['properties']): Metadata {
  try {
    return metadataSchema.catch({}).parse(JSON.parse(orNull(properties.coccinelle_metadata) ?? '{}'))
  } catch {
    return {}
  }
}

const momentOf = (text: string | null | undefined): Date | null => {
  const read = fromExternalText(text ?? null, 'date')
  return read instanceof Date ? read : null
}

/** Our plain fields; a missing one is left alone, null clears. Phones are E.164, tags values of their property. */
export interface WrittenFields {
  firstName?: string | null
  lastName?: string | null
  email?: string | null
  phone?: string | null
  otherPhones?: string[]
  /** What stands in as HubSpot's last name; empty: nothing does any more. */
  standIn?: string
  preferredChannel?: string | null
  language?: string | null
  segment?: string | null
  tagValues?: string[]
  metadata?: Metadata
}

/** Properties of HubSpot; an empty text clears. The life cycle stage is not among them: see `stageWritten`. */
export function toHubspotProperties(fields: WrittenFields, context: Pick<ShopContext, 'mapping'>): Record<string, string> {
  const { mapping } = context
  const written: Record<string, string> = {}
  for (const field of ['firstName', 'lastName', 'email', 'phone', 'preferredChannel', 'language'] as const)
    if (fields[field] !== undefined) written[propertyOf(context, field)] = fields[field] ?? ''
  if (fields.standIn !== undefined) written.lastname = fields.standIn
  if (fields.phone !== undefined) written.coccinelle_phone = fields.phone ?? ''
  if (fields.otherPhones !== undefined) {
    const [mobile, ...others] = fields.otherPhones
    written.mobilephone = mobile ?? ''
    written.coccinelle_phones = others.join(';')
  }
  if (fields.segment !== undefined) written[mapping.segment ?? 'coccinelle_segment'] = fields.segment ?? ''
  if (fields.tagValues !== undefined) written[mapping.tags ?? 'coccinelle_tags'] = fields.tagValues.join(';')
  if (fields.metadata !== undefined) Object.assign(written, metadataProperties(fields.metadata, mapping))
  return written
}

function metadataProperties(metadata: Metadata, mapping: FieldMapping): Record<string, string> {
  const mapped = Object.entries(mapping).flatMap(([internal, external]) => {
    const key = metadataKeyOf(internal)
    return key === null ? [] : [{ key, external, internal }]
  })
  const rest = Object.entries(metadata).filter(([key]) => !mapped.some((one) => one.key === key))
  return {
    coccinelle_metadata: rest.length === 0 ? '' : JSON.stringify(Object.fromEntries(rest)),
    ...Object.fromEntries(
      mapped.map(({ key, external, internal }) => [external, toExternalText(metadata[key], mappedType(internal)) ?? '']),
    ),
  }
}

/** The stage that belongs to a segment; undefined when the stage is not ours to write, null to empty it. */
export function stageWritten(
  segment: string | null,
  context: Pick<ShopContext, 'mapping' | 'stages'>,
): string | null | undefined {
  if (context.mapping.segment !== undefined) return undefined
  if (segment === null) return null
  return stageOf(context.stages, segment) ?? undefined
}
