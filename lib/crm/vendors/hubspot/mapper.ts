// HubSpot's contacts as our customers, and our fields as HubSpot's properties. Pure.
import { contactChannelSchema, type Customer, type Handle, type Metadata, metadataSchema } from '@/lib/customers/customer'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import { tagKey } from '@/lib/customers/tag-key'
import { type FieldMapping, fromExternalText, mappedType, metadataKeyOf, toExternalText } from '../../field-mapping'
import type { HubspotObject } from './schema'
import { type Stages, segmentOf, stageOf } from './stages'

/** What reading and writing a contact depends on. */
export interface MappingContext {
  region: string
  locale: string
  stages: Stages
  mapping: FieldMapping
  /** Tag values (folded names) to the names people wrote. */
  tagLabels: ReadonlyMap<string, string>
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
export const propertyOf = (context: Pick<MappingContext, 'mapping'>, field: keyof typeof ownNames): string =>
  context.mapping[field] ?? ownNames[field]

/** Properties of the shop's own mapping. */
export const mappedProperties = (mapping: FieldMapping): string[] => Object.values(mapping)

const parts = (list: string | null | undefined): string[] =>
  (list ?? '').split(';').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))

const orNull = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text === '' ? null : text

export function fromHubspotContact({ id, properties, createdAt, updatedAt }: HubspotObject, context: MappingContext): Customer {
  const { region, locale, mapping } = context
  const phones = phonesOf(properties, context)
  const emails = [properties[propertyOf(context, 'email')] ?? '', ...parts(properties.hs_additional_emails)].flatMap(
    (raw) => normaliseEmail(raw) ?? [],
  )
  const phone = phones[0]?.value ?? null
  const lastName = orNull(properties[propertyOf(context, 'lastName')])
  const channel = contactChannelSchema.safeParse(properties[propertyOf(context, 'preferredChannel')])
  const stage = orNull(properties.lifecyclestage)
  return {
    id,
    firstName: orNull(properties[propertyOf(context, 'firstName')]),
    lastName: isPlaceholder(lastName, phone, region) ? null : lastName,
    email: emails[0] ?? null,
    phone,
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
    metadata: metadataOf(properties, mapping),
    links: [],
  }
}

const handleOf = (kind: 'phone' | 'email', value: string, raw: string, isPrimary: boolean): Handle => ({
  ...{ id: `${kind}:${value}`, kind, value, raw, isPrimary },
  verified: false,
  shared: false,
  source: 'hubspot',
})

/** A contact known by his number alone has it as last name there: HubSpot wants a name or an e-mail. */
const isPlaceholder = (lastName: string | null, phone: string | null, region: string): boolean =>
  lastName !== null && phone !== null && normalisePhone(lastName, region) === phone

/** Every number of a contact, normalised, the main one first, each once. */
export function phonesOf(
  properties: HubspotObject['properties'],
  context: Pick<MappingContext, 'region' | 'mapping'>,
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

function metadataOf(properties: HubspotObject['properties'], mapping: FieldMapping): Metadata {
  const mapped = Object.entries(mapping).flatMap(([internal, external]) => {
    const key = metadataKeyOf(internal)
    const value = orNull(properties[external])
    return key === null || value === null ? [] : [[key, value] as const]
  })
  return { ...ownMetadata(properties), ...Object.fromEntries(mapped) }
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

/** Our plain fields; a missing one is left alone, null clears. Phones are E.164, tags their folded values. */
export interface WrittenFields {
  firstName?: string | null
  lastName?: string | null
  email?: string | null
  phone?: string | null
  otherPhones?: string[]
  preferredChannel?: string | null
  language?: string | null
  segment?: string | null
  tagValues?: string[]
  metadata?: Metadata
}

/** Properties of HubSpot; an empty text clears. The life cycle stage is not among them: see `stageWritten`. */
export function toHubspotProperties(fields: WrittenFields, context: Pick<MappingContext, 'mapping'>): Record<string, string> {
  const { mapping } = context
  const written: Record<string, string> = {}
  for (const field of ['firstName', 'lastName', 'email', 'phone', 'preferredChannel', 'language'] as const)
    if (fields[field] !== undefined) written[propertyOf(context, field)] = fields[field] ?? ''
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
  context: Pick<MappingContext, 'mapping' | 'stages'>,
): string | null | undefined {
  if (context.mapping.segment !== undefined) return undefined
  if (segment === null) return null
  return stageOf(context.stages, segment) ?? undefined
}
