// Shopify's customers as ours. Pure.
import { type Consented, shownConsent } from './consent-state'
import { contactChannels, contactChannelSchema, type Customer, type Handle, type Metadata } from '@/lib/customers/customer'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import { tagKey } from '@/lib/customers/tag-key'
import type { Money } from '@/lib/shared/money'
import { type FieldMapping, metadataKeyOf } from '../../field-mapping'
import { metafieldValue } from './metafield-value'
import { toMoney } from './money'
import { ownData } from './own-data'
import type { WireCustomer } from './schema'
import { isSegmentTag, segmentIn } from './segment-tag'

/** What a shop decides. */
export interface ShopContext {
  region: string
  locale: string
  mapping: FieldMapping
  /** Metafields of the mapping, in the order in which they are asked for. */
  mapped: readonly string[]
}

/** Order figures that were counted; where they were not, Shopify's own stand. */
export interface Figures {
  totalOrders: number
  totalSpent: Money | null
  averageOrderValue: Money | null
  lastOrderAt: Date | null
}

const orNull = (text: string | null | undefined): string | null =>
  text === null || text === undefined || text === '' ? null : text

/** The value of a mapped field of ours, as text; undefined without a mapping. */
export function mappedText(wire: WireCustomer, { mapping, mapped }: ShopContext, internal: string): string | null | undefined {
  const external = mapping[internal]
  if (external === undefined) return undefined
  if (external === 'note') return orNull(wire.note)
  return orNull(wire.mapped[mapped.indexOf(external)]?.value)
}

export function fromShopifyCustomer(wire: WireCustomer, context: ShopContext, figures: Figures = ownFigures(wire)): Customer {
  const { id, firstName, lastName, tags, createdAt, updatedAt } = wire
  const data = ownData(wire)
  const { phones, emails } = identitiesOf(wire, context)
  const preferred = mappedText(wire, context, 'preferredChannel')
  const channel = contactChannelSchema.safeParse(preferred === undefined ? data.preferredChannel : preferred?.toLowerCase())
  const segment = mappedText(wire, context, 'segment')
  return {
    id,
    firstName: orNull(firstName),
    lastName: orNull(lastName),
    email: emails[0] ?? null,
    phone: phones[0] ?? null,
    handles: [
      ...phones.map((value, at) => handleOf('phone', value, at === 0)),
      ...emails.map((value, at) => handleOf('email', value, at === 0)),
    ],
    preferredChannel: channel.success ? channel.data : null,
    language: mappedText(wire, context, 'language') ?? (orNull(wire.locale) || context.locale),
    segment: segment === undefined ? segmentIn(tags) : segment,
    tags: tags.filter((tag) => !isSegmentTag(tag)).sort((a, b) => (tagKey(a) < tagKey(b) ? -1 : 1)),
    ...figures,
    lastContactAt: null,
    lastContactChannel: null,
    createdAt,
    updatedAt,
    version: updatedAt.getTime(),
    metadata: metadataOf(wire, context),
    links: [],
  }
}

const handleOf = (kind: 'phone' | 'email', value: string, isPrimary: boolean): Handle => ({
  ...{ id: `${kind}:${value}`, kind, value, raw: value, isPrimary },
  verified: false,
  shared: false,
  source: 'shopify',
})

/** Every number and address, normalised, the main one first, each once. */
export function identitiesOf(
  wire: WireCustomer,
  { region }: Pick<ShopContext, 'region'>,
): { phones: string[]; emails: string[] } {
  const { phones, emails } = ownData(wire)
  const number = wire.defaultPhoneNumber?.phoneNumber ?? ''
  const address = wire.defaultEmailAddress?.emailAddress ?? ''
  return {
    phones: [...new Set([number, ...phones].flatMap((raw) => normalisePhone(raw, region) ?? []))],
    emails: [...new Set([address, ...emails].flatMap((raw) => normaliseEmail(raw) ?? []))],
  }
}

/** Shopify counts cancelled orders too, and knows one currency, the shop's. */
function ownFigures({ numberOfOrders, amountSpent, lastOrder }: WireCustomer): Figures {
  const none = { totalOrders: 0, totalSpent: null, averageOrderValue: null, lastOrderAt: null }
  if (numberOfOrders === 0) return none
  const totalSpent = toMoney(amountSpent)
  return {
    totalOrders: numberOfOrders,
    totalSpent,
    averageOrderValue: { ...totalSpent, amount: Math.round(totalSpent.amount / numberOfOrders) },
    lastOrderAt: lastOrder?.processedAt ?? null,
  }
}

function metadataOf(wire: WireCustomer, { mapping, mapped }: ShopContext): Metadata {
  const theirs = Object.entries(mapping).flatMap(([internal, external]) => {
    const key = metadataKeyOf(internal)
    if (key === null) return []
    const found = external === 'note' ? noteOf(wire) : wire.mapped[mapped.indexOf(external)]
    return found === null || found === undefined || found.value === ''
      ? []
      : [[key, metafieldValue(found.value, found.type)] as const]
  })
  return { ...ownData(wire).metadata, ...Object.fromEntries(theirs) }
}

const noteOf = ({ note }: WireCustomer) => (note === null ? null : { type: 'multi_line_text_field', value: note })

/** What Shopify, or the shop's own field, says of each channel; null: nothing. */
export const consentsShown = (wire: WireCustomer, context: ShopContext): Readonly<Record<string, Consented | null>> =>
  Object.fromEntries(
    contactChannels.map((channel) => [channel, shownConsent(wire, channel, mappedText(wire, context, `optIn.${channel}`))]),
  )
