// The account's live schema for the mapping screen.
import type { ExternalField, ExternalStage, MissingField } from '@/lib/customers/field-catalogue'
import type { HubspotAccount } from './account'
import type { ObjectType } from './api-version'
import { contactField } from './contact-fields'
import { mappedProperties } from './mapper'
import { ownProperties } from './own-properties'

export async function listFields(account: HubspotAccount): Promise<ExternalField[]> {
  const properties = await account.client.properties('contacts')
  return properties
    .filter(({ archived }) => !archived)
    .map((property) => {
      const { name, label, type, writable, maxLength, choices } = contactField(property)
      return { name, label, type, writable, maxLength, choices }
    })
    .sort((a, b) => a.label.localeCompare(b.label))
}

/** Custom stages have numbers for names; which stages there are is the account's own. */
export async function listStages(account: HubspotAccount): Promise<ExternalStage[]> {
  const property = await account.client.property('contacts', 'lifecyclestage')
  return (property?.options ?? []).filter(({ hidden }) => !hidden).map(({ value, label }) => ({ value, label }))
}

/** Ours, and those of the shop's mapping that are gone or became read-only: what is mapped to them is not written. */
export async function missingFields(account: HubspotAccount): Promise<MissingField[]> {
  const missing: MissingField[] = []
  const types: ObjectType[] = ['contacts', 'notes', 'communications']
  for (const type of types) {
    const there = new Map((await account.client.properties(type)).map((property) => [property.name, property]))
    for (const own of ownProperties[type]) {
      const name = type === 'contacts' ? own.name : `${type}.${own.name}`
      const found = there.get(own.name)
      if (found === undefined) missing.push({ name, why: 'absent' })
      else if (found.type !== own.type || (own.isUnique === true && !found.hasUniqueValue))
        missing.push({ name, why: 'wrong_type' })
    }
    if (type !== 'contacts') continue
    for (const name of mappedProperties(account.shop.mapping)) {
      const found = there.get(name)
      if (found === undefined || found.archived) missing.push({ name, why: 'absent' })
      else if (!contactField(found).writable) missing.push({ name, why: 'read_only' })
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
