// Two customers become one in Shopify, which does it in its own time, decides by addresses who is kept, and cannot undo it.
// What it would drop of the one that goes is written to the other before.
// https://shopify.dev/docs/api/admin-graphql/latest/mutations/customerMerge
import type { ConsentEntry } from '@/lib/consent/preferences'
import { contactChannels, type Customer } from '@/lib/customers/customer'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { tagKey } from '@/lib/customers/tag-key'
import type { ShopifyAccount } from './account'
import { consentsShown, fromShopifyCustomer, identitiesOf } from './mapper'
import { ownData } from './own-data'
import { furtherEmails, furtherPhones, namespace } from './own-metafields'
import { consentsOf, showConsent } from './preferences'
import { needNoErrors } from './refusal'
import { answers, gid, outcomes, type WireCustomer } from './schema'
import { isSegmentTag } from './segment-tag'
import { changeData, clearMetafields, furtherWrites } from './write-metafields'

export interface Merged {
  mergeId: string
  survivorId: string
  moved: Record<string, number>
}

/** Throws `invalid` (`merge_with_itself`, `merge_refused`), `not_found`, `unavailable` (`merge_under_way`). */
export async function mergeCustomers(account: ShopifyAccount, id: string, duplicateId: string): Promise<Merged> {
  if (id === duplicateId)
    throw new CrmError('invalid', 'A customer cannot be merged with itself', {
      reason: 'merge_with_itself',
      issues: [{ path: ['duplicateId'], reason: 'merge_with_itself' }],
    })
  const [kept, gone] = [await account.need(id), await account.need(duplicateId)]
  const [ours, theirs] = [fromShopifyCustomer(kept, account.shop), fromShopifyCustomer(gone, account.shop)]
  const tags = mergedTags(kept.tags, gone.tags)
  const moved = {
    handles: theirs.handles.length,
    tags: tags.length - kept.tags.length,
    notes: 0,
    activities: 0,
    messages: 0,
    orders: gone.numberOfOrders,
    consents: consentsOf(account, gone).length,
    links: 0,
  }
  const consents = mergedConsents(consentsOf(account, kept), consentsOf(account, gone))
  const write = await keepBoth(account, { kept, gone, ours, theirs, consents })
  const survivorId = await mergeThere(account, { kept, gone, tags })
  // Shopify kept the other one after all: what was written went with the one who is gone.
  if (survivorId !== kept.id) await write(await account.need(survivorId))
  await keepRefusals(account, survivorId, consents)
  return { mergeId: newId(), survivorId, moved }
}

/** Of the same tag one spelling; the kept customer's segment. */
function mergedTags(kept: readonly string[], gone: readonly string[]): string[] {
  const keys = new Set(kept.map(tagKey))
  const hasSegment = kept.some(isSegmentTag)
  return [...kept, ...gone.filter((tag) => !keys.has(tagKey(tag)) && !(hasSegment && isSegmentTag(tag)))]
}

interface Both {
  kept: WireCustomer
  gone: WireCustomer
  ours: Customer
  theirs: Customer
  consents: ConsentEntry[]
}

/** Writes to the one who is kept what Shopify has no rule for; answers how to write it again to another. */
async function keepBoth(
  account: ShopifyAccount,
  { kept, gone, ours, theirs, consents }: Both,
): Promise<(survivor: WireCustomer) => Promise<void>> {
  const [one, other] = [identitiesOf(kept, account.shop), identitiesOf(gone, account.shop)]
  // Unique in the shop, and his no longer.
  const held = [...furtherPhones, ...furtherEmails].map((key) => ({ namespace, key }))
  if (ownData(gone).phones.length + ownData(gone).emails.length > 0) await clearMetafields(account, gone.id, held)
  const further = {
    phones: [...new Set([...one.phones, ...other.phones])].slice(1),
    emails: [...new Set([...one.emails, ...other.emails])].slice(1),
  }
  const metadata = { ...ownData(gone).metadata, ...ownData(kept).metadata }
  const preferredChannel = ours.preferredChannel ?? theirs.preferredChannel
  const write = (to: WireCustomer): Promise<void> =>
    account.withDefinitions(() =>
      changeData(account, to, (data) => ({ ...data, ...further, preferredChannel, metadata, consents }), furtherWrites(further)),
    )
  await write(kept)
  return write
}

