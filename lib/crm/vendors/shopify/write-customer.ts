// Making and changing customers. Identifiers, not a search, decide whether somebody is there already.
import { createHash } from 'node:crypto'
import { toMetadata } from '@/lib/customers/create-customer'
import {
  type CustomerPatch,
  type CustomerPatchInput,
  customerPatchSchema,
  type Metadata,
  type NewCustomerInput,
  newCustomerSchema,
} from '@/lib/customers/customer'
import { emailHandle, phoneHandle } from '@/lib/customers/identity'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import type { ShopifyAccount } from './account'
import { customerByEmail, customerByOwnId, customersByPhone } from './find-customer'
import { dataText, ownData } from './own-data'
import { namespace } from './own-metafields'
import { needNoErrors, takenField } from './refusal'
import { gid, outcomes, type WireCustomer } from './schema'
import { segmentTag } from './segment-tag'
import { changeTags, segmentChange, tagChange, withoutSegments } from './tags'
import { bothWrites, changeData, furtherWrites, mappedWrites, type Writes } from './write-metafields'

const digest = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 40)
/** The value of our unique field for a caller's key. */
const idOfKey = (key: string): string => `key-${digest(key)}`

interface NewCustomer {
  input: Record<string, unknown>
  email: string | null
  phone: string | null
}

/** As Shopify takes it. @param ownId the value of our unique field. Throws `invalid`. */
async function newCustomer(account: ShopifyAccount, given: NewCustomerInput, ownId: string): Promise<NewCustomer> {
  const fields = parseInput(newCustomerSchema, given)
  const { shop } = account
  const phone = fields.phone ? phoneHandle(fields.phone, shop.region).value : null
  const email = fields.email ? emailHandle(fields.email).value : null
  if (phone === null && email === null && !fields.firstName && !fields.lastName)
    throw new CrmError('invalid', 'Nothing to recognise the customer by', {
      issues: [{ path: ['phone'], reason: 'identity_missing' }],
    })
  const metadata = toMetadata(fields.metadata ?? {})
  const language = fields.language ?? shop.locale
  const segment = fields.segment ?? null
  const mapped = await mappedWrites(account, {
    preferredChannel: fields.preferredChannel ?? null,
    language,
    segment,
    ...metadataFields(metadata),
  })
  const data = dataText({
    ...ownData({ data: null }),
    preferredChannel: shop.mapping.preferredChannel === undefined ? (fields.preferredChannel ?? null) : null,
    metadata: unmapped(metadata, account),
    fingerprint: digest(JSON.stringify(given)),
  })
  if (data === null)
    throw new CrmError('invalid', 'There is more than Shopify’s field holds', {
      issues: [{ path: ['metadata'], reason: 'too_big_string', params: { maximum: 60_000 } }],
    })
  const tags = tagChange({ tags: [] }, withoutSegments(fields.tags ?? [])).added
  const input = {
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
    ...(fields.firstName ? { firstName: fields.firstName } : {}),
    ...(fields.lastName ? { lastName: fields.lastName } : {}),
    ...(shop.mapping.language === undefined ? { locale: language } : {}),
    ...(mapped.note === undefined ? {} : { note: mapped.note }),
    tags: [...new Set([...tags, ...(segment === null || shop.mapping.segment !== undefined ? [] : [segmentTag(segment)])])],
    metafields: [
      { namespace, key: 'id', type: 'id', value: ownId },
      { namespace, key: 'data', type: 'json', value: data },
      ...mapped.set,
    ],
  }
  return { input, email, phone }
}

const metadataFields = (metadata: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`metadata.${key}`, value]))

/** What has no field of the shop's own. */
const unmapped = (metadata: Metadata, { shop }: ShopifyAccount): Metadata =>
  Object.fromEntries(Object.entries(metadata).filter(([key]) => shop.mapping[`metadata.${key}`] === undefined))

