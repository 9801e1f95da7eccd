// Making and changing contacts. Salesforce refuses a second one with our id or number; who stood in the way is looked up then.
import { toMetadata } from '@/lib/customers/create-customer'
import { type CustomerPatchInput, customerPatchSchema, type NewCustomerInput, newCustomerSchema } from '@/lib/customers/customer'
import { emailHandle, phoneHandle } from '@/lib/customers/identity'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError, notFound } from '@/lib/shared/errors'
import type { SalesforceAccount } from './account'
import { contactsByEmail, contactsByPhone } from './find-contact'
import { persist, refuseTaken, type Wanted } from './in-the-way'
import { contactColumns, metadataOf, toSalesforceFields, type WrittenFields } from './mapper'
import { contactFields } from './own-fields'
import { digest, ownId } from './own-id'
import { type OrgContext, type Person, personFields, readPerson, textOf } from './person'
import { codeIn } from './refusal'
import type { SalesforceRecord } from './schema'
import { compare } from './soql'

/** Throws as the port says. */
export async function createContact(
  account: SalesforceAccount,
  input: NewCustomerInput,
  idempotencyKey?: string,
): Promise<SalesforceRecord> {
  const fields = parseInput(newCustomerSchema, input)
  const phone = fields.phone ? phoneHandle(fields.phone, account.shop.region).value : null
  const email = fields.email ? emailHandle(fields.email).value : null
  const { firstName = null, lastName = null } = fields
  if (phone === null && email === null && firstName === null && lastName === null)
    throw new CrmError('invalid', 'Nothing to recognise the customer by', {
      issues: [{ path: ['phone'], reason: 'identity_missing' }],
    })
  const key = ownId(idempotencyKey)
  const mark = { key, fingerprint: digest(JSON.stringify(input)) }
  const made = idempotencyKey === undefined ? null : await madeBefore(account, mark, { phone, email })
  if (made !== null) return made
  const wanted: Wanted = { phone, email, self: null }
  await refuseTaken(account, wanted)
  const person: Person = { firstName, lastName, phones: phone === null ? [] : [phone], emails: email === null ? [] : [email] }
  const { preferredChannel, language, segment, tags, metadata } = fields
  const written: WrittenFields = {
    language: language ?? account.shop.locale,
    metadata: toMetadata(metadata ?? {}),
    ...(preferredChannel == null ? {} : { preferredChannel }),
    ...(segment == null ? {} : { segment }),
    ...(tags === undefined ? {} : { tags }),
  }
  const write = (insist: boolean) =>
    account.withFields((context) => {
      const marked = markFields(mark, context)
      const body = { ...personFields(person, null, context), ...toSalesforceFields(written, context), ...marked.fields }
      return account.client.create('Contact', withoutNulls(body), { repeatable: marked.isUnique, insist })
    })
  const id = await persist(account, write, wanted, async () => (await madeBefore(account, mark, { phone, email }))?.Id ?? null)
  return account.need(id)
}

/** Where a creation is recognised by: our unique field, or a line in the description of an org that has none. */
function markFields(
  mark: { key: string; fingerprint: string },
  { contact }: OrgContext,
): { fields: Record<string, string>; isUnique: boolean } {
  const isUnique = contact.isUnique(contactFields.id)
  return {
    isUnique,
    fields: {
      ...(isUnique ? { [contactFields.id]: mark.key } : contact.isWritable('Description') ? { Description: markLine(mark) } : {}),
      ...(contact.isWritable(contactFields.fingerprint) ? { [contactFields.fingerprint]: mark.fingerprint } : {}),
    },
  }
}

const markLine = ({ key, fingerprint }: { key: string; fingerprint: string }): string => `[Coccinelle ${key} ${fingerprint}]`