/** The survivor's id, which Shopify has the last word about. */
async function mergeThere(
  account: ShopifyAccount,
  { kept, gone, tags }: { kept: WireCustomer; gone: WireCustomer; tags: string[] },
): Promise<string> {
  const { client, operations } = account
  // Of two without an address, or with one each, we may say who is kept; an address of the other alone would decide for him.
  const isMoved = kept.defaultEmailAddress === null && gone.defaultEmailAddress !== null && hasMore(gone)
  if (isMoved) await moveEmail(account, gone, kept)
  const hasEmail = isMoved || kept.defaultEmailAddress !== null
  const bearer = (has: (one: WireCustomer) => boolean): string | undefined =>
    [kept, gone].filter(has).map(({ id }) => gid('Customer', id))[0]
  const chosen = {
    customerIdOfEmailToKeep: hasEmail ? gid('Customer', kept.id) : undefined,
    customerIdOfPhoneNumberToKeep: bearer(({ defaultPhoneNumber }) => defaultPhoneNumber !== null),
    customerIdOfFirstNameToKeep: bearer(({ firstName }) => (firstName ?? '') !== ''),
    customerIdOfLastNameToKeep: bearer(({ lastName }) => (lastName ?? '') !== ''),
    tags,
  }
  try {
    const { customerMerge } = await client.run(operations.mergeCustomers, outcomes.mergeCustomers, {
      one: gid('Customer', gone.id),
      // Of two without an address the second is kept.
      two: gid('Customer', kept.id),
      override: Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)),
    })
    if (customerMerge.userErrors.some(({ code }) => code === 'INTERNAL_ERROR'))
      throw new CrmError('unavailable', 'Shopify failed inside', { retryAfter: 5 })
    if (customerMerge.userErrors.length > 0) throw refused()
    const survivor = customerMerge.resultingCustomerId ?? kept.id
    return customerMerge.job === null || customerMerge.job.done
      ? survivor
      : await followJob(account, customerMerge.job.id, survivor)
  } catch (error) {
    // The answer may be lost and the deed done: then he is gone.
    const isOpen = error instanceof CrmError && error.reason === 'outcome_unknown'
    if (isOpen && (await account.find(gone.id)) === null) return kept.id
    throw error
  }
}

const refused = (): CrmError =>
  new CrmError('invalid', 'Shopify does not merge these two', {
    reason: 'merge_refused',
    issues: [{ path: ['duplicateId'], reason: 'merge_refused' }],
  })

/** Whether somebody is left when his address goes. */
const hasMore = ({ firstName, lastName, defaultPhoneNumber }: WireCustomer): boolean =>
  (firstName ?? '') !== '' || (lastName ?? '') !== '' || defaultPhoneNumber !== null

async function moveEmail(account: ShopifyAccount, from: WireCustomer, to: WireCustomer): Promise<void> {
  const email = from.defaultEmailAddress?.emailAddress
  const { from: left, to: got } = await account.client.run(account.operations.moveEmail, outcomes.moveEmail, {
    from: { id: gid('Customer', from.id), email: null },
    to: { id: gid('Customer', to.id), email },
  })
  needNoErrors([...left.userErrors, ...got.userErrors])
}

/** Milliseconds that a merge is waited for, and between two looks at first; doubles. */
const patience = 20_000
const firstLook = 100

async function followJob(account: ShopifyAccount, jobId: string, expected: string): Promise<string> {
  const end = Date.now() + patience
  for (let pause = firstLook; Date.now() < end; pause = Math.min(2_000, pause * 2)) {
    const { customerMergeJobStatus: now } = await account.client.run(account.operations.mergeStatus, answers.mergeStatus, {
      jobId,
    })
    if (now?.status === 'COMPLETED') return now.resultingCustomerId
    if (now?.status === 'FAILED') throw refused()
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  throw new CrmError('unavailable', `Shopify is still merging into ${expected}`, { reason: 'merge_under_way', retryAfter: 60 })
}

/** Both ledgers, oldest first; a refusal that the other side's later agreement would hide is said again at the end. */
function mergedConsents(ours: readonly ConsentEntry[], theirs: readonly ConsentEntry[]): ConsentEntry[] {
  const all = [...ours, ...theirs].sort((a, b) => a.at.getTime() - b.at.getTime())
  const refusals = contactChannels.flatMap((channel) => {
    const refusal = [ours, theirs]
      .map((entries) => entries.find((entry) => entry.channel === channel))
      .find((entry) => entry?.state === 'denied')
    const last = all.findLast((entry) => entry.channel === channel)
    return refusal === undefined || last?.state === 'denied' ? [] : [{ ...refusal, id: newId(), source: 'merge', at: new Date() }]
  })
  return [...all, ...refusals]
}

/** Shopify's own states say what the ledger says last. */
async function keepRefusals(account: ShopifyAccount, survivorId: string, consents: readonly ConsentEntry[]): Promise<void> {
  const survivor = await account.need(survivorId)
  const shown = consentsShown(survivor, account.shop)
  for (const channel of contactChannels) {
    const last = consents.findLast((entry) => entry.channel === channel)
    if (last === undefined || shown[channel]?.granted === (last.state === 'granted')) continue
    await showConsent(account, survivor, channel, last.state === 'granted', new Date())
  }
}
