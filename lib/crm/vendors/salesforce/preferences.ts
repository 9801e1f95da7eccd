// What a contact agreed to: a ledger in one field, the state of each channel in checkboxes, Salesforce's own refusals before all.
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
import { unsupported } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { fromExternalText } from '../../field-mapping'
import type { SalesforceAccount } from './account'
import { fromSalesforceContact, optInFields, optOutFields, toSalesforceFields } from './mapper'
import { contactFields } from './own-fields'
import { type OrgContext, textOf } from './person'
import type { SalesforceRecord } from './schema'

const ledgerSchema = z.array(consentEntrySchema.extend({ at: z.iso.datetime().transform((text) => new Date(text)) })).catch([])

function ledgerOf(record: SalesforceRecord): ConsentEntry[] {
  try {
    return ledgerSchema.parse(JSON.parse(textOf(record, contactFields.consents) ?? '[]'))
  } catch {
    return []
  }
}

const optOutField = (channel: ContactChannel): string | null =>
  channel === 'email' || channel === 'phone' ? optOutFields[channel] : null

/**
 * Newest first. What somebody changed in Salesforce since the last line is a line of its own. A box that is not ticked
 * says nothing until there is a line: Salesforce cannot tell "never asked" from "no". Its own opt-outs always refuse.
 */
export function consentsOf(record: SalesforceRecord, context: OrgContext): ConsentEntry[] {
  const written = ledgerOf(record)
  const changed = optInFields(context).flatMap(([channel, field]): ConsentEntry[] => {
    const last = written.findLast((entry) => entry.channel === channel && entry.purpose === 'marketing')
    const out = optOutField(channel)
    const refused = out !== null && record[out] === true
    const ticked = fromExternalText(textOf(record, field), 'boolean')
    const known = last === undefined ? null : last.state === 'granted'
    const shown = refused ? false : typeof ticked !== 'boolean' || (last === undefined && !ticked) ? known : ticked
    if (shown === known || shown === null) return []
    return [
      {
        id: `salesforce-${channel}`,
        channel,
        purpose: 'marketing',
        state: shown ? 'granted' : 'denied',
        source: 'salesforce',
        proof: null,
        actor: 'Salesforce',
        at: record.SystemModstamp,
      },
    ]
  })
  return [...changed, ...written.toReversed()]
}

/** Fields of a ledger, oldest first; the oldest lines go when it no longer fits, the newest of each channel stays. */
export function consentFields(entries: readonly ConsentEntry[], context: OrgContext): Record<string, unknown> {
  const { contact } = context
  const kept = [...entries]
  const isNewest = (entry: ConsentEntry) => kept.findLast(({ channel }) => channel === entry.channel) === entry
  while (JSON.stringify(kept).length > contact.length(contactFields.consents)) {
    const oldest = kept.findIndex((entry) => !isNewest(entry))
    if (oldest === -1) break
    kept.splice(oldest, 1)
  }
  const written: Record<string, unknown> = {}
  for (const [channel, field] of optInFields(context)) {
    const last = kept.findLast((entry) => entry.channel === channel && entry.purpose === 'marketing')
    if (last === undefined) continue
    const isGranted = last.state === 'granted'
    const wire = contact.wire(field, isGranted)
    if (wire !== undefined) written[field] = wire
    const out = optOutField(channel)
    if (out !== null && contact.isWritable(out)) written[out] = !isGranted
  }
  if (contact.isWritable(contactFields.consents)) written[contactFields.consents] = JSON.stringify(kept)
  return written
}

const preferencesOf = (record: SalesforceRecord, context: OrgContext): Preferences =>
  derivePreferences(fromSalesforceContact(record, context), consentsOf(record, context))

export async function getPreferences(account: SalesforceAccount, id: string): Promise<Preferences> {
  return preferencesOf(await account.need(id), await account.context())
}

/** The contact must be in turn. Throws `not_found`, `invalid`, and `unsupported` in an org with no place for a refusal. */
export async function updatePreferences(account: SalesforceAccount, id: string, input: PreferencesPatch): Promise<Preferences> {
  const patch = parseInput(preferencesPatchSchema, input)
  const contact = await account.need(id)
  const at = new Date()
  await account.withFields(async (context) => {
    const { optIn } = preferencesOf(contact, context)
    const added = contactChannels.flatMap((channel): ConsentEntry[] => {
      const wanted = patch.optIn?.[channel]
      if (wanted === undefined || wanted === optIn[channel]) return []
      const state = wanted ? 'granted' : 'denied'
      const said = { source: patch.source ?? 'system', proof: patch.proof ?? null, actor: 'Coccinelle' }
      return [{ id: newId(), channel, purpose: 'marketing', state, ...said, at }]
    })
    for (const entry of added) if (!hasPlace(entry, context)) throw unsupported('salesforce', 'preferences')
    const fields = {
      ...toSalesforceFields(
        {
          ...(patch.preferredChannel === undefined ? {} : { preferredChannel: patch.preferredChannel }),
          ...(patch.language === undefined ? {} : { language: patch.language }),
        },
        context,
      ),
      ...(added.length === 0 ? {} : consentFields([...consentsOf(contact, context).toReversed(), ...added], context)),
    }
    if (Object.keys(fields).length > 0) await account.client.update('Contact', id, fields, true)
  })
  return getPreferences(account, id)
}

/** A refusal needs the ledger or Salesforce's own opt-out: an empty box would read as "never asked" later. */
function hasPlace({ channel, state }: ConsentEntry, context: OrgContext): boolean {
  const { contact } = context
  if (contact.isWritable(contactFields.consents)) return true
  const out = optOutField(channel)
  const box = optInFields(context).find(([name]) => name === channel)?.[1] ?? ''
  return state === 'granted' ? contact.isWritable(box) : out !== null && contact.isWritable(out)
}
