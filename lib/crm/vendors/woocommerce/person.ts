// The names, numbers and addresses of an account, of a guest, and of somebody who orders. Pure.
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import { metadataKeyOf, type FieldMapping } from '../../field-mapping'
import { accountEmail, isStandIn } from './account-email'
import { metaList, metaText } from './meta'
import { ownMeta } from './own-meta'
import type { WooCustomer, WooOrder } from './schema'

/** What a shop decides. */
export interface ShopContext {
  region: string
  locale: string
  currency: string
  mapping: FieldMapping
}

export const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** Every address, the account's first. */
export function emailsOf(customer: WooCustomer): string[] {
  const { billing } = customer
  const own = accountEmail(customer)
  const billed = isStandIn(billing.email) ? null : normaliseEmail(billing.email)
  return [...new Set([own, billed].flatMap((one) => one ?? []))]
}

/** Where the main number stands: WooCommerce's field, or one of the shop's own. */
export const mappedPhone = ({ mapping }: ShopContext): string | null => mapping.phone ?? null

/** Every number, the main one first, each once. */
export function phonesOf(customer: WooCustomer, context: ShopContext): { value: string; raw: string }[] {
  const { meta_data: meta, billing, shipping } = customer
  const mapped = mappedPhone(context)
  const given = [
    mapped === null ? billing.phone : (metaText(meta, mapped) ?? ''),
    ...(mapped === null ? [] : [billing.phone]),
    shipping.phone,
    ...metaList(meta, ownMeta.phones),
  ]
  const found = new Map<string, string>()
  for (const raw of given) {
    const value = normalisePhone(raw, context.region)
    if (value !== null && !found.has(value)) found.set(value, raw)
  }
  return [...found].map(([value, raw]) => ({ value, raw }))
}

/** The account's own names; those of the invoice where it has none at all. */
export function namesOf(customer: WooCustomer, { mapping }: ShopContext): { firstName: string | null; lastName: string | null } {
  const { first_name, last_name, billing, meta_data: meta } = customer
  const firstName = mapping.firstName === undefined ? orNull(first_name) : metaText(meta, mapping.firstName)
  const lastName = mapping.lastName === undefined ? orNull(last_name) : metaText(meta, mapping.lastName)
  if (firstName !== null || lastName !== null) return { firstName, lastName }
  return { firstName: orNull(billing.first_name), lastName: orNull(billing.last_name) }
}

export const guestPrefix = 'guest:'
export const isGuestId = (id: string): boolean => id.startsWith(guestPrefix)

/** Who ordered without an account; null when nothing says who. */
export function guestOf(order: WooOrder, { region }: ShopContext) {
  if (order.customer_id !== '0') return null
  const { billing } = order
  const email = isStandIn(billing.email) ? null : normaliseEmail(billing.email)
  const phone = normalisePhone(billing.phone, region)
  const known = email ?? phone
  if (known === null) return null
  const names = { firstName: orNull(billing.first_name), lastName: orNull(billing.last_name) }
  return { externalId: `${guestPrefix}${known}`, ...names, email, phone, phoneRaw: orNull(billing.phone) }
}

/** Metadata of ours that stands in fields of the shop's own. */
export const mappedMetadata = (mapping: FieldMapping): { key: string; external: string; internal: string }[] =>
  Object.entries(mapping).flatMap(([internal, external]) => {
    const key = metadataKeyOf(internal)
    return key === null ? [] : [{ key, external, internal }]
  })

/** WordPress's own roles of people who work on the site. Roles of plug-ins (members, wholesale) are customers'. */
const team = new Set(['administrator', 'shop_manager', 'editor', 'author', 'contributor'])
export const isOfTeam = ({ role }: WooCustomer): boolean => team.has(role)
