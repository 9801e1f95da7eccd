// The account's live schema for the mapping screen.
import type { ExternalField, ExternalFieldType, ExternalStage, MissingField } from '@/lib/customers/field-catalogue'
import type { HubspotAccount } from './account'
import type { ObjectType } from './api-version'
import { ownProperties } from './own-properties'
import type { HubspotProperty } from './schema'

/** https://developers.hubspot.com/docs/api/crm/properties: type and fieldType together say what a value may be. */
function typeOf({ type, fieldType }: HubspotProperty): ExternalFieldType {
  if (type === 'enumeration') return fieldType === 'checkbox' ? 'choices' : fieldType === 'booleancheckbox' ? 'boolean' : 'choice'
  if (type === 'bool') return 'boolean'
  if (type === 'date' || type === 'datetime') return 'date'
  if (type === 'number') return 'number'
  return type === 'string' || type === 'phone_number' ? 'text' : 'other'
}

export async function listFields(account: HubspotAccount): Promise<ExternalField[]> {
  const properties = await account.client.properties('contacts')
  return properties
    .filter(({ archived }) => !archived)
    .map((property) => ({
      name: property.name,
      label: property.label,
      type: typeOf(property),
      writable: !property.calculated && property.modificationMetadata?.readOnlyValue !== true,
      maxLength: typeOf(property) === 'text' ? 65_536 : null,
      choices: property.options.filter(({ hidden }) => !hidden).map(({ value, label }) => ({ value, label })),
    }))
    .sort((a, b) => a.label.localeCompare(b.label))
}

/** Custom stages have numbers for names; which stages there are is the account's own. */
export async function listStages(account: HubspotAccount): Promise<ExternalStage[]> {
  const property = await account.client.property('contacts', 'lifecyclestage')
  return (property?.options ?? []).filter(({ hidden }) => !hidden).map(({ value, label }) => ({ value, label }))
}

export async function missingFields(account: HubspotAccount): Promise<MissingField[]> {
  const missing: MissingField[] = []
  const types: ObjectType[] = ['contacts', 'notes', 'communications']
  for (const type of types) {
    const there = new Map((await account.client.properties(type)).map((property) => [property.name, property]))
    for (const own of ownProperties[type]) {
      const name = type === 'contacts' ? own.name : `${type}.${own.name}`
      const found = there.get(own.name)
      if (found === undefined) missing.push({ name, why: 'absent' })
      else if (found.type !== own.type) missing.push({ name, why: 'wrong_type' })
    }
  }
  return missing
}

export async function readFields(
  account: HubspotAccount,
  id: string,
  names: readonly string[],
): Promise<Record<string, string | null> | null> {
  if (!/^\d{1,30}$/.test(id)) return null
  const contact = await account.client.get('contacts', id, names)
  return contact?.id === id ? Object.fromEntries(names.map((name) => [name, contact.properties[name] ?? null])) : null
}
