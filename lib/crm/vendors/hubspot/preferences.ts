// What a contact agreed to: a ledger in one property, the state of each channel in properties that people see.
import { z } from 'zod'
import {
  type ConsentEntry,
  consentEntrySchema,
  type Preferences,
  type PreferencesPatch,
  preferencesPatchSchema,
} from '@/lib/consent/preferences'
import { derivePreferences } from '@/lib/consent/update-preferences'
import { contactChannels } from '@/lib/customers/customer'
import { parseInput } from '@/lib/customers/parse-input'
import { newId } from '@/lib/shared/ids'
import { fromExternalText } from '../../field-mapping'
import type { HubspotAccount } from './account'
import { fromHubspotContact, propertyOf } from './mapper'
import type { HubspotObject } from './schema'

const ledgerSchema = z.array(consentEntrySchema.extend({ at: z.iso.datetime().transform((text) => new Date(text)) }))
/** Characters of a text property at most, with room to spare. */
const longest = 60_000

const propertyFor = (account: HubspotAccount, channel: string): string =>
  account.shop.mapping[`optIn.${channel}`] ?? `coccinelle_opt_in_${channel}`

/** Newest first. A state that somebody changed in HubSpot since the last line is a line of its own. */
export function consentsOf(account: HubspotAccount, { properties, updatedAt }: HubspotObject): ConsentEntry[] {
  const written = ledgerOf(properties.coccinelle_consents)
  const changed = contactChannels.flatMap((channel): ConsentEntry[] => {
    const shown = fromExternalText(properties[propertyFor(account, channel)] ?? null, 'boolean')
    const last = written.find((entry) => entry.channel === channel)
    if (typeof shown !== 'boolean' || shown === (last === undefined ? null : last.state === 'granted')) return []
    // An empty checkbox of the shop's own says nothing: nobody asked.
    if (!shown && last === undefined && account.shop.mapping[`optIn.${channel}`] !== undefined) return []
    const state = shown ? 'granted' : 'denied'
    return [
      {
        id: `hubspot-${channel}`,
        channel,
        purpose: 'marketing',
        state,
        source: 'hubspot',
        proof: null,
        actor: 'HubSpot',
        at: updatedAt,
      },
    ]
  })
  return [...changed, ...written]
}

function ledgerOf(text: string | null | undefined): ConsentEntry[] {
  try {
    return ledgerSchema
      .catch([])
      .parse(JSON.parse(text ?? '[]'))
      .reverse()
  } catch {
    return []
  }
}

/** Properties of a ledger, oldest first; the oldest lines go when it no longer fits, the newest of each channel stays. */
export function consentProperties(account: HubspotAccount, entries: readonly ConsentEntry[]): Record<string, string> {
  const kept = [...entries]
  const isNewest = (entry: ConsentEntry) => kept.findLast(({ channel }) => channel === entry.channel) === entry
  while (JSON.stringify(kept).length > longest) {
    const oldest = kept.findIndex((entry) => !isNewest(entry))
    if (oldest === -1) break
    kept.splice(oldest, 1)
  }
  const shown = contactChannels.flatMap((channel): [string, string][] => {
    const last = kept.findLast((entry) => entry.channel === channel && entry.purpose === 'marketing')
    const property = propertyFor(account, channel)
    if (last === undefined) return []
    // The shop's own field may be a checkbox; ours is a choice of words.
    return [[property, account.shop.mapping[`optIn.${channel}`] === undefined ? last.state : String(last.state === 'granted')]]
  })
  return { ...Object.fromEntries(shown), coccinelle_consents: JSON.stringify(kept) }
}

export async function getPreferences(account: HubspotAccount, id: string): Promise<Preferences> {
  const contact = await account.need(id)
  return derivePreferences(fromHubspotContact(contact, await account.contextFor([contact])), consentsOf(account, contact))
}

/** The contact must be in turn. Throws `not_found`, `invalid`. */
export async function updatePreferences(account: HubspotAccount, id: string, input: PreferencesPatch): Promise<Preferences> {
  const patch = parseInput(preferencesPatchSchema, input)
  const contact = await account.need(id)
  const entries = consentsOf(account, contact)
  const { optIn } = derivePreferences(fromHubspotContact(contact, await account.contextFor([contact])), entries)
  const at = new Date()
  const added = contactChannels.flatMap((channel): ConsentEntry[] => {
    const wanted = patch.optIn?.[channel]
    if (wanted === undefined || wanted === optIn[channel]) return []
    const state = wanted ? 'granted' : 'denied'
    return [
      {
        id: newId(),
        channel,
        purpose: 'marketing',
        state,
        source: patch.source ?? 'system',
        proof: patch.proof ?? null,
        actor: 'Coccinelle',
        at,
      },
    ]
  })
  const properties = {
    ...(patch.preferredChannel === undefined
      ? {}
      : { [propertyOf(account.shop, 'preferredChannel')]: patch.preferredChannel ?? '' }),
    ...(patch.language === undefined ? {} : { [propertyOf(account.shop, 'language')]: patch.language }),
    ...(added.length === 0 ? {} : consentProperties(account, [...[...entries].reverse(), ...added])),
  }
  if (Object.keys(properties).length > 0)
    await account.withProperties(async () => account.client.update(id, await account.fitting(properties)))
  return getPreferences(account, id)
}
