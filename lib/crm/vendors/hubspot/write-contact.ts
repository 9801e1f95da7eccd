// Making and changing contacts. Unique values, not a search, decide whether somebody is there already.
import { createHash } from 'node:crypto'
import { toMetadata } from '@/lib/customers/create-customer'
import {
  type CustomerPatch,
  type CustomerPatchInput,
  customerPatchSchema,
  type NewCustomerInput,
  newCustomerSchema,
} from '@/lib/customers/customer'
import { emailHandle, phoneHandle } from '@/lib/customers/identity'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { type HubspotAccount } from './account'
import { contactByEmail, ownerOfPhone } from './find-contact'
import {
  fromHubspotContact,
  phonesOf,
  placeholderOf,
  propertyOf,
  stageWritten,
  toHubspotProperties,
  type WrittenFields,
} from './mapper'
import type { HubspotObject } from './schema'

const digest = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 40)

/** A contact to be made: its properties, and what must be nobody else's. */
export interface NewContact {
  properties: Record<string, string>
  email: string | null
  phone: string | null
  fingerprint: string
}

/** As the account takes it now. @param id the value of our unique property. Throws `invalid`. */
export async function newContact(account: HubspotAccount, input: NewCustomerInput, id: string): Promise<NewContact> {
  const fields = parseInput(newCustomerSchema, input)
  const phone = fields.phone ? phoneHandle(fields.phone, account.shop.region).value : null
  const email = fields.email ? emailHandle(fields.email).value : null
  if (phone === null && email === null && !fields.firstName && !fields.lastName)
    throw new CrmError('invalid', 'Nothing to recognise the customer by', {
      issues: [{ path: ['phone'], reason: 'identity_missing' }],
    })
  const fingerprint = digest(JSON.stringify(input))
  const named = { firstName: fields.firstName ?? null, lastName: fields.lastName ?? null, email, phone }
  const written: WrittenFields = {
    ...named,
    ...lastNameWritten(named, account),
    preferredChannel: fields.preferredChannel ?? null,
    language: fields.language ?? account.shop.locale,
    segment: fields.segment ?? null,
    tagValues: await account.tags.values(fields.tags ?? []),
    metadata: toMetadata(fields.metadata ?? {}),
  }
  const stage = stageWritten(fields.segment ?? null, account.shop)
  const properties = await account.fitting({
    ...withoutEmpty(toHubspotProperties(written, account.shop)),
    ...(stage ? { lifecyclestage: stage } : {}),
    coccinelle_id: id,
    coccinelle_fingerprint: fingerprint,
  })
  return { properties, email, phone, fingerprint }
}

/** The last name, or what has to stand in for one. */
function lastNameWritten(named: Parameters<typeof placeholderOf>[0], { shop }: HubspotAccount): WrittenFields {
  const standIn = placeholderOf(named, shop)
  if (shop.mapping.lastName === undefined) return { lastName: named.lastName ?? standIn }
  return { lastName: named.lastName, ...(standIn === null ? {} : { standIn }) }
}

/** The value of our unique property for a caller's key. */
export const idOfKey = (key: string): string => `key-${digest(key)}`

/** Throws `invalid`, `conflict` (`duplicate_phone` | `duplicate_email` with `existingId`, `idempotency_key_reused`). */
export async function createContact(
  account: HubspotAccount,
  input: NewCustomerInput,
  idempotencyKey?: string,
): Promise<HubspotObject> {
  const id = idempotencyKey === undefined ? newId() : idOfKey(idempotencyKey)
  if (idempotencyKey !== undefined) {
    parseInput(newCustomerSchema, input)
    const kept = await madeBefore(account, id, digest(JSON.stringify(input)))
    if (kept !== null) return kept
  }
  const { email, phone, fingerprint } = await newContact(account, input, id)
  const make = async () =>
    (
      await account.withProperties(async () =>
        account.client.create('contacts', (await newContact(account, input, id)).properties),
      )
    ).id
  const attempt = async (mend: boolean): Promise<string> => {
    try {
      return await make()
    } catch (error) {
      if (!(error instanceof CrmError)) throw error
      // A twin with our key was quicker, or the answer to our own creation was lost.
      const kept =
        ['conflict', 'invalid'].includes(error.code) || error.reason === 'outcome_unknown'
          ? await madeBefore(account, id, fingerprint)
          : null
      if (kept !== null) return kept.id
      if (error.reason === 'outcome_unknown' && mend) return attempt(false)
      if ((await explainTaken(account, error, { email, phone, self: null })) && mend) return attempt(false)
      throw error
    }
  }
  return account.need(await attempt(true))
}

/** The contact made with this key. Throws `conflict` when it was made from other input. */
async function madeBefore(account: HubspotAccount, id: string, fingerprint: string): Promise<HubspotObject | null> {
  const kept = await account.withProperties(() => account.client.get('contacts', id, account.contactProperties, 'coccinelle_id'))
  if (kept !== null && kept.properties.coccinelle_fingerprint !== fingerprint)
    throw new CrmError('conflict', 'The idempotency key was used for something else', {
      reason: 'idempotency_key_reused',
      params: { existingId: kept.id },
    })
  return kept
}

/**
 * Says whose phone or e-mail stood in the way, by throwing `conflict`. True when nobody's did: our unique property named a
 * contact that has another number by now, and was cleaned.
 */
