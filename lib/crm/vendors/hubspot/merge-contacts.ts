// Two contacts become one in HubSpot. It keeps the winner's values and cannot be undone, so everything of the loser that
// HubSpot would drop is written to the winner before.
import type { ConsentEntry } from '@/lib/consent/preferences'
import type { Customer } from '@/lib/customers/customer'
import type { MergeResult } from '@/lib/customers/customer-system'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { type HubspotAccount } from './account'
import { countHistory, logInteraction } from './history'
import { fromHubspotContact, ownMetadata, phonesOf, stageWritten, toHubspotProperties, type WrittenFields } from './mapper'
import { consentProperties, consentsOf } from './preferences'
import type { HubspotObject } from './schema'

/**
 * `customer` is the survivor as HubSpot answers it: in some cases a record with a third id, and the links of both old ids
 * must follow it. Throws `invalid` (`merge_with_itself`, `merge_limit`), `not_found`.
 */
export async function mergeContacts(account: HubspotAccount, id: string, duplicateId: string): Promise<MergeResult> {
  if (id === duplicateId)
    throw new CrmError('invalid', 'A customer cannot be merged with itself', {
      reason: 'merge_with_itself',
      issues: [{ path: ['duplicateId'], reason: 'merge_with_itself' }],
    })
  const [winner, loser] = [await account.need(id), await account.need(duplicateId)]
  const context = await account.contextFor([winner, loser])
  const [kept, gone] = [fromHubspotContact(winner, context), fromHubspotContact(loser, context)]
  const moved = {
    handles: gone.handles.length,
    tags: (await valuesOf(account, [kept, gone])).length - (await valuesOf(account, [kept])).length,
    ...(await countHistory(account, duplicateId)),
    messages: 0,
    orders: 0,
    consents: consentsOf(account, loser).length,
    links: 0,
  }
  const phones = [
    ...new Set([winner, loser].flatMap(({ properties }) => phonesOf(properties, account.shop)).map(({ value }) => value)),
  ]
  await keepBoth(account, { winner, loser, kept, gone, phones })
  const survivorId = await mergeThere(account, id, loser)
  const [main] = phones
  if (main !== undefined) await account.client.update(survivorId, toHubspotProperties({ phone: main }, account.shop))
  const mergeId = newId()
  await logInteraction(
    account,
    survivorId,
    { type: 'customer_merged', channel: null, metadata: { mergeId, duplicateId } },
    { idempotencyKey: mergeId },
  )
  const after = await account.need(survivorId)
  return { mergeId, customer: fromHubspotContact(after, await account.contextFor([after])), moved }
}

const valuesOf = (account: HubspotAccount, customers: readonly Customer[]): Promise<string[]> =>
  account.tags.values(customers.flatMap(({ tags }) => tags))

/** Writes to the winner what HubSpot would drop of the loser. */
async function keepBoth(
  account: HubspotAccount,
  both: { winner: HubspotObject; loser: HubspotObject; kept: Customer; gone: Customer; phones: string[] },
): Promise<void> {
  const { winner, loser, kept, gone, phones } = both
  const lastName = kept.lastName ?? gone.lastName
  const fields: WrittenFields = {
    firstName: kept.firstName ?? gone.firstName,
    ...(lastName === null ? {} : { lastName }),
    otherPhones: phones.slice(1),
    preferredChannel: kept.preferredChannel ?? gone.preferredChannel,
    segment: kept.segment ?? gone.segment,
    metadata: { ...ownMetadata(loser.properties), ...gone.metadata, ...kept.metadata },
  }
  const stage = kept.segment === null && gone.segment !== null ? stageWritten(gone.segment, account.shop) : undefined
  const consents = mergedConsents(consentsOf(account, winner), consentsOf(account, loser))
  await account.withProperties(async () => {
    const tagValues = await valuesOf(account, [kept, gone])
    const properties = await account.fitting({
      ...toHubspotProperties({ ...fields, tagValues }, account.shop),
      ...(stage ? { lifecyclestage: stage } : {}),
      ...(consents.length === 0 ? {} : consentProperties(account, consents)),
    })
    await account.client.update(winner.id, properties)
  })
}

/** The survivor's id. */
async function mergeThere(account: HubspotAccount, id: string, loser: HubspotObject): Promise<string> {
  // Unique there until it is gone; the number itself may be the winner's from now on.
  await account.client.update(loser.id, { coccinelle_phone: '' })
  try {
    return (await account.client.merge(id, loser.id)).id
  } catch (error) {
    if (!(error instanceof CrmError)) throw error
    // The answer may be lost and the deed done: then the loser's id answers with the survivor.
    const now = error.reason === 'outcome_unknown' ? await account.client.get('contacts', loser.id, ['email']) : null
    if (now !== null && now.id !== loser.id) return now.id
    const number = loser.properties.coccinelle_phone ?? ''
    if (number !== '') await account.client.update(loser.id, { coccinelle_phone: number }).catch(() => undefined)
    throw error
  }
}

/** Both ledgers, oldest first; a refusal that the other side's later agreement would hide is said again at the end. */
function mergedConsents(ours: readonly ConsentEntry[], theirs: readonly ConsentEntry[]): ConsentEntry[] {
  const all = [...ours, ...theirs].sort((a, b) => a.at.getTime() - b.at.getTime())
  const newest = (entries: readonly ConsentEntry[], channel: string) => entries.find((entry) => entry.channel === channel)
  const refusals = [...new Set(all.map(({ channel }) => channel))].flatMap((channel) => {
    const refusal = [newest(ours, channel), newest(theirs, channel)].find((entry) => entry?.state === 'denied')
    const last = all.findLast((entry) => entry.channel === channel)
    return refusal === undefined || last?.state === 'denied' ? [] : [{ ...refusal, id: newId(), source: 'merge', at: new Date() }]
  })
  return [...all, ...refusals]
}
