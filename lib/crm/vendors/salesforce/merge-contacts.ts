// Two contacts become one. REST has no merge: it is imitated in an order that loses nothing and can be taken up again.
import type { ConsentEntry } from '@/lib/consent/preferences'
import type { MergeResult } from '@/lib/customers/customer-system'
import { tagKey } from '@/lib/customers/tag-key'
import { CrmError } from '@/lib/shared/errors'
import type { SalesforceAccount } from './account'
import { collectionSize } from './client'
import { historyOf, logInteraction } from './history'
import { fromSalesforceContact, lastContactOf, metadataOf, uniqueTags } from './mapper'
import { contactFields } from './own-fields'
import { readPerson } from './person'
import { consentFields, consentsOf } from './preferences'
import type { SalesforceRecord } from './schema'
import { digest } from './own-id'
import { changeContact } from './write-contact'

const unique = (values: readonly string[]): string[] => [...new Set(values)]

/**
 * Winner completed, tasks moved, the line written, and only then the other one deleted: killed anywhere, the same call goes
 * on from there, and every step gives the same result twice. Campaigns, files and sharing of the other one do not come
 * along, and it carries no MasterRecordId. Throws `invalid` (`merge_with_itself`), `not_found`.
 */
export async function mergeContacts(account: SalesforceAccount, id: string, duplicateId: string): Promise<MergeResult> {
  if (id === duplicateId)
    throw new CrmError('invalid', 'A customer cannot be merged with itself', {
      reason: 'merge_with_itself',
      issues: [{ path: ['duplicateId'], reason: 'merge_with_itself' }],
    })
  const [winner, loser] = [await account.need(id), await account.need(duplicateId)]
  const context = await account.context()
  const [kept, gone] = [fromSalesforceContact(winner, context), fromSalesforceContact(loser, context)]
  const [ours, theirs] = [consentsOf(winner, context), consentsOf(loser, context)]
  const mergeId = `merge-${digest(`${id} ${duplicateId}`)}`

  // Unique: the number may become the winner's. Until the end it is found by Salesforce's own fields.
  if (context.contact.isWritable(contactFields.phone) && loser[contactFields.phone] != null)
    await account.client.update('Contact', duplicateId, { [contactFields.phone]: null }, true)
  await complete(account, winner, loser)
  const moved = await moveTasks(account, duplicateId, id)
  await logInteraction(
    account,
    id,
    // What the org has no field for stays readable here.
    {
      type: 'customer_merged',
      channel: null,
      metadata: { mergeId, duplicateId, handles: gone.handles.map(({ value }) => value) },
    },
    { idempotencyKey: mergeId },
  ).catch((error: unknown) => {
    // Taken up again after the line was written: it says what there was then.
    if (!(error instanceof CrmError) || error.reason !== 'idempotency_key_reused') throw error
  })
  await account.client.remove('Contact', duplicateId)
  const keys = kept.tags.map(tagKey)
  return {
    mergeId,
    customer: fromSalesforceContact(await account.need(id), await account.context()),
    moved: {
      handles: gone.handles.length,
      tags: gone.tags.filter((tag) => !keys.includes(tagKey(tag))).length,
      ...moved,
      messages: 0,
      orders: 0,
      consents: theirs.filter((entry) => !ours.some((one) => one.id === entry.id)).length,
      links: 0,
    },
  }
}

/** The winner's values win, its empty ones are filled, lists are put together, the stricter consent stays. */
async function complete(account: SalesforceAccount, winner: SalesforceRecord, loser: SalesforceRecord): Promise<void> {
  const context = await account.context()
  const [kept, gone] = [fromSalesforceContact(winner, context), fromSalesforceContact(loser, context)]
  const [mine, others] = [readPerson(winner, context), readPerson(loser, context)]
  const person = {
    firstName: mine.firstName ?? others.firstName,
    lastName: mine.lastName ?? others.lastName,
    phones: unique([...mine.phones, ...others.phones]),
    emails: unique([...mine.emails, ...others.emails]),
  }
  const consents = mergedConsents(consentsOf(winner, context), consentsOf(loser, context))
  const [lastAt, lastChannel] =
    [lastContactOf(winner), lastContactOf(loser)].sort((a, b) => (b[0]?.getTime() ?? 0) - (a[0]?.getTime() ?? 0))[0] ?? []
  await changeContact(
    account,
    winner,
    person,
    {
      preferredChannel: kept.preferredChannel ?? gone.preferredChannel,
      segment: kept.segment ?? gone.segment,
      tags: uniqueTags([...kept.tags, ...gone.tags]),
      metadata: { ...metadataOf(loser, context), ...metadataOf(winner, context) },
      ...(lastAt === undefined || lastChannel === undefined ? {} : { lastContact: { at: lastAt, channel: lastChannel } }),
    },
    { phone: null, email: null, self: winner.Id },
    consents.length === 0 ? {} : consentFields(consents, context),
  )
}

/** Until none is left, however many there are: a deletion takes along whatever the other one still has. */
async function moveTasks(account: SalesforceAccount, from: string, to: string): Promise<{ notes: number; activities: number }> {
  const moved = new Map<string, 'notes' | 'activities'>()
  for (let left = await historyOf(account, from); left.length > 0; left = await historyOf(account, from)) {
    if (left.every(({ id }) => moved.has(id))) throw notMoved('UNCHANGED')
    for (let at = 0; at < left.length; at += collectionSize) {
      const rows = left.slice(at, at + collectionSize).map(({ id }) => ({ id, WhoId: to }))
      const refused = (await account.client.updateMany('Task', rows)).find((result) => !result.ok)
      if (refused?.ok === false) throw notMoved(refused.code)
    }
    for (const { id, kind } of left) moved.set(id, kind)
  }
  const counted = (kind: 'notes' | 'activities') => [...moved.values()].filter((one) => one === kind).length
  return { notes: counted('notes'), activities: counted('activities') }
}

const notMoved = (code: string): CrmError =>
  new CrmError(code === 'UNABLE_TO_LOCK_ROW' ? 'unavailable' : 'invalid', 'A task could not be moved to the kept contact', {
    params: { code },
  })

/** Both ledgers, oldest first, each line once; a refusal that the other side's later agreement would hide is said again. */
function mergedConsents(ours: readonly ConsentEntry[], theirs: readonly ConsentEntry[]): ConsentEntry[] {
  const all = [...new Map([...ours, ...theirs].map((entry) => [entry.id, entry])).values()].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  )
  const newest = (entries: readonly ConsentEntry[], channel: string) => entries.find((entry) => entry.channel === channel)
  const refusals = unique(all.map(({ channel }) => channel)).flatMap((channel) => {
    const refusal = [newest(ours, channel), newest(theirs, channel)].find((entry) => entry?.state === 'denied')
    const last = all.findLast((entry) => entry.channel === channel)
    return refusal === undefined || last?.state === 'denied'
      ? []
      : [{ ...refusal, id: `merge-${refusal.id}`, source: 'merge', at: new Date() }]
  })
  return [...all, ...refusals]
}
