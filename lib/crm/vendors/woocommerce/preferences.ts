// What a customer agreed to: a ledger in our meta data, the state of each channel beside it, where plug-ins can read it.
import { z } from 'zod'
import {
  type ConsentEntry,
  consentEntrySchema,
  type Preferences,
  type PreferencesPatch,
  preferencesPatchSchema,
} from '@/lib/consent/preferences'
import { derivePreferences } from '@/lib/consent/update-preferences'
import { type ContactChannel, contactChannels } from '@/lib/customers/customer'
import { parseInput } from '@/lib/customers/parse-input'
import { notFound } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { fromExternalText } from '../../field-mapping'
import type { WooAccount } from './account'
import { guest } from './find-customer'
import { fromWooCustomer, toMetaRows } from './mapper'
import { metaText, type MetaWrite } from './meta'
import { optInMeta, ownMeta } from './own-meta'
import { isGuestId } from './person'
import type { WooCustomer } from './schema'
import { write } from './write-customer'

const ledgerSchema = z.array(consentEntrySchema.extend({ at: z.iso.datetime().transform((text) => new Date(text)) }))
/** Lines that are kept at most; of each channel the newest stays. */
const mostLines = 200

const metaFor = ({ shop }: WooAccount, channel: ContactChannel): string => shop.mapping[`optIn.${channel}`] ?? optInMeta(channel)

/** Newest first. A state that somebody changed in the shop since the last line is a line of its own. */
export function consentsOf(account: WooAccount, customer: WooCustomer): ConsentEntry[] {
  const { meta_data: meta } = customer
  const written = ledgerOf(metaText(meta, ownMeta.consents))
  const changed = contactChannels.flatMap((channel): ConsentEntry[] => {
    const shown = fromExternalText(metaText(meta, metaFor(account, channel)), 'boolean')
    const last = written.find((entry) => entry.channel === channel && entry.purpose === 'marketing')
    if (typeof shown !== 'boolean' || shown === (last === undefined ? null : last.state === 'granted')) return []
    // An empty box of the shop's own says nothing: nobody asked.
    if (!shown && last === undefined && account.shop.mapping[`optIn.${channel}`] !== undefined) return []
    const at = customer.date_modified_gmt ?? customer.date_created_gmt ?? new Date(0)
    const state = shown ? 'granted' : 'denied'
    const said = { purpose: 'marketing', source: 'woocommerce', proof: null, actor: 'WooCommerce' }
    return [{ id: `woocommerce-${channel}`, channel, state, ...said, at }]
  })
  return [...changed, ...written]
}

function ledgerOf(text: string | null): ConsentEntry[] {
  try {
    return ledgerSchema
      .catch([])
      .parse(JSON.parse(text ?? '[]'))
      .reverse()
  } catch {
    return []
  }
}

/** @param entries oldest first */
function consentRows(account: WooAccount, entries: readonly ConsentEntry[]): MetaWrite[] {
  const isNewest = (entry: ConsentEntry) => entries.findLast(({ channel }) => channel === entry.channel) === entry
  const kept = entries.filter((entry, at) => at >= entries.length - mostLines || isNewest(entry))
  const shown = contactChannels.flatMap((channel): MetaWrite[] => {
    const last = kept.findLast((entry) => entry.channel === channel && entry.purpose === 'marketing')
    if (last === undefined) return []
    // The shop's own box may know yes and no only; ours is a word.
    const own = account.shop.mapping[`optIn.${channel}`] === undefined
    return [{ key: metaFor(account, channel), value: own ? last.state : String(last.state === 'granted') }]
  })
  return [...shown, { key: ownMeta.consents, value: JSON.stringify(kept) }]
}

const preferencesOf = (account: WooAccount, customer: WooCustomer): Preferences =>
  derivePreferences(fromWooCustomer(customer, account.shop), consentsOf(account, customer))

/** Of a guest nothing is known. Throws `not_found`. */
export async function getPreferences(account: WooAccount, id: string): Promise<Preferences> {
  if (!isGuestId(id)) return preferencesOf(account, await account.need(id))
  const customer = await guest(account, id)
  if (customer === null) throw notFound('customer')
  return derivePreferences(customer, [])
}

/** The customer must be in turn. Throws `not_found`, `invalid`. */
export async function updatePreferences(account: WooAccount, id: string, input: PreferencesPatch): Promise<Preferences> {
  const patch = parseInput(preferencesPatchSchema, input)
  const before = await account.need(id)
  const entries = consentsOf(account, before)
  const { optIn } = preferencesOf(account, before)
  const at = new Date()
  const added = contactChannels.flatMap((channel): ConsentEntry[] => {
    const wanted = patch.optIn?.[channel]
    if (wanted === undefined || wanted === optIn[channel]) return []
    const state = wanted ? 'granted' : 'denied'
    const said = { source: patch.source ?? 'system', proof: patch.proof ?? null, actor: 'Coccinelle' }
    return [{ id: newId(), channel, purpose: 'marketing', state, ...said, at }]
  })
  const rows = [
    ...toMetaRows(
      {
        ...(patch.preferredChannel === undefined ? {} : { preferredChannel: patch.preferredChannel }),
        ...(patch.language === undefined ? {} : { language: patch.language }),
      },
      account.shop,
    ),
    ...(added.length === 0 ? [] : consentRows(account, [...entries.toReversed(), ...added])),
  ]
  return preferencesOf(account, await write(account, before, {}, rows))
}
