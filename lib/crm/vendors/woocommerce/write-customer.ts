// Making and changing accounts. An address is unique in WooCommerce, and stands for our key where somebody has none.
import { createHash, randomBytes } from 'node:crypto'
import { toMetadata } from '@/lib/customers/create-customer'
import { type CustomerPatchInput, customerPatchSchema, type NewCustomerInput, newCustomerSchema } from '@/lib/customers/customer'
import { emailHandle, phoneHandle } from '@/lib/customers/identity'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { takenBy, type WooAccount } from './account'
import { accountEmail, isStandIn, standIn, wireEmail } from './account-email'
import { accountByEmail, ownersOfPhone } from './find-customer'
import { fromWooCustomer, personBody, toMetaRows, writesOf } from './mapper'
import { metaText, type MetaWrite } from './meta'
import { ownMeta } from './own-meta'
import { phonesOf } from './person'
import { codeIn, isTaken } from './refusal'
import type { WooCustomer } from './schema'

const digest = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 40)

/** An account to be made, and what must be nobody else's. */
export interface NewAccount {
  body: Record<string, unknown> & { email: string }
  email: string | null
  phone: string | null
  key: string
  fingerprint: string
}

/** The mark of a caller's key. */
export const markOf = (idempotencyKey: string | undefined): string =>
  idempotencyKey === undefined ? newId() : `key-${digest(idempotencyKey)}`

/** Throws `invalid`. */
export function newAccount({ shop }: WooAccount, input: NewCustomerInput, key: string): NewAccount {
  const fields = parseInput(newCustomerSchema, input)
  const phone = fields.phone ? phoneHandle(fields.phone, shop.region).value : null
  const email = fields.email ? emailHandle(fields.email).value : null
  const { firstName = null, lastName = null } = fields
  if (phone === null && email === null && firstName === null && lastName === null)
    throw new CrmError('invalid', 'Nothing to recognise the customer by', {
      issues: [{ path: ['phone'], reason: 'identity_missing' }],
    })
  const fingerprint = digest(JSON.stringify(input))
  const person = personBody({ firstName, lastName, phone }, null, shop)
  const { preferredChannel, language, segment, tags, metadata } = fields
  const rows = toMetaRows(
    {
      preferredChannel: preferredChannel ?? null,
      language: language ?? shop.locale,
      segment: segment ?? null,
      tags: tags ?? [],
      metadata: toMetadata(metadata ?? {}),
    },
    shop,
  )
  const wire = wireEmail(email, key)
  const marks: MetaWrite[] = [
    { key: ownMeta.email, value: wire.beside },
    { key: ownMeta.id, value: key },
    { key: ownMeta.fingerprint, value: fingerprint },
  ]
  const meta = [...person.meta, ...rows, ...marks].filter(({ value }) => value !== null)
  const body = { email: wire.email, ...person.body, meta_data: meta }
  return { body, email, phone, key, fingerprint }
}

/** Throws `invalid`, `conflict` (`duplicate_phone` | `duplicate_email` with `existingId`, `idempotency_key_reused`). */
export async function createAccount(account: WooAccount, input: NewCustomerInput, idempotencyKey?: string): Promise<WooCustomer> {
  const wanted = newAccount(account, input, markOf(idempotencyKey))
  // Numbers are not unique there: two who are made at once with one come after each other here.
  return account.inTurn(`new ${wanted.phone ?? wanted.key}`, async () => {
    const before = idempotencyKey === undefined ? null : await madeBefore(account, wanted)
    if (before !== null) return before
    await refuseTaken(account, { ...wanted, self: null })
    return make(account, wanted)
  })
}

async function make(account: WooAccount, wanted: NewAccount): Promise<WooCustomer> {
  let { body } = wanted
  for (let attempt = 1; ; attempt++)
    try {
      return await account.client.createCustomer(body)
    } catch (error) {
      if (!(error instanceof CrmError) || attempt > 3) throw error
      // A twin with our key was quicker, or the answer to our own creation was lost.
      if (isTaken(error) || error.reason === 'outcome_unknown') {
        const before = await madeBefore(account, wanted)
        if (before !== null) return before
        if (error.reason === 'outcome_unknown') continue
        throw await explained(account, error, wanted.email)
      }
      if (codeIn(error) !== 'rest_missing_callback_param' || 'username' in body) throw error
      // This shop makes neither names nor passwords by itself; nobody is told this one, he asks for another.
      body = { ...body, username: `client-${digest(wanted.key).slice(0, 12)}`, password: randomBytes(24).toString('base64url') }
    }
}

/** WooCommerce has one code for an address that is taken and for one that it does not like. */
async function explained(account: WooAccount, error: CrmError, email: string | null): Promise<CrmError> {
  const owner = email === null ? null : await accountByEmail(account, email)
  if (owner !== null) return takenBy('email', owner.id)
  return new CrmError('invalid', 'WooCommerce does not take the address', {
    issues: [{ path: ['email'], reason: 'email' }],
    cause: error,
  })
}

/**
 * The account made with this key: by its address, by the one that stands in for none, or among the newest, whose address may
 * have changed since. Throws `conflict` when it was made from other input.
 */