/** The contact made with this key. Throws `conflict` when it was made from other input. */
async function madeBefore(
  account: SalesforceAccount,
  mark: { key: string; fingerprint: string },
  { phone, email }: { phone: string | null; email: string | null },
): Promise<SalesforceRecord | null> {
  const reused = (existingId: string) =>
    new CrmError('conflict', 'The idempotency key was used for something else', {
      reason: 'idempotency_key_reused',
      params: { existingId },
    })
  const found = await account.withFields(async (context) => {
    if (!context.contact.isUnique(contactFields.id)) return undefined
    const where = compare(contactFields.id, '=', mark.key)
    const records = await account.client.query({ fields: contactColumns(context), from: 'Contact', where, limit: 1 })
    return records[0] ?? null
  })
  if (found !== undefined) {
    if (found === null) return null
    const fingerprint = textOf(found, contactFields.fingerprint)
    if (fingerprint !== null && fingerprint !== mark.fingerprint) throw reused(found.Id)
    return found
  }
  // Without our field: whoever has the number or the address, or came last, and carries our line.
  const people = [
    ...(phone === null ? [] : await contactsByPhone(account, phone)),
    ...(email === null ? [] : await contactsByEmail(account, email)),
  ]
  const ids = people.map(({ Id }) => Id)
  for (const id of ids.length > 0 ? ids : await lastMade(account)) {
    const text =
      textOf(
        (await account.client.get('Contact', id, ['Id', 'CreatedDate', 'SystemModstamp', 'Description'])) ?? {},
        'Description',
      ) ?? ''
    if (!text.includes(`[Coccinelle ${mark.key} `)) continue
    if (!text.includes(markLine(mark))) throw reused(id)
    return account.need(id)
  }
  return null
}

const lastMade = async (account: SalesforceAccount): Promise<string[]> => {
  const fields = ['Id', 'CreatedDate', 'SystemModstamp']
  const asked = { fields, from: 'Contact', orderBy: ['CreatedDate'], descending: true, limit: 20 }
  return (await account.client.query(asked)).map(({ Id }) => Id)
}

const withoutNulls = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))

/** The contact must be in turn. Throws as the port says. */
export async function updateContact(
  account: SalesforceAccount,
  id: string,
  input: CustomerPatchInput,
): Promise<SalesforceRecord> {
  const patch = parseInput(customerPatchSchema, input)
  const phone = typeof patch.phone === 'string' ? phoneHandle(patch.phone, account.shop.region).value : patch.phone
  const email = typeof patch.email === 'string' ? emailHandle(patch.email).value : patch.email
  const contact = await account.need(id)
  const before = readPerson(contact, await account.context())
  const wanted: Wanted = {
    phone: phone != null && !before.phones.includes(phone) ? phone : null,
    email: email != null && !before.emails.includes(email) ? email : null,
    self: id,
  }
  await refuseTaken(account, wanted)
  const person: Person = {
    firstName: patch.firstName === undefined ? before.firstName : patch.firstName,
    lastName: patch.lastName === undefined ? before.lastName : patch.lastName,
    phones: phone === undefined ? before.phones : replaced(before.phones, phone),
    emails: email === undefined ? before.emails : replaced(before.emails, email),
  }
  await changeContact(account, contact, person, patchFields(patch, metadataOf(contact, await account.context())), wanted)
  return account.need(id)
}

/** Writes what differs, in turn. */
export async function changeContact(
  account: SalesforceAccount,
  contact: SalesforceRecord,
  person: Person,
  written: WrittenFields,
  wanted: Wanted,
  more: Record<string, unknown> = {},
): Promise<void> {
  const write = (insist: boolean) =>
    account.withFields(async (context) => {
      const body = {
        ...personFields(person, contact, context),
        ...toSalesforceFields(written, context),
        ...presentIn(more, context),
      }
      if (Object.keys(body).length > 0) await account.client.update('Contact', contact.Id, body, insist)
    })
  await persist(account, write, wanted, () => Promise.resolve(null)).catch((error: unknown) => {
    throw codeIn(error) === 'ENTITY_IS_DELETED' || codeIn(error) === 'NOT_FOUND' ? notFound('customer') : error
  })
}

const presentIn = (fields: Record<string, unknown>, { contact }: OrgContext): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => contact.isWritable(name)))

/** The main one is replaced or goes; the further ones stay. */
const replaced = ([_main, ...others]: readonly string[], next: string | null): string[] =>
  next === null ? [...others] : [next, ...others.filter((one) => one !== next)]

function patchFields(
  { preferredChannel, language, segment, tags, metadata }: ReturnType<typeof customerPatchSchema.parse>,
  before: Record<string, unknown>,
): WrittenFields {
  return {
    ...(preferredChannel === undefined ? {} : { preferredChannel }),
    ...(language === undefined ? {} : { language }),
    ...(segment === undefined ? {} : { segment }),
    ...(tags === undefined ? {} : { tags }),
    ...(metadata === undefined ? {} : { metadata: mergedMetadata(before, metadata) }),
  }
}

const mergedMetadata = (before: Record<string, unknown>, patch: Record<string, unknown>) =>
  toMetadata(Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null)))
