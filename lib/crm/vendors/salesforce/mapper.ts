// Salesforce's contacts as our customers, and our fields as Salesforce's. Pure.
import {
  contactChannelSchema,
  contactChannels,
  type Customer,
  type Handle,
  type Metadata,
  metadataSchema,
} from '@/lib/customers/customer'
import { tagKey } from '@/lib/customers/tag-key'
import { CrmError } from '@/lib/shared/errors'
import { fromExternalText, mappedType, metadataKeyOf, minorUnits, toExternalText } from '../../field-mapping'
import { externalType } from './org-fields'
import { contactFields } from './own-fields'
import { type OrgContext, phoneSlots, plainField, readPerson, textOf, type Values } from './person'
import type { SalesforceRecord } from './schema'

const usualPlaces = {
  preferredChannel: contactFields.preferredChannel,
  language: contactFields.language,
  segment: contactFields.segment,
  tags: contactFields.tags,
  totalOrders: contactFields.totalOrders,
  totalSpent: contactFields.totalSpent,
  'optIn.email': contactFields.optInEmail,
  'optIn.sms': contactFields.optInSms,
  'optIn.whatsapp': contactFields.optInWhatsapp,
  'optIn.phone': contactFields.optInPhone,
} as const

/** Where one of our fields stands in this org. */
export const fieldFor = ({ mapping }: Pick<OrgContext, 'mapping'>, name: keyof typeof usualPlaces): string =>
  mapping[name] ?? usualPlaces[name]

/** Salesforce's own refusals, which count whatever our fields say. */
export const optOutFields = { email: 'HasOptedOutOfEmail', phone: 'DoNotCall' } as const

/** Fields of a contact that are read, as far as they are there. */
export function contactColumns(context: OrgContext): string[] {
  const plain = (['firstName', 'lastName', 'email'] as const).map((name) => plainField(context, name))
  const named = [...Object.values(contactFields), ...Object.values(context.mapping), ...Object.values(optOutFields)]
  return ['Id', 'CreatedDate', 'SystemModstamp', ...context.contact.present([...plain, ...phoneSlots(context), ...named])]
}

export function fromSalesforceContact(record: SalesforceRecord, context: OrgContext): Customer {
  const person = readPerson(record, context)
  const channel = contactChannelSchema.safeParse(textOf(record, fieldFor(context, 'preferredChannel'))?.toLowerCase())
  const counted = Math.trunc(Number(textOf(record, fieldFor(context, 'totalOrders')) ?? 0))
  const totalOrders = Number.isSafeInteger(counted) && counted > 0 ? counted : 0
  const amount = minorUnits(textOf(record, fieldFor(context, 'totalSpent')) ?? '', context.minorDigits)
  const money = (minor: number) => ({ amount: minor, currency: context.currency })
  const [lastContactAt = null, lastContactChannel = null] = lastContactOf(record)
  return {
    id: record.Id,
    firstName: person.firstName,
    lastName: person.lastName,
    email: person.emails[0] ?? null,
    phone: person.phones[0] ?? null,
    handles: [
      ...person.written.map(({ value, raw }, at) => handleOf('phone', value, raw, at === 0)),
      ...person.emails.map((value, at) => handleOf('email', value, value, at === 0)),
    ],
    preferredChannel: channel.success ? channel.data : null,
    language: textOf(record, fieldFor(context, 'language')) ?? context.locale,
    segment: textOf(record, fieldFor(context, 'segment')),
    tags: tagsOf(record, context),
    totalOrders,
    totalSpent: amount === null ? null : money(amount),
    averageOrderValue: amount === null || totalOrders < 1 ? null : money(Math.round(amount / totalOrders)),
    lastOrderAt: null,
    lastContactAt,
    lastContactChannel,
    createdAt: record.CreatedDate,
    updatedAt: record.SystemModstamp,
    // Salesforce's stamp has whole seconds: two changes within one have the same version. Nobody may lock by it.
    version: record.SystemModstamp.getTime(),
    metadata: metadataOf(record, context),
    links: [],
  }
}

const handleOf = (kind: 'phone' | 'email', value: string, raw: string, isPrimary: boolean): Handle => ({
  ...{ id: `${kind}:${value}`, kind, value, raw, isPrimary },
  verified: false,
  shared: false,
  source: 'salesforce',
})

const byKey = (a: string, b: string): number => (tagKey(a) < tagKey(b) ? -1 : 1)

export function tagsOf(values: Values, context: OrgContext): string[] {
  const text = textOf(values, fieldFor(context, 'tags')) ?? ''
  const found = tagsByKey(text.split(tagSeparator(context) === ';' ? ';' : /\r?\n/))
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tag]) => tag)
}

