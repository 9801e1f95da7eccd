// Fields of the fake's objects as an org describes them; a test takes some away or changes them.
// https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contact.htm

export interface FakeField {
  name: string
  label: string
  type: 'id' | 'string' | 'textarea' | 'phone' | 'email' | 'boolean' | 'double' | 'currency' | 'picklist' | 'multipicklist' | 'date' | 'datetime' | 'reference'
  length: number
  createable: boolean
  updateable: boolean
  externalId: boolean
  unique: boolean
  caseSensitive: boolean
  nillable: boolean
  restrictedPicklist: boolean
  picklist: string[]
}

export type FakeObject = 'Contact' | 'Task' | 'TaskStatus'

const field = (name: string, type: FakeField['type'], length = 0, more: Partial<FakeField> = {}): FakeField => ({
  ...{ name, label: name.replace(/__c$/, '').replaceAll('_', ' '), type, length },
  createable: true,
  updateable: true,
  externalId: false,
  unique: false,
  caseSensitive: false,
  nillable: true,
  restrictedPicklist: false,
  picklist: [],
  ...more,
})

const system: Partial<FakeField> = { createable: false, updateable: false, nillable: false }
const common = (): FakeField[] => [
  field('Id', 'id', 18, { ...system, caseSensitive: true }),
  field('IsDeleted', 'boolean', 0, system),
  field('CreatedDate', 'datetime', 0, system),
  field('LastModifiedDate', 'datetime', 0, system),
  field('SystemModstamp', 'datetime', 0, system),
]
const key: Partial<FakeField> = { externalId: true, unique: true, caseSensitive: true }

export const standardContactFields = (): FakeField[] => [
  ...common(),
  field('MasterRecordId', 'reference', 18, system),
  field('AccountId', 'reference', 18),
  field('FirstName', 'string', 40),
  field('LastName', 'string', 80, { nillable: false }),
  field('Name', 'string', 121, system),
  field('Email', 'email', 80),
  field('Phone', 'phone', 40),
  field('MobilePhone', 'phone', 40),
  field('OtherPhone', 'phone', 40),
  field('HomePhone', 'phone', 40),
  field('Title', 'string', 128),
  field('LeadSource', 'picklist', 255, { picklist: ['Web', 'Phone Inquiry', 'Other'] }),
  field('Description', 'textarea', 32_000),
  field('HasOptedOutOfEmail', 'boolean'),
  field('DoNotCall', 'boolean'),
]

export const coccinelleContactFields = (): FakeField[] => [
  field('Total_Orders__c', 'double'),
  field('Total_Revenue__c', 'currency'),
  field('Preferred_Channel__c', 'picklist', 255, { picklist: ['email', 'sms', 'whatsapp', 'phone'], restrictedPicklist: true }),
  field('Customer_Segment__c', 'string', 255),
  field('Email_Opt_In__c', 'boolean'),
  field('SMS_Opt_In__c', 'boolean'),
  field('WhatsApp_Opt_In__c', 'boolean'),
  field('Phone_Opt_In__c', 'boolean'),
  field('Coccinelle_Id__c', 'string', 64, key),
  field('Coccinelle_Fingerprint__c', 'string', 64),
  field('Coccinelle_Phone__c', 'string', 32, { externalId: true, unique: true }),
  field('Coccinelle_Language__c', 'string', 20),
  field('Coccinelle_Tags__c', 'textarea', 32_768),
  field('Coccinelle_Metadata__c', 'textarea', 131_072),
  field('Coccinelle_Consents__c', 'textarea', 131_072),
  field('Coccinelle_Last_Contact__c', 'string', 80),
  field('Coccinelle_Data__c', 'textarea', 32_768),
]

export const standardTaskFields = (): FakeField[] => [
  ...common(),
  field('WhoId', 'reference', 18),
  field('Subject', 'string', 255),
  field('Description', 'textarea', 32_000),
  field('Status', 'picklist', 255, { nillable: false, picklist: ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'] }),
  field('Priority', 'picklist', 255, { nillable: false, picklist: ['High', 'Normal', 'Low'] }),
  field('ActivityDate', 'date'),
  field('TaskSubtype', 'picklist', 255, { updateable: false, picklist: ['Task', 'Call', 'Email'] }),
  field('Type', 'picklist', 255, { picklist: ['Call', 'Meeting', 'Other'] }),
]

export const coccinelleTaskFields = (): FakeField[] => [
  field('Coccinelle_Id__c', 'string', 64, key),
  field('Coccinelle_Data__c', 'textarea', 131_072),
]

/** A field that a shop made for itself. */
export const ownTextField = (name: string, length = 255): FakeField => field(name, 'string', length)
export const tagPicklist = (values: string[], restrictedPicklist: boolean): FakeField =>
  field('Coccinelle_Tags__c', 'multipicklist', 4_099, { picklist: values, restrictedPicklist })

/** Long texts are no filter and no order. */
export const isFilterable = ({ type, length }: FakeField): boolean => type !== 'textarea' || length <= 255

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-describe.html */
export const describeField = (one: FakeField): Record<string, unknown> => ({
  autoNumber: false,
  byteLength: one.length * 3,
  calculated: false,
  caseSensitive: one.caseSensitive,
  createable: one.createable,
  custom: one.name.endsWith('__c'),
  defaultValue: one.type === 'boolean' ? false : null,
  externalId: one.externalId,
  filterable: isFilterable(one),
  idLookup: one.type === 'id' || one.externalId || one.type === 'email',
  label: one.label,
  length: one.length,
  name: one.name,
  nillable: one.nillable,
  picklistValues: one.picklist.map((value) => ({ active: true, defaultValue: false, label: value, validFor: null, value })),
  restrictedPicklist: one.restrictedPicklist,
  soapType: 'xsd:string',
  sortable: isFilterable(one),
  type: one.type,
  unique: one.unique,
  updateable: one.updateable,
})
