// Reads and changes what a customer agreed to; a change is a new line in the ledger, never an edit.
import { type ContactChannel, contactChannels, type Customer } from '@/lib/customers/customer'
import type { CustomerTx } from '@/lib/customers/customer-store'
import { editOfField, editsAsMetadata } from '@/lib/customers/edit-of-field'
import { parseInput } from '@/lib/customers/parse-input'
import type { UseCase } from '@/lib/customers/use-case'
import { CrmError, notFound } from '@/lib/shared/errors'
import { type ConsentEntry, type Preferences, type PreferencesPatch, preferencesPatchSchema } from './preferences'

/** The newest marketing line per channel decides. `entries` newest first. */
export function derivePreferences(customer: Customer, entries: ConsentEntry[]): Preferences {
  const newest = new Map<ContactChannel, ConsentEntry>()
  for (const entry of entries) if (entry.purpose === 'marketing' && !newest.has(entry.channel)) newest.set(entry.channel, entry)
  const choice = (channel: ContactChannel): boolean | null => {
    const entry = newest.get(channel)
    return entry === undefined ? null : entry.state === 'granted'
  }
  return {
    preferredChannel: customer.preferredChannel,
    language: customer.language,
    optIn: { email: choice('email'), sms: choice('sms'), whatsapp: choice('whatsapp'), phone: choice('phone') },
    consents: [...newest.values()],
  }
}

/** Throws `not_found`. */
export async function getPreferences({ store }: UseCase, id: string): Promise<Preferences> {
  const customer = await store.get(id)
  if (customer === null) throw notFound('customer')
  return derivePreferences(customer, await store.consents(id))
}

/** An agreement needs a `source` that says where it was given; a refusal never does. Throws `not_found` or `invalid`. */
export async function updatePreferences(useCase: UseCase, id: string, input: unknown): Promise<Preferences> {
  const patch = parseInput(preferencesPatchSchema, input)
  return useCase.store.write((tx) => changePreferences(useCase, tx, id, patch))
}

/** The same inside a transaction. */
export async function changePreferences(
  { actor, clock }: Pick<UseCase, 'actor' | 'clock'>,
  tx: CustomerTx,
  id: string,
  patch: PreferencesPatch,
): Promise<Preferences> {
  const before = await tx.lock(id)
  if (before === null) throw notFound('customer')
  const { optIn } = derivePreferences(before, await tx.consents(id))
  const changes = contactChannels.flatMap((channel) => {
    const wanted = patch.optIn?.[channel]
    return wanted === undefined || wanted === optIn[channel] ? [] : [{ channel, granted: wanted }]
  })
  if (changes.some((change) => change.granted) && patch.source === undefined && actor.kind === 'user')
    throw new CrmError('invalid', 'An agreement needs its source', { issues: [{ path: ['source'], reason: 'consent_source' }] })
  const at = clock()
  for (const { channel, granted } of changes)
    await tx.appendConsent(id, {
      channel,
      purpose: 'marketing',
      state: granted ? 'granted' : 'denied',
      source: patch.source ?? actor.kind,
      proof: patch.proof ?? null,
      actor: actor.name,
      at,
    })
  const fields = {
    ...(patch.preferredChannel === undefined ? {} : { preferredChannel: patch.preferredChannel }),
    ...(patch.language === undefined ? {} : { language: patch.language }),
  }
  await tx.updateCustomer(id, fields)
  const edits = (['preferredChannel', 'language'] as const).flatMap((name) => {
    const wanted = fields[name]
    return wanted === undefined || wanted === before[name] ? [] : [editOfField(name, before[name], wanted)]
  })
  if (edits.length > 0)
    await tx.insertActivity({
      customerId: id,
      type: 'customer_updated',
      channel: null,
      description: '',
      timestamp: at,
      metadata: { fields: edits.map(({ field }) => field), by: actor.name, ...editsAsMetadata(edits) },
    })
  if (changes.length > 0)
    await tx.insertActivity({
      customerId: id,
      type: 'consent_changed',
      channel: null,
      description: '',
      timestamp: at,
      metadata: { changes, by: actor.name, source: patch.source ?? actor.kind, proof: patch.proof ?? null },
    })
  await tx.audit('preferences.update', 'customer', id, { changes, fields: Object.keys(fields) })
  await tx.announce({ kind: 'customer', customerId: id })
  const after = await tx.get(id)
  if (after === null) throw notFound('customer')
  return derivePreferences(after, await tx.consents(id))
}