/** Throws `invalid`, `conflict` (`duplicate_phone` | `duplicate_email` with `existingId`, `idempotency_key_reused`). */
export async function createCustomer(
  account: ShopifyAccount,
  given: NewCustomerInput,
  idempotencyKey?: string,
): Promise<WireCustomer> {
  const ownId = idempotencyKey === undefined ? newId() : idOfKey(idempotencyKey)
  const fingerprint = digest(JSON.stringify(given))
  const { email, phone } = await newCustomer(account, given, ownId)
  const before = idempotencyKey === undefined ? null : await madeBefore(account, ownId, fingerprint)
  if (before !== null) return before
  try {
    await needFree(account, { email, phone, self: null })
    return await account.need(await account.withDefinitions(() => make(account, given, ownId)))
  } catch (error) {
    if (!(error instanceof CrmError) || !['conflict', 'unavailable'].includes(error.code)) throw error
    // A twin with our key was quicker, or the answer to our own creation was lost.
    const kept = await madeBefore(account, ownId, fingerprint).catch(() => null)
    if (kept !== null) return kept
    if (error.reason === 'identity_taken') await needFree(account, { email, phone, self: null })
    throw error
  }
}

/** The new customer's id. Throws `conflict` (`own_taken`, `identity_taken`), which says nothing yet of who has it. */
async function make(account: ShopifyAccount, given: NewCustomerInput, ownId: string): Promise<string> {
  const { input } = await newCustomer(account, given, ownId)
  const { customerCreate: made } = await account.client.run(account.operations.createCustomer, outcomes.createCustomer, { input })
  const taken = takenField(made.userErrors)
  if (taken !== null)
    throw new CrmError('conflict', 'Somebody has it already', { reason: taken === 'own' ? 'own_taken' : 'identity_taken' })
  needNoErrors(made.userErrors)
  if (made.customer === null) throw new CrmError('bad_response', 'Shopify made no customer and did not say why')
  return made.customer.id
}

/** The customer made with this key. Throws `conflict` when he was made from other input. */
async function madeBefore(account: ShopifyAccount, ownId: string, fingerprint: string): Promise<WireCustomer | null> {
  const kept = await customerByOwnId(account, ownId)
  if (kept !== null && ownData(kept).fingerprint !== fingerprint)
    throw new CrmError('conflict', 'The idempotency key was used for something else', {
      reason: 'idempotency_key_reused',
      params: { existingId: kept.id },
    })
  return kept
}

/** Throws `conflict` that names who else has the address or the number. */
async function needFree(
  account: ShopifyAccount,
  { email, phone, self }: { email: string | null; phone: string | null; self: string | null },
): Promise<void> {
  const taken = (reason: string, existingId: string) =>
    new CrmError('conflict', 'Another customer has it', { reason, params: { existingId } })
  const byEmail = email === null ? null : await customerByEmail(account, email)
  if (byEmail !== null && byEmail.id !== self) throw taken('duplicate_email', byEmail.id)
  const byPhone = phone === null ? undefined : (await customersByPhone(account, phone)).find(({ id }) => id !== self)
  if (byPhone !== undefined) throw taken('duplicate_phone', byPhone.id)
}

/** Throws as the port says. The customer must be in turn (`account.inTurn`). */
export async function updateCustomer(account: ShopifyAccount, id: string, given: CustomerPatchInput): Promise<WireCustomer> {
  const patch = parseInput(customerPatchSchema, given)
  // A repetition finds done what is done.
  return account.withDefinitions(() => change(account, id, patch))
}

async function change(account: ShopifyAccount, id: string, patch: CustomerPatch): Promise<WireCustomer> {
  const phone = typeof patch.phone === 'string' ? phoneHandle(patch.phone, account.shop.region).value : patch.phone
  const email = typeof patch.email === 'string' ? emailHandle(patch.email).value : patch.email
  const before = await account.need(id)
  const mapped = await mappedWrites(account, mappedValues(patch))
  await changeCore(account, before, { ...coreChanges(account, before, patch, { phone, email }), ...noteOf(mapped) })
  await changeOwn(account, before, patch, { phone, email, mapped })
  const tags = patch.tags === undefined ? { added: [], removed: [] } : tagChange(before, withoutSegments(patch.tags))
  const segment =
    patch.segment === undefined || account.shop.mapping.segment !== undefined
      ? { added: [], removed: [] }
      : segmentChange(before, patch.segment)
  await changeTags(account, before, {
    added: [...tags.added, ...segment.added],
    removed: [...tags.removed, ...segment.removed],
  })
  return account.need(id)
}