/** The first spelling of a tag stays. */
export const uniqueTags = (names: readonly string[]): string[] => [...tagsByKey(names).values()]

function tagsByKey(names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const name of names) {
    const clean = name.trim().replace(/\s+/g, ' ')
    const key = tagKey(clean)
    if (clean !== '' && !found.has(key)) found.set(key, clean)
  }
  return found
}

/** A long text has one tag a line; in a choice or a single line `;` parts them. */
const tagSeparator = (context: OrgContext): string =>
  context.contact.get(fieldFor(context, 'tags'))?.type === 'textarea' ? '\n' : ';'

export function lastContactOf(values: Values): [Date, string] | [] {
  const match = /^(\S+) (\S.*)$/.exec(textOf(values, contactFields.lastContact) ?? '')
  const at = fromExternalText(match?.[1] ?? null, 'date')
  return at instanceof Date && match?.[2] !== undefined ? [at, match[2]] : []
}

function mappedMetadata({ mapping }: OrgContext): { key: string; external: string; internal: string }[] {
  return Object.entries(mapping).flatMap(([internal, external]) => {
    const key = metadataKeyOf(internal)
    return key === null ? [] : [{ key, external, internal }]
  })
}

export function metadataOf(values: Values, context: OrgContext): Metadata {
  const mapped = mappedMetadata(context).flatMap(({ key, external }) => {
    const value = textOf(values, external)
    return value === null ? [] : [[key, value] as const]
  })
  return { ...ownMetadata(values), ...Object.fromEntries(mapped) }
}

const writtenMetadata = metadataSchema.catch({})

/** What we wrote as JSON; nothing when somebody spoilt it there. */
function ownMetadata(values: Values): Metadata {
  try {
    return writtenMetadata.parse(JSON.parse(textOf(values, contactFields.metadata) ?? '{}'))
  } catch {
    return {}
  }
}

/** Our fields beside the person; a missing one is left alone, null clears. */
export interface WrittenFields {
  preferredChannel?: string | null
  language?: string | null
  segment?: string | null
  tags?: string[]
  metadata?: Metadata
  lastContact?: { at: Date; channel: string }
}

/** Fields for the wire. What the org has no place for is left out. Throws `invalid` for more than a field holds. */
export function toSalesforceFields(fields: WrittenFields, context: OrgContext): Record<string, unknown> {
  const { contact } = context
  const written: Record<string, unknown> = {}
  const put = (name: string, value: string | number | string[] | null) => {
    const wire = contact.wire(name, value)
    if (wire !== undefined) written[name] = wire
  }
  for (const name of ['preferredChannel', 'language', 'segment'] as const)
    if (fields[name] !== undefined) put(fieldFor(context, name), fields[name])
  if (fields.tags !== undefined) Object.assign(written, tagFields(fields.tags, context))
  if (fields.lastContact !== undefined) {
    const { at, channel } = fields.lastContact
    put(contactFields.lastContact, `${at.toISOString()} ${channel}`)
  }
  if (fields.metadata !== undefined) {
    const mapped = mappedMetadata(context)
    const rest = Object.entries(fields.metadata).filter(([key]) => !mapped.some((one) => one.key === key))
    const text = rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest))
    const most = contact.length(contactFields.metadata)
    if (text !== null && text.length > most) throw tooMuch('metadata', most)
    put(contactFields.metadata, text)
    for (const { key, external, internal } of mapped) put(external, toExternalText(fields.metadata[key], mappedType(internal)))
  }
  return written
}

/** Tags that a restricted list does not have are left out; the list's own spelling wins. */
function tagFields(tags: readonly string[], context: OrgContext): Record<string, unknown> {
  const name = fieldFor(context, 'tags')
  const field = context.contact.get(name)
  if (field === undefined || !context.contact.isWritable(name)) return {}
  const separator = tagSeparator(context)
  const spelled = uniqueTags(tags).flatMap((tag) => {
    const known = field.picklistValues.find(({ value, active }) => active && tagKey(value) === tagKey(tag))?.value
    return (
      known ?? (externalType(field) === 'choices' ? context.contact.choice(field, tag) : tag.replaceAll(separator, ',')) ?? []
    )
  })
  const text = [...spelled].sort(byKey).join(separator)
  if (text.length > context.contact.length(name)) throw tooMuch('tags', context.contact.length(name))
  return { [name]: text === '' ? null : text }
}

const tooMuch = (path: string, maximum: number): CrmError =>
  new CrmError('invalid', 'The org’s field is too short', {
    issues: [{ path: [path], reason: 'too_big_string', params: { maximum } }],
  })

export const optInFields = (context: OrgContext): [(typeof contactChannels)[number], string][] =>
  contactChannels.map((channel) => [channel, fieldFor(context, `optIn.${channel}`)])
