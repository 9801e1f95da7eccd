// The public page of a customer's own preferences: whose it is, read once a request, and how often an address may ask.
import 'server-only'
import { createHash } from 'node:crypto'
import { headers } from 'next/headers'
import { cache } from 'react'
import { visitorOf } from '@/lib/auth/visitor'
import { channelAddress } from '@/lib/consent/channel-address'
import { maskAddress } from '@/lib/consent/mask-address'
import { derivePreferences } from '@/lib/consent/update-preferences'
import { type ContactChannel, contactChannels } from '@/lib/customers/customer'
import type { UseCase } from '@/lib/customers/use-case'
import { createCustomerStore } from '@/lib/db/customer-store'
import { findPreferenceLink } from '@/lib/db/preference-link-repo'
import { type Limit, takePoint } from '@/lib/db/rate-limiter'
import { systemClock } from '@/lib/shared/clock'
import type { Locale } from '@/messages/locales'
import { languageOf } from './preference-link'

/** A shop's own network may be one address for all who stand in it. */
const perAddress: Limit = { keyPrefix: 'preference-page', points: 300, duration: 15 * 60 }

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Whether the caller has asked too often for now. */
export async function asksTooOften(head: { get(name: string): string | null }): Promise<boolean> {
  const { address } = visitorOf(head)
  return address !== null && (await takePoint(perAddress, digest(address))) !== null
}

export interface OpenLink {
  linkId: string
  /** The live customer whose the link is now. */
  customerId: string
  locale: Locale
  useCase: UseCase
}

/** Null for a link that is forged, revoked or over, and for a customer who is archived: they are all the same nothing. */
export async function openPreferenceLink(token: string): Promise<OpenLink | null> {
  if (!/^[\w-]{1,64}$/.test(token)) return null
  const found = await findPreferenceLink(token)
  if (found === null) return null
  const { shop, linkId } = found
  // He is known by his id here: the ledger, the audit log and logs take no name from a page that nobody signs in to.
  const actor = { kind: 'customer' as const, id: found.customerId, name: 'customer' }
  const useCase: UseCase = { shop, actor, store: createCustomerStore(shop, actor), clock: systemClock }
  const { store } = useCase
  const customer = (await store.get(found.customerId)) ?? (await keptCustomer(useCase, found.customerId))
  return customer === null ? null : { linkId, customerId: customer.id, locale: languageOf(customer.language, shop), useCase }
}

async function keptCustomer({ store }: UseCase, mergedId: string) {
  const id = await store.mergedInto(mergedId)
  return id === null ? null : store.get(id)
}

/** What the address asks for: the same for the document's language and for the page. */
export const visitPreferencePage = cache(async (token: string): Promise<OpenLink | 'busy' | null> =>
  (await asksTooOften(await headers())) ? 'busy' : openPreferenceLink(token),
)

export interface ChannelChoice {
  channel: ContactChannel
  /** Masked: who finds the link learns no address. */
  address: string
  /** Null: never said. */
  granted: boolean | null
}

/** The channels on which the customer can be reached, with what he has said; none for one who was archived meanwhile. */
export async function channelChoices({ useCase: { store, shop }, customerId }: OpenLink): Promise<ChannelChoice[]> {
  const [customer, consents] = await Promise.all([store.get(customerId), store.consents(customerId)])
  if (customer === null) return []
  const { optIn } = derivePreferences(customer, consents)
  return contactChannels.flatMap((channel) => {
    const address = channelAddress(channel, customer.handles)
    return address === null ? [] : [{ channel, address: maskAddress(address, shop.region), granted: optIn[channel] }]
  })
}