const noteOf = ({ note }: Writes): Record<string, unknown> => (note === undefined ? {} : { note })

const mappedValues = ({ preferredChannel, language, segment, metadata = {} }: CustomerPatch): Record<string, unknown> => ({
  ...(preferredChannel === undefined ? {} : { preferredChannel }),
  ...(language === undefined ? {} : { language }),
  ...(segment === undefined ? {} : { segment }),
  ...metadataFields(metadata),
})

interface Identities {
  phone: string | null | undefined
  email: string | null | undefined
}

/** What changes in Shopify's own fields. */
function coreChanges(
  account: ShopifyAccount,
  before: WireCustomer,
  { firstName, lastName, language }: CustomerPatch,
  { phone, email }: Identities,
): Record<string, unknown> {
  const known = {
    firstName: before.firstName,
    lastName: before.lastName,
    phone: before.defaultPhoneNumber?.phoneNumber ?? null,
    email: before.defaultEmailAddress?.emailAddress.toLowerCase() ?? null,
    locale: before.locale,
  }
  const wanted = { firstName, lastName, phone, email, locale: account.shop.mapping.language === undefined ? language : undefined }
  return Object.fromEntries(
    (['firstName', 'lastName', 'phone', 'email', 'locale'] as const).flatMap((name) =>
      wanted[name] === undefined || wanted[name] === known[name] ? [] : [[name, wanted[name]] as const],
    ),
  )
}

async function changeCore(account: ShopifyAccount, { id }: WireCustomer, changes: Record<string, unknown>): Promise<void> {
  if (Object.keys(changes).length === 0) return
  const wanted = {
    email: typeof changes.email === 'string' ? changes.email : null,
    phone: typeof changes.phone === 'string' ? changes.phone : null,
    self: id,
  }
  // Somebody may have it as a further number, which Shopify itself does not look at.
  if (wanted.email !== null || wanted.phone !== null) await needFree(account, wanted)
  const { customerUpdate } = await account.client.run(account.operations.updateCustomer, outcomes.updateCustomer, {
    input: { id: gid('Customer', id), ...changes },
  })
  if (takenField(customerUpdate.userErrors) !== null) await needFree(account, wanted)
  needNoErrors(customerUpdate.userErrors)
}

/** What changes in our own field and in the shop's. */
async function changeOwn(
  account: ShopifyAccount,
  before: WireCustomer,
  { preferredChannel, metadata }: CustomerPatch,
  { phone, email, mapped }: Identities & { mapped: Writes },
): Promise<void> {
  const { mapping } = account.shop
  const data = ownData(before)
  // A further number that became the main one is no further one.
  const further = {
    phones: data.phones.filter((value) => value !== phone),
    emails: data.emails.filter((value) => value !== email),
  }
  const isMoved = further.phones.length !== data.phones.length || further.emails.length !== data.emails.length
  const writes = isMoved ? bothWrites(mapped, furtherWrites(further)) : mapped
  const changesData =
    isMoved || metadata !== undefined || (preferredChannel !== undefined && mapping.preferredChannel === undefined)
  if (!changesData && writes.set.length + writes.cleared.length === 0) return
  await changeData(
    account,
    before,
    (current) => ({
      ...current,
      ...(isMoved ? further : {}),
      ...(preferredChannel === undefined || mapping.preferredChannel !== undefined ? {} : { preferredChannel }),
      ...(metadata === undefined ? {} : { metadata: unmapped(merged(current.metadata, metadata), account) }),
    }),
    writes,
  )
}

const merged = (before: Metadata, patch: Record<string, unknown>): Metadata =>
  toMetadata(Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null)))
