// What a contact's properties can hold in this account, by its live schema, remembered for a while; and texts as they take them.
import type { ExternalField, ExternalFieldType } from '@/lib/customers/field-catalogue'
import { tagKey } from '@/lib/customers/tag-key'
import { fitsField, fromExternalText } from '../../field-mapping'
import type { HubspotClient } from './client'
import type { HubspotProperty } from './schema'

export interface ContactField extends ExternalField {
  /** A day without a time, which takes no time. */
  isDay: boolean
  /** Whether its list of choices may be added to. */
  takesChoices: boolean
}

/** https://developers.hubspot.com/docs/api/crm/properties: type and fieldType together say what a value may be. */
function typeOf({ type, fieldType }: HubspotProperty): ExternalFieldType {
  if (type === 'enumeration') return fieldType === 'checkbox' ? 'choices' : fieldType === 'booleancheckbox' ? 'boolean' : 'choice'
  if (type === 'bool') return 'boolean'
  if (type === 'date' || type === 'datetime') return 'date'
  if (type === 'number') return 'number'
  return type === 'string' || type === 'phone_number' ? 'text' : 'other'
}

/** Characters of a text property at most. https://developers.hubspot.com/docs/api-reference/crm-notes-v3/guide */
const longest = 65_536

export function contactField(property: HubspotProperty): ContactField {
  const type = typeOf(property)
  return {
    name: property.name,
    label: property.label,
    type,
    writable: !property.calculated && property.modificationMetadata?.readOnlyValue !== true,
    maxLength: type === 'text' ? longest : null,
    choices: property.options.filter(({ hidden }) => !hidden).map(({ value, label }) => ({ value, label })),
    isDay: property.type === 'date',
    takesChoices: property.type === 'enumeration' && property.modificationMetadata?.readOnlyOptions !== true,
  }
}

export type ContactFieldMap = ReadonlyMap<string, ContactField>

/** Milliseconds that a schema is believed; one that was found wrong is forgotten at once. */
const age = 5 * 60_000
const mostAccounts = 100
const remembered = new Map<string, { fields: Promise<ContactFieldMap>; at: number }>()

/** Shared by all systems of an account in this process. Throws what the client throws. */
export function contactFieldsOf(account: string, client: HubspotClient): Promise<ContactFieldMap> {
  const known = remembered.get(account)
  if (known !== undefined && Date.now() - known.at < age) return known.fields
  const fields = client
    .properties('contacts')
    .then((all) => new Map(all.filter(({ archived }) => !archived).map((one) => [one.name, contactField(one)])))
  const entry = { fields, at: Date.now() }
  remembered.delete(account)
  remembered.set(account, entry)
  const [oldest] = remembered.keys()
  if (remembered.size > mostAccounts && oldest !== undefined) remembered.delete(oldest)
  fields.catch(() => {
    if (remembered.get(account) === entry) remembered.delete(account)
  })
  return fields
}

export const forgetContactFields = (account: string): void => void remembered.delete(account)

/** A text of ours as their field takes it; null when it does not. An empty one clears any field. */
export function fitted(text: string, field: ContactField): string | null {
  if (text === '') return ''
  const fitting = spelled(text, field)
  return fitting !== null && fitsField(fitting, field) ? fitting : null
}

function spelled(text: string, field: ContactField): string | null {
  switch (field.type) {
    case 'choice':
      return choiceOf(text, field)
    case 'choices': {
      const parts = text.split(';').map((part) => choiceOf(part, field))
      return parts.includes(null) ? null : parts.join(';')
    }
    case 'boolean': {
      const wanted = fromExternalText(text, 'boolean')
      if (wanted === null) return null
      return field.choices.find(({ value }) => fromExternalText(value, 'boolean') === wanted)?.value ?? String(wanted)
    }
    case 'date': {
      const at = fromExternalText(text, 'date')
      if (!(at instanceof Date)) return null
      return field.isDay ? at.toISOString().slice(0, 10) : at.toISOString()
    }
    case 'number':
      return text.trim()
    case 'text':
      return text
    case 'other':
      return null
  }
}

/** Their spelling of a choice: by its value, by its label, and of a yes or no by what it means. */
function choiceOf(text: string, { choices }: ContactField): string | null {
  const exact = choices.find(({ value }) => value === text)
  const alike = (one: string) => tagKey(one) === tagKey(text)
  const wanted = fromExternalText(text, 'boolean')
  const meant = (one: string) => wanted !== null && fromExternalText(one, 'boolean') === wanted
  const found =
    exact ??
    choices.find(({ value, label }) => alike(value) || alike(label)) ??
    choices.find(({ value, label }) => meant(value) || meant(label))
  return found?.value ?? null
}
