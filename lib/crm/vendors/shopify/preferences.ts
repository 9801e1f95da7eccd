// What a customer agreed to: Shopify's own state of each channel, and a ledger beside it that says when, where and with what words.
import { type ConsentEntry, type Preferences, type PreferencesPatch, preferencesPatchSchema } from '@/lib/consent/preferences'
import { derivePreferences } from '@/lib/consent/update-preferences'
import { type ContactChannel, contactChannels } from '@/lib/customers/customer'
import { parseInput } from '@/lib/customers/parse-input'
import { newId } from '@/lib/shared/ids'
import type { ShopifyAccount } from './account'
import { consentsShown, fromShopifyCustomer } from './mapper'
import { ownData } from './own-data'
import { needNoErrors } from './refusal'
import { gid, outcomes, type WireCustomer } from './schema'
import { changeData, mappedWrites } from './write-metafields'

/** Newest first. A state that somebody changed in Shopify since the last line is a line of its own. */
export function consentsOf(account: ShopifyAccount, wire: WireCustomer): ConsentEntry[] {
  const written = ownData(wire).consents.toReversed()
  const shown = consentsShown(wire, account.shop)
  const changed = contactChannels.flatMap((channel): ConsentEntry[] => {
    const now = shown[channel] ?? null
    const last = written.find((entry) => entry.channel === channel)
    if (now === null || now.granted === (last === undefined ? null : last.state === 'granted')) return []
    // An agreement from before a refusal is what that refusal took back, and did not reach Shopify yet.
    if (now.granted && now.at !== null && last !== undefined && now.at <= last.at) return []
    // An empty checkbox of the shop's own says nothing: nobody asked.
    if (!now.granted && last === undefined && account.shop.mapping[`optIn.${channel}`] !== undefined) return []
    const state = now.granted ? 'granted' : 'denied'
    const more = { purpose: 'marketing', source: 'shopify', proof: null, actor: 'Shopify' }
    return [{ id: `shopify-${channel}`, channel, state, ...more, at: now.at ?? wire.updatedAt }]
  })
  return [...changed, ...written]
}

export const preferencesOf = (account: ShopifyAccount, wire: WireCustomer): Preferences =>
  derivePreferences(fromShopifyCustomer(wire, account.shop), consentsOf(account, wire))

/** The customer must be in turn. Throws `not_found`, `invalid`. */
export async function updatePreferences(account: ShopifyAccount, id: string, given: PreferencesPatch): Promise<Preferences> {
  const patch = parseInput(preferencesPatchSchema, given)
  return account.withDefinitions(() => change(account, id, patch))
}

async function change(account: ShopifyAccount, id: string, patch: PreferencesPatch): Promise<Preferences> {
  const before = await account.need(id)
  const entries = consentsOf(account, before)
  const { optIn } = derivePreferences(fromShopifyCustomer(before, account.shop), entries)
  const at = new Date()
  const added = contactChannels.flatMap((channel): ConsentEntry[] => {
    const wanted = patch.optIn?.[channel]
    if (wanted === undefined || wanted === optIn[channel]) return []
    const said = { source: patch.source ?? 'system', proof: patch.proof ?? null, actor: 'Coccinelle', at }
    return [{ id: newId(), channel, purpose: 'marketing', state: wanted ? 'granted' : 'denied', ...said }]
  })
  // Shopify first: who is refused there is not told that he was heard.
  for (const { channel, state } of added) await showConsent(account, before, channel, state === 'granted', at)
  await changeLanguage(account, before, patch.language)
  await writeLedger(account, before, patch, [...entries.toReversed(), ...added], added)
  return preferencesOf(account, await account.need(id))
}

async function changeLanguage(
  account: ShopifyAccount,
  { id, locale }: WireCustomer,
  language: string | undefined,
): Promise<void> {
  if (language === undefined || language === locale || account.shop.mapping.language !== undefined) return
  const { customerUpdate } = await account.client.run(account.operations.updateCustomer, outcomes.updateCustomer, {
    input: { id: gid('Customer', id), locale: language },
  })
  needNoErrors(customerUpdate.userErrors)
}

async function writeLedger(
  account: ShopifyAccount,
  before: WireCustomer,
  { preferredChannel, language }: PreferencesPatch,
  ledger: ConsentEntry[],
  added: readonly ConsentEntry[],
): Promise<void> {
  const { mapping } = account.shop
  const mapped = await mappedWrites(account, {
    ...(preferredChannel === undefined ? {} : { preferredChannel }),
    ...(language === undefined ? {} : { language }),
    ...Object.fromEntries(added.map(({ channel, state }) => [`optIn.${channel}`, state === 'granted'])),
  })
  const isOwnChannel = preferredChannel !== undefined && mapping.preferredChannel === undefined
  if (added.length === 0 && !isOwnChannel && mapped.set.length + mapped.cleared.length === 0) return
  await changeData(
    account,
    before,
    (data) => ({
      ...data,
      ...(isOwnChannel ? { preferredChannel } : {}),
      ...(added.length === 0 ? {} : { consents: ledger }),
    }),
    mapped,
  )
}

/**
 * Sets Shopify's own state of a channel, as far as there is an address or a number that it could be of. The states that an app
 * may set are these two, and the newest `consentUpdatedAt` wins. https://shopify.dev/docs/api/admin-graphql/latest/mutations/customerEmailMarketingConsentUpdate
 */
export async function showConsent(
  account: ShopifyAccount,
  { id, defaultEmailAddress, defaultPhoneNumber }: WireCustomer,
  channel: ContactChannel,
  granted: boolean,
  at: Date,
): Promise<void> {
  const { client, operations } = account
  if (account.shop.mapping[`optIn.${channel}`] !== undefined) return
  const customerId = gid('Customer', id)
  const state = granted ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
  const older = { marketingState: state, marketingOptInLevel: 'SINGLE_OPT_IN', consentUpdatedAt: at.toISOString() }
  if (channel === 'email' && defaultEmailAddress !== null) {
    const input = { customerId, emailMarketingConsent: older }
    const answer = await client.run(operations.emailConsent, outcomes.emailConsent, { input })
    needNoErrors(answer.customerEmailMarketingConsentUpdate.userErrors)
  }
  if (channel === 'sms' && defaultPhoneNumber !== null) {
    const input = { customerId, smsMarketingConsent: older }
    const answer = await client.run(operations.smsConsent, outcomes.smsConsent, { input })
    needNoErrors(answer.customerSmsMarketingConsentUpdate.userErrors)
  }
  if (channel === 'whatsapp' && defaultPhoneNumber !== null) {
    const input = { customerId, whatsAppMarketingConsent: { state, optInLevel: 'SINGLE_OPT_IN', updatedAt: at.toISOString() } }
    const answer = await client.run(operations.whatsappConsent, outcomes.whatsappConsent, { input })
    needNoErrors(answer.customerWhatsAppMarketingConsentUpdate.userErrors)
  }
}
