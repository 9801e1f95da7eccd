// The custom fields that Coccinelle uses in an org. They are made by an admin with the guide; a missing one is done without.
import type { ExternalFieldType } from '@/lib/customers/field-catalogue'

export interface OwnField {
  name: string
  /** What it may be; the first is what the guide makes. */
  types: readonly ExternalFieldType[]
  /** Finds records, and refuses a second one. */
  unique?: true
}

export const contactFields = {
  totalOrders: 'Total_Orders__c',
  totalSpent: 'Total_Revenue__c',
  preferredChannel: 'Preferred_Channel__c',
  segment: 'Customer_Segment__c',
  optInEmail: 'Email_Opt_In__c',
  optInSms: 'SMS_Opt_In__c',
  optInWhatsapp: 'WhatsApp_Opt_In__c',
  optInPhone: 'Phone_Opt_In__c',
  /** Ours for a contact: the idempotency key's digest, or any new id. */
  id: 'Coccinelle_Id__c',
  fingerprint: 'Coccinelle_Fingerprint__c',
  /** E.164 of the main number. */
  phone: 'Coccinelle_Phone__c',
  language: 'Coccinelle_Language__c',
  tags: 'Coccinelle_Tags__c',
  metadata: 'Coccinelle_Metadata__c',
  consents: 'Coccinelle_Consents__c',
  /** When and by which channel there was contact last. */
  lastContact: 'Coccinelle_Last_Contact__c',
  /** What Salesforce's own fields are too short or too few for: long names, further numbers and addresses. */
  data: 'Coccinelle_Data__c',
} as const

export const ownContactFields: readonly OwnField[] = [
  { name: contactFields.totalOrders, types: ['number'] },
  { name: contactFields.totalSpent, types: ['number'] },
  { name: contactFields.preferredChannel, types: ['choice', 'text'] },
  { name: contactFields.segment, types: ['text', 'choice'] },
  { name: contactFields.optInEmail, types: ['boolean'] },
  { name: contactFields.optInSms, types: ['boolean'] },
  { name: contactFields.optInWhatsapp, types: ['boolean'] },
  { name: contactFields.optInPhone, types: ['boolean'] },
  { name: contactFields.id, types: ['text'], unique: true },
  { name: contactFields.fingerprint, types: ['text'] },
  { name: contactFields.phone, types: ['text'], unique: true },
  { name: contactFields.language, types: ['text', 'choice'] },
  { name: contactFields.tags, types: ['choices', 'text'] },
  { name: contactFields.metadata, types: ['text'] },
  { name: contactFields.consents, types: ['text'] },
  { name: contactFields.lastContact, types: ['text'] },
  { name: contactFields.data, types: ['text'] },
]

export const taskFields = { id: 'Coccinelle_Id__c', data: 'Coccinelle_Data__c' } as const

export const ownTaskFields: readonly OwnField[] = [
  { name: taskFields.id, types: ['text'], unique: true },
  { name: taskFields.data, types: ['text'] },
]
