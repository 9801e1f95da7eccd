// The custom fields that Coccinelle uses in an org. They are made by an admin with the guide; a missing one is done without.
import type { ExternalFieldType } from '@/lib/customers/field-catalogue'

export interface OwnField {
  name: string
  /** What it may be; the first is what the guide makes. */
  types: readonly ExternalFieldType[]
  /** Characters of the longest value that is written there; a shorter field would refuse the whole record. */
  least?: number
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

/** Fields that are read and written without a mapping, and for which of ours: nothing else may stand there. */
export const reservedContactFields: Readonly<Record<string, string | null>> = {
  FirstName: 'firstName',
  LastName: 'lastName',
  Email: 'email',
  Phone: 'phone',
  MobilePhone: 'phone',
  OtherPhone: 'phone',
  HomePhone: 'phone',
  HasOptedOutOfEmail: null,
  DoNotCall: null,
  ...Object.fromEntries(Object.values(contactFields).map((name) => [name, null])),
  [contactFields.preferredChannel]: 'preferredChannel',
  [contactFields.segment]: 'segment',
  [contactFields.optInEmail]: 'optIn.email',
  [contactFields.optInSms]: 'optIn.sms',
  [contactFields.optInWhatsapp]: 'optIn.whatsapp',
  [contactFields.optInPhone]: 'optIn.phone',
  [contactFields.language]: 'language',
  [contactFields.tags]: 'tags',
}

export const ownContactFields: readonly OwnField[] = [
  { name: contactFields.totalOrders, types: ['number'] },
  { name: contactFields.totalSpent, types: ['number'] },
  { name: contactFields.preferredChannel, types: ['choice', 'text'] },
  { name: contactFields.segment, types: ['text', 'choice'] },
  { name: contactFields.optInEmail, types: ['boolean'] },
  { name: contactFields.optInSms, types: ['boolean'] },
  { name: contactFields.optInWhatsapp, types: ['boolean'] },
  { name: contactFields.optInPhone, types: ['boolean'] },
  { name: contactFields.id, types: ['text'], least: 44, unique: true },
  { name: contactFields.fingerprint, types: ['text'], least: 40 },
  { name: contactFields.phone, types: ['text'], least: 16, unique: true },
  { name: contactFields.language, types: ['text', 'choice'] },
  { name: contactFields.tags, types: ['choices', 'text'] },
  { name: contactFields.metadata, types: ['text'] },
  { name: contactFields.consents, types: ['text'] },
  { name: contactFields.lastContact, types: ['text'], least: 40 },
  { name: contactFields.data, types: ['text'] },
]

export const taskFields = { id: 'Coccinelle_Id__c', data: 'Coccinelle_Data__c' } as const

export const ownTaskFields: readonly OwnField[] = [
  { name: taskFields.id, types: ['text'], least: 44, unique: true },
  { name: taskFields.data, types: ['text'] },
]
