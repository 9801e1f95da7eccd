// Two contacts become one in HubSpot. It keeps the winner's values and cannot be undone, so everything of the loser that
// HubSpot would drop is written to the winner before.
import type { ConsentEntry } from '@/lib/consent/preferences'
import type { MergeResult } from '@/lib/customers/customer-system'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { type HubspotAccount } from './account'
import { countHistory, logInteraction } from './history'
import {
  fromHubspotContact,
  leadStatusPrefix,
  ownMetadata,
  phonesOf,
  stageWritten,
  toHubspotProperties,
  type WrittenFields,
} from './mapper'
import { consentProperties, consentsOf } from './preferences'

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
  const history = await countHistory(account, duplicateId)
  const [ours, theirs] = [consentsOf(account, winner), consentsOf(account, loser)]
  const phones = [
    ...new Set(
      [...phonesOf(winner.properties, account.shop), ...phonesOf(loser.properties, account.shop)].map(({ value }) => value),
    ),
  ]
  const [main, ...others] = phones
  const tags = [...kept.tags, ...gone.tags].filter((tag) => !tag.startsWith(leadStatusPrefix))
  const tagValues = await account.tagValues(tags)
  const written: WrittenFields = {
    firstName: kept.firstName ?? gone.firstName,
    ...((kept.lastName ?? gone.lastName) === null ? {} : { lastName: kept.lastName ?? gone.lastName }),
    otherPhones: others,
    preferredChannel: kept.preferredChannel ?? gone.preferredChannel,
    segment: kept.segment ?? gone.segment,
    tagValues,
    metadata: { ...ownMetadata(loser.properties), ...gone.metadata, ...kept.metadata },
  }
  const stage = kept.segment === null && gone.segment !== null ? stageWritten(gone.segment, account.shop) : undefined
  const consents = mergedConsents(ours, theirs)
  await account.withProperties(() =>
    account.client.update(id, {
      ...toHubspotProperties(written, account.shop),
      ...(stage ? { lifecyclestage: stage } : {}),
      ...(consents.length === 0 ? {} : consentProperties(account, consents)),
    }),
  )
  // Unique there until it is gone; the number itself may be the winner's from now on.
  await account.withProperties(() => account.client.update(duplicateId, { coccinelle_phone: '' }))
  const survivor = await account.client.merge(id, duplicateId)
  if (main !== undefined) await account.client.update(survivor.id, toHubspotProperties({ phone: main }, account.shop))
  const mergeId = newId()
  await logInteraction(
    account,
    survivor.id,
    { type: 'customer_merged', channel: null, metadata: { mergeId, duplicateId } },
    { idempotencyKey: mergeId },
  )
  const after = await account.need(survivor.id)
  return {
    mergeId,
    customer: fromHubspotContact(after, await account.contextFor([after])),
    moved: {
      handles: gone.handles.length,
      tags: tagValues.length - (await account.tagValues(kept.tags)).length,
      ...history,
      messages: 0,
      orders: 0,
      consents: theirs.length,
      links: 0,
    },
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
