// The properties that Coccinelle makes for itself in a HubSpot account, and those of HubSpot that it reads.
import { contactChannels } from '@/lib/customers/customer'
import type { ObjectType } from './api-version'

export const group = { name: 'coccinelle', label: 'Coccinelle' }

export interface OwnProperty {
  name: string
  label: string
  type: 'string' | 'enumeration' | 'datetime'
  fieldType: 'text' | 'textarea' | 'select' | 'checkbox' | 'date'
  /** HubSpot refuses a second record with the same value, and finds a record by it without its search. */
  isUnique?: boolean
  options?: string[]
}

const text = (name: string, label: string, isUnique = false): OwnProperty => ({
  name,
  label,
  type: 'string',
  fieldType: 'text',
  isUnique,
})
const long = (name: string, label: string): OwnProperty => ({ name, label, type: 'string', fieldType: 'textarea' })
const choice = (name: string, label: string, options: readonly string[]): OwnProperty => ({
  name,
  label,
  type: 'enumeration',
  fieldType: 'select',
  options: [...options],
})

export const consentStates = ['granted', 'denied'] as const

export const ownProperties: Record<ObjectType, readonly OwnProperty[]> = {
  contacts: [
    text('coccinelle_id', 'Coccinelle : identifiant', true),
    text('coccinelle_phone', 'Coccinelle : téléphone normalisé', true),
    text('coccinelle_fingerprint', 'Coccinelle : empreinte'),
    long('coccinelle_phones', 'Coccinelle : autres téléphones'),
    choice('coccinelle_preferred_channel', 'Coccinelle : canal préféré', contactChannels),
    text('coccinelle_language', 'Coccinelle : langue'),
    text('coccinelle_segment', 'Coccinelle : segment'),
    { name: 'coccinelle_tags', label: 'Coccinelle : étiquettes', type: 'enumeration', fieldType: 'checkbox', options: [] },
    ...contactChannels.map((channel) => choice(`coccinelle_opt_in_${channel}`, `Coccinelle : accord ${channel}`, consentStates)),
    long('coccinelle_consents', 'Coccinelle : registre des accords'),
    long('coccinelle_metadata', 'Coccinelle : données'),
    { name: 'coccinelle_last_contact_at', label: 'Coccinelle : dernier contact', type: 'datetime', fieldType: 'date' },
    text('coccinelle_last_contact_channel', 'Coccinelle : canal du dernier contact'),
  ],
  notes: [text('coccinelle_id', 'Coccinelle : identifiant', true), long('coccinelle_data', 'Coccinelle : données')],
  communications: [text('coccinelle_id', 'Coccinelle : identifiant', true), long('coccinelle_data', 'Coccinelle : données')],
}

/** HubSpot's own properties of a contact that are read. */
export const readProperties = [
  'email',
  'hs_additional_emails',
  'firstname',
  'lastname',
  'phone',
  'mobilephone',
  'lifecyclestage',
  'hs_lead_status',
  'lastmodifieddate',
] as const

/** Properties that are read and written without a mapping, and for which of ours: nothing else may stand there. */
export const reservedProperties: Readonly<Record<string, string | null>> = {
  firstname: 'firstName',
  lastname: 'lastName',
  email: 'email',
  phone: 'phone',
  mobilephone: 'phone',
  hs_additional_emails: null,
  lifecyclestage: null,
  hs_lead_status: null,
}

/** As HubSpot is asked to make it. */
export const definitionOf = ({ name, label, type, fieldType, isUnique, options }: OwnProperty): Record<string, unknown> => ({
  groupName: group.name,
  ...{ name, label, type, fieldType },
  hasUniqueValue: isUnique === true,
  formField: false,
  ...(options === undefined
    ? {}
    : { options: options.map((value, displayOrder) => ({ value, label: value, hidden: false, displayOrder })) }),
})