export async function explainTaken(
  account: HubspotAccount,
  error: CrmError,
  wanted: { email: string | null; phone: string | null; self: string | null },
): Promise<boolean> {
  if (error.code !== 'conflict' && error.code !== 'invalid') return false
  const taken = (reason: string, existingId: string) =>
    new CrmError('conflict', 'Somebody else has it', { reason, params: { existingId } })
  const byEmail = wanted.email === null ? null : await contactByEmail(account, wanted.email)
  if (byEmail !== null && byEmail.id !== wanted.self) throw taken('duplicate_email', byEmail.id)
  const byPhone = wanted.phone === null ? null : await ownerOfPhone(account, wanted.phone)
  if (byPhone === null || byPhone.contact.id === wanted.self) return false
  if (!byPhone.isStale) throw taken('duplicate_phone', byPhone.contact.id)
  await account.client.update(byPhone.contact.id, { coccinelle_phone: '' })
  return true
}

const withoutEmpty = (properties: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''))

/** Throws as the port says. The contact must be in turn (`account.inTurn`). */
export async function updateContact(account: HubspotAccount, id: string, input: CustomerPatchInput): Promise<HubspotObject> {
  const patch = parseInput(customerPatchSchema, input)
  const phone = typeof patch.phone === 'string' ? phoneHandle(patch.phone, account.shop.region).value : patch.phone
  const email = typeof patch.email === 'string' ? emailHandle(patch.email).value : patch.email
  const contact = await account.need(id)
  const plain = await plainChanges(account, contact, { ...patch, phone, email })
  const write = () =>
    account.withProperties(async () => {
      const tags = patch.tags === undefined ? {} : { tagValues: await account.tags.values(patch.tags) }
      const properties = await account.fitting(toHubspotProperties({ ...plain, ...tags }, account.shop))
      if (Object.keys(properties).length > 0) await account.client.update(id, properties)
    })
  await write().catch(async (error: unknown) => {
    const wanted = { email: email ?? null, phone: phone ?? null, self: id }
    if (!(error instanceof CrmError) || !(await explainTaken(account, error, wanted))) throw error
    return write()
  })
  if (patch.segment !== undefined) await writeStage(account, contact, patch.segment)
  return account.need(id)
}

/** What a patch changes of a contact, the tags left out. `phone` and `email` are normalised. */
async function plainChanges(account: HubspotAccount, contact: HubspotObject, patch: CustomerPatch): Promise<WrittenFields> {
  const before = fromHubspotContact(contact, await account.contextFor([contact]))
  const { firstName, lastName, phone, email, preferredChannel, language, segment, metadata } = patch
  const next = {
    firstName: firstName === undefined ? before.firstName : firstName,
    lastName: lastName === undefined ? before.lastName : lastName,
    email: email === undefined ? before.email : email,
    phone: phone === undefined ? before.phone : phone,
  }
  const changed: WrittenFields = {
    ...lastNameWritten(next, account),
    ...(firstName === undefined ? {} : { firstName }),
    ...(email === undefined || email === before.email ? {} : { email }),
    ...(phone === undefined || phone === before.phone ? {} : phoneChange(contact, account, phone)),
    ...(preferredChannel === undefined ? {} : { preferredChannel }),
    ...(language === undefined ? {} : { language }),
    ...(segment === undefined ? {} : { segment }),
    ...(metadata === undefined ? {} : { metadata: mergedMetadata(before.metadata, metadata) }),
  }
  const isSame = (value: string | null | undefined, property: string) => (contact.properties[property] ?? '') === (value ?? '')
  if (isSame(changed.lastName, propertyOf(account.shop, 'lastName'))) delete changed.lastName
  if (isSame(changed.standIn, 'lastname')) delete changed.standIn
  return changed
}

/** A new main number takes the old one's place; the further ones stay. */
function phoneChange(contact: HubspotObject, account: HubspotAccount, phone: string | null): WrittenFields {
  const main = phonesOf(contact.properties, account.shop)[0]?.value
  const others = phonesOf(contact.properties, account.shop).flatMap(({ value }) =>
    value === main || value === phone ? [] : [value],
  )
  return { phone, otherPhones: others }
}

const mergedMetadata = (before: Record<string, unknown>, patch: Record<string, unknown>) =>
  toMetadata(Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null)))

/**
 * Sets the stage of a segment. HubSpot may answer a step back with success and do nothing: what it says is read, and then
 * the stage is emptied first, in a request of its own. https://integrate.hubspot.com/t/update-lifecycle-stage-using-api/1333
 */
async function writeStage(account: HubspotAccount, { id, properties }: HubspotObject, segment: string | null): Promise<void> {
  const stage = stageWritten(segment, account.shop)
  if (stage === undefined || (properties.lifecyclestage ?? '') === (stage ?? '')) return
  // The account may not have the stage any more: then it keeps the one it has.
  const { lifecyclestage: wanted } = await account.fitting({ lifecyclestage: stage ?? '' })
  if (wanted === undefined) return
  await account.client.update(id, { lifecyclestage: wanted })
  if (wanted === '') return
  const after = await account.client.get('contacts', id, ['lifecyclestage'])
  if (after === null || after.properties.lifecyclestage === wanted) return
  await account.client.update(id, { lifecyclestage: '' })
  await account.client.update(id, { lifecyclestage: wanted })
}