async function madeBefore(account: WooAccount, { key, fingerprint, email }: NewAccount): Promise<WooCustomer | null> {
  const isOurs = ({ meta_data: meta }: WooCustomer) => metaText(meta, ownMeta.id) === key
  const nameless = (await account.client.customers({ email: standIn(key), per_page: '10' })).rows.find(isOurs)
  const addressed = nameless ?? (email === null ? null : await accountByEmail(account, email))
  const found =
    addressed !== null && isOurs(addressed)
      ? addressed
      : ((await account.client.customers({ order: 'desc' })).rows.find(isOurs) ?? null)
  if (found === null || metaText(found.meta_data, ownMeta.fingerprint) === fingerprint) return found
  throw new CrmError('conflict', 'The idempotency key was used for something else', {
    reason: 'idempotency_key_reused',
    params: { existingId: found.id },
  })
}

/** Throws `conflict`. */
export async function refuseTaken(
  account: WooAccount,
  { phone, email, self }: { phone: string | null; email: string | null; self: string | null },
): Promise<void> {
  const byPhone = phone === null ? [] : (await ownersOfPhone(account, phone)).accounts
  const owner = byPhone.find(({ id }) => id !== self)
  if (owner !== undefined && !byPhone.some(({ id }) => id === self)) throw takenBy('phone', owner.id)
  const byEmail = email === null ? null : await accountByEmail(account, email)
  if (byEmail !== null && byEmail.id !== self) throw takenBy('email', byEmail.id)
}

/** Throws as the port says. The customer must be in turn. */
export async function updateAccount(account: WooAccount, id: string, input: CustomerPatchInput): Promise<WooCustomer> {
  const patch = parseInput(customerPatchSchema, input)
  const phone = typeof patch.phone === 'string' ? phoneHandle(patch.phone, account.shop.region).value : patch.phone
  const email = typeof patch.email === 'string' ? emailHandle(patch.email).value : patch.email
  const before = await account.need(id)
  const numbers = phonesOf(before, account.shop).map(({ value }) => value)
  const isNewPhone = phone != null && !numbers.includes(phone)
  const isNewEmail = email != null && accountEmail(before) !== email
  await refuseTaken(account, { phone: isNewPhone ? phone : null, email: isNewEmail ? email : null, self: id })
  const { firstName, lastName, preferredChannel, language, segment, tags, metadata } = patch
  const [main] = numbers
  const person = personBody(
    {
      ...(firstName === undefined ? {} : { firstName }),
      ...(lastName === undefined ? {} : { lastName }),
      ...(phone === undefined || phone === (main ?? null)
        ? {}
        : { phone, otherPhones: numbers.filter((one) => one !== main && one !== phone) }),
    },
    before,
    account.shop,
  )
  const rows = toMetaRows(
    {
      ...(preferredChannel === undefined ? {} : { preferredChannel }),
      ...(language === undefined ? {} : { language }),
      ...(segment === undefined ? {} : { segment }),
      ...(tags === undefined ? {} : { tags }),
      ...(metadata === undefined ? {} : { metadata: mergedMetadata(fromWooCustomer(before, account.shop).metadata, metadata) }),
    },
    account.shop,
  )
  const addressed = email === undefined || email === accountEmail(before) ? { body: {}, meta: [] } : emailBody(before, email)
  const meta = [...person.meta, ...rows, ...addressed.meta]
  return write(account, before, merge(person.body, addressed.body), meta, email ?? null)
}

/** The invoices go where the account's mail goes, as long as they did so before. */
function emailBody(before: WooCustomer, email: string | null): { body: Record<string, unknown>; meta: MetaWrite[] } {
  const billed = before.billing.email.toLowerCase()
  const follows = billed !== '' && (billed === before.email.toLowerCase() || isStandIn(billed))
  const wire = wireEmail(email, newId())
  const invoices = wire.beside === null && email !== null ? email : ''
  return {
    body: { email: wire.email, ...(follows ? { billing: { email: invoices } } : {}) },
    meta: [{ key: ownMeta.email, value: wire.beside }],
  }
}

function merge(one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> {
  const billing = [one.billing, other.billing].filter((part) => typeof part === 'object' && part !== null)
  return { ...one, ...other, ...(billing.length === 0 ? {} : { billing: Object.assign({}, ...billing) }) }
}

/** Writes what differs; the account as it is afterwards. Throws `not_found`, `conflict`, `invalid`, `forbidden`. */
export async function write(
  account: WooAccount,
  before: WooCustomer,
  body: Record<string, unknown>,
  rows: readonly MetaWrite[],
  email: string | null = null,
): Promise<WooCustomer> {
  const changed = rows.filter(({ key, value }) => metaText(before.meta_data, key) !== value)
  if (Object.keys(body).length === 0 && changed.length === 0) return before
  const counted = { key: ownMeta.writes, value: String(writesOf(before) + 1) }
  try {
    return await account.client.updateCustomer(before.id, { ...body, meta_data: [...changed, counted] })
  } catch (error) {
    if (!(error instanceof CrmError) || !isTaken(error)) throw error
    throw await explained(account, error, email)
  }
}

const mergedMetadata = (before: Record<string, unknown>, patch: Record<string, unknown>) =>
  toMetadata(Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null)))
