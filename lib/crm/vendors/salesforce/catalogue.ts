// The org's live fields for the mapping screen.
import type { ExternalField, MissingField } from '@/lib/customers/field-catalogue'
import type { SalesforceAccount } from './account'
import { externalType, OrgFields } from './org-fields'
import { textOf } from './person'
import { contactId } from './record-id'

export async function listFields(account: SalesforceAccount): Promise<ExternalField[]> {
  const fields = new OrgFields(await account.client.describe('Contact'))
  return fields.all
    .map((field) => ({
      name: field.name,
      label: field.label,
      type: externalType(field),
      writable: fields.isWritable(field.name),
      maxLength: externalType(field) === 'text' && field.length > 0 ? field.length : null,
      choices: field.picklistValues.flatMap(({ value, label, active }) => (active ? [{ value, label: label ?? value }] : [])),
    }))
    .sort((a, b) => a.label.localeCompare(b.label))
}

/** A field that is hidden from the token's user looks absent: the screen says "does not exist, or is hidden". */
export async function missingFields(account: SalesforceAccount): Promise<MissingField[]> {
  const [contact, task] = await Promise.all([account.client.describe('Contact'), account.client.describe('Task')])
  return [...new OrgFields(contact).missing('Contact'), ...new OrgFields(task).missing('Task')]
}

/** Names that the org does not have are null. */
export async function readFields(
  account: SalesforceAccount,
  id: string,
  names: readonly string[],
): Promise<Record<string, string | null> | null> {
  const known = contactId(id)
  if (known === null) return null
  return account.withFields(async ({ contact }) => {
    const record = await account.client.get('Contact', known, ['Id', 'CreatedDate', 'SystemModstamp', ...contact.present(names)])
    if (record === null) return null
    const { CreatedDate, SystemModstamp } = record
    const values = { ...record, CreatedDate: CreatedDate.toISOString(), SystemModstamp: SystemModstamp.toISOString() }
    return Object.fromEntries(names.map((name) => [name, textOf(values, name)]))
  })
}
