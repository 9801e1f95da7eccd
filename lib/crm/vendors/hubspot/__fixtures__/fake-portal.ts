// One account of the fake HubSpot: its records and the rules that HubSpot applies when they are written.
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { z } from 'zod'

export type FakeType = 'contacts' | 'notes' | 'communications'
export type Values = Record<string, string>

export interface FakeRecord {
  id: string
  type: FakeType
  properties: Values
  createdAt: number
  updatedAt: number
  archivedAt: number | null
  mergedInto: string | null
  /** What the search knows, and since when. */
  indexed: { at: number; properties: Values; archived: boolean }[]
}

export const definitionSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string(),
  type: z.enum(['string', 'enumeration', 'number', 'datetime', 'date', 'bool', 'phone_number']),
  fieldType: z.string(),
  groupName: z.string(),
  hasUniqueValue: z.boolean().default(false),
  readOnly: z.boolean().default(false),
  /** Whether the list of choices may not be changed, as of HubSpot's own. */
  fixedOptions: z.boolean().default(false),
  options: z.array(z.object({ label: z.string(), value: z.string(), hidden: z.boolean(), displayOrder: z.int().optional() })).default([]),
})
export type Definition = z.output<typeof definitionSchema>

export class Refusal extends Error {
  readonly status: number
  readonly body: Record<string, unknown>
  constructor(status: number, category: string, message: string, errors: { code: string; message: string }[] = []) {
    super(message)
    this.status = status
    this.body = { status: 'error', message, correlationId: '00000000-0000-4000-8000-000000000000', category, errors }
  }
}

const standard = (name: string, type: Definition['type'], more: Partial<Definition> = {}): Definition => ({
  name,
  label: name,
  type,
  fieldType: 'text',
  groupName: 'contactinformation',
  hasUniqueValue: false,
  readOnly: false,
  fixedOptions: false,
  options: [],
  ...more,
})
const options = (...values: string[]) => values.map((value, displayOrder) => ({ value, label: value, hidden: false, displayOrder }))
export const stageOrder = ['subscriber', 'lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer', 'evangelist', 'other']

const standardProperties: Record<FakeType, Definition[]> = {
  contacts: [
    ...['firstname', 'lastname', 'email', 'phone', 'mobilephone', 'company', 'loyalty'].map((name) => standard(name, 'string')),
    standard('lifecyclestage', 'enumeration', { fieldType: 'radio', options: options(...stageOrder) }),
    standard('hs_lead_status', 'enumeration', { fieldType: 'radio', options: options('NEW', 'OPEN', 'IN_PROGRESS', 'CONNECTED', 'BAD_TIMING') }),
    ...['createdate', 'lastmodifieddate'].map((name) => standard(name, 'datetime', { readOnly: true })),
    ...['hs_object_id', 'hs_additional_emails', 'hs_merged_object_ids', 'hs_searchable_calculated_phone_number', 'hs_searchable_calculated_mobile_number'].map(
      (name) => standard(name, 'string', { readOnly: true }),
    ),
  ],
  notes: [standard('hs_note_body', 'string'), standard('hs_timestamp', 'datetime'), standard('hubspot_owner_id', 'string')],
  communications: [
    standard('hs_communication_body', 'string'),
    standard('hs_timestamp', 'datetime'),
    standard('hs_communication_channel_type', 'enumeration', { options: options('SMS', 'WHATS_APP', 'LINKEDIN_MESSAGE') }),
    standard('hs_communication_logged_from', 'enumeration', { options: options('CRM') }),
  ],
}

export interface PortalOptions {
  /** Milliseconds until the search shows a write. */
  searchLag: number
  /** Whether a merge makes a third record. */
  newIdOnMerge: boolean
  nextId(): string
  now(): number
}

export class FakePortal {
  readonly id: number
  readonly options: PortalOptions
  readonly records = new Map<string, FakeRecord>()
  readonly definitions: Record<FakeType, Map<string, Definition>>
  /** `type id contactId` */
  readonly associations = new Set<string>()

  constructor(id: number, portalOptions: PortalOptions) {
    this.id = id
    this.options = portalOptions
    const mapOf = (type: FakeType) => new Map(standardProperties[type].map((one) => [one.name, structuredClone(one)]))
    this.definitions = { contacts: mapOf('contacts'), notes: mapOf('notes'), communications: mapOf('communications') }
  }

  all(type: FakeType): FakeRecord[] {
    return [...this.records.values()].filter((record) => record.type === type).sort((a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1))
  }

  live(type: FakeType, id: string): FakeRecord | null {
    const record = this.records.get(id)
    if (record === undefined || record.type !== type) return null
    if (record.mergedInto !== null) return this.live(type, record.mergedInto)
    return record.archivedAt === null ? record : null
  }

  by(type: FakeType, idProperty: string, value: string): FakeRecord | null {
    if (idProperty !== 'email' && this.definitions[type].get(idProperty)?.hasUniqueValue !== true)
      throw new Refusal(400, 'VALIDATION_ERROR', `${idProperty} is not a unique property`)
    const wanted = value.toLowerCase()
    return (
      this.all(type).find(
        ({ archivedAt, properties }) =>
          archivedAt === null &&
          (properties[idProperty]?.toLowerCase() === wanted ||
            (idProperty === 'email' && (properties.hs_additional_emails ?? '').split(';').includes(wanted))),
      ) ?? null
    )
  }

  create(type: FakeType, given: Values): FakeRecord {
    if (type === 'contacts' && !['email', 'firstname', 'lastname'].some((name) => (given[name] ?? '') !== ''))
      throw new Refusal(400, 'VALIDATION_ERROR', 'At least one of email, firstname, lastname is needed')
    if (type !== 'contacts' && (given.hs_timestamp ?? '') === '') throw new Refusal(400, 'VALIDATION_ERROR', 'hs_timestamp is needed')
    if (type === 'communications' && given.hs_communication_logged_from !== 'CRM')
      throw new Refusal(400, 'VALIDATION_ERROR', 'hs_communication_logged_from must be CRM')
    const at = this.options.now()
    const record: FakeRecord = {
      id: this.options.nextId(),
      type,
      properties: {},
      createdAt: at,
      updatedAt: at,
      archivedAt: null,
      mergedInto: null,
      indexed: [],
    }
    this.#check(record, given)
    this.records.set(record.id, record)
    this.#set(record, given, at)
    return record
  }

  update(record: FakeRecord, given: Values): void {
    this.#check(record, given)
    this.#set(record, given, this.options.now())
  }

  archive(record: FakeRecord): void {
    const at = this.options.now()
    record.archivedAt = at
    record.updatedAt = at
    this.#index(record)
  }

  merge(primary: FakeRecord, other: FakeRecord): FakeRecord {
    const emails = [primary, other].flatMap(({ properties }) => [properties.email ?? '', ...(properties.hs_additional_emails ?? '').split(';')])
    const [email = '', ...additional] = [...new Set(emails.filter((one) => one !== ''))]
    const filled = { ...other.properties, ...Object.fromEntries(Object.entries(primary.properties).filter(([, value]) => value !== '')) }
    const at = this.options.now()
    for (const gone of [other, ...(this.options.newIdOnMerge ? [primary] : [])]) {
      gone.archivedAt = at
      this.#index(gone)
    }
    const survivor: FakeRecord = this.options.newIdOnMerge
      ? { ...primary, id: this.options.nextId(), archivedAt: null, indexed: [], createdAt: at }
      : primary
    this.records.set(survivor.id, survivor)
    other.mergedInto = survivor.id
    if (survivor !== primary) primary.mergedInto = survivor.id
    for (const link of [...this.associations]) {
      const [type, id, contact] = link.split(' ')
      if (contact !== other.id && contact !== primary.id) continue
      this.associations.delete(link)
      this.associations.add(`${type} ${id} ${survivor.id}`)
    }
    survivor.properties = { ...filled, email, hs_additional_emails: additional.join(';'), hs_merged_object_ids: other.id }
    this.#set(survivor, {}, this.options.now())
    return survivor
  }

  #check(record: FakeRecord, given: Values): void {
    const definitions = this.definitions[record.type]
    for (const [name, value] of Object.entries(given)) {
      const definition = definitions.get(name)
      if (definition === undefined)
        throw new Refusal(400, 'VALIDATION_ERROR', `Property values were not valid: [{"error":"PROPERTY_DOESNT_EXIST","name":"${name}"}]`, [
          { code: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` },
        ])
      if (definition.readOnly) throw new Refusal(400, 'VALIDATION_ERROR', `${name} is read only`, [{ code: 'READ_ONLY_VALUE', message: '' }])
      if (value === '') continue
      if (value.length > 65_536) throw new Refusal(400, 'VALIDATION_ERROR', `${name} is too long`)
      const parts = definition.fieldType === 'checkbox' ? value.split(';') : [value]
      if (definition.type === 'enumeration' && !parts.every((part) => definition.options.some((option) => option.value === part)))
        throw new Refusal(400, 'VALIDATION_ERROR', `${value} was not one of the allowed options`, [{ code: 'INVALID_OPTION', message: '' }])
      if (definition.type === 'number' && !/^-?\d+(\.\d+)?$/.test(value)) throw new Refusal(400, 'VALIDATION_ERROR', `${name} is no number`, [{ code: 'INVALID_INTEGER', message: '' }])
      if (definition.type === 'bool' && !/^(true|false)$/.test(value)) throw new Refusal(400, 'VALIDATION_ERROR', `${name} is no yes or no`, [{ code: 'INVALID_BOOLEAN', message: '' }])
      if (definition.type === 'date' && !/^\d{4}-\d\d-\d\d$/.test(value) && !isMidnight(value))
        throw new Refusal(400, 'VALIDATION_ERROR', `${name} is no day`, [{ code: 'INVALID_DATE', message: '' }])
      if (definition.type === 'datetime' && Number.isNaN(Date.parse(value)) && !/^\d+$/.test(value))
        throw new Refusal(400, 'VALIDATION_ERROR', `${name} is no date`, [{ code: 'INVALID_DATE', message: '' }])
      const owner = name === 'email' || definition.hasUniqueValue ? this.by(record.type, name, value) : null
      if (owner !== null && owner.id !== record.id) {
        if (name === 'email') throw new Refusal(409, 'CONFLICT', `Contact already exists. Existing ID: ${owner.id}`)
        throw new Refusal(400, 'VALIDATION_ERROR', `Cannot set ${name}: the value is taken`, [{ code: 'CONFLICTING_UNIQUE_VALUE', message: '' }])
      }
    }
  }

  #set(record: FakeRecord, given: Values, at: number): void {
    const { properties } = record
    for (const [name, value] of Object.entries(given)) {
      const isBackwards =
        name === 'lifecyclestage' && value !== '' && (properties[name] ?? '') !== '' && stageOrder.indexOf(value) < stageOrder.indexOf(properties[name] ?? '')
      // Said to succeed, and not done.
      if (!isBackwards) properties[name] = name === 'email' ? value.toLowerCase() : value
    }
    if (record.type === 'contacts') {
      properties.hs_searchable_calculated_phone_number = national(properties.phone)
      properties.hs_searchable_calculated_mobile_number = national(properties.mobilephone)
      properties.lastmodifieddate = new Date(at).toISOString()
      properties.createdate = new Date(record.createdAt).toISOString()
    }
    properties.hs_object_id = record.id
    record.updatedAt = at
    this.#index(record)
  }

  #index(record: FakeRecord): void {
    record.indexed.push({ at: Date.now() + this.options.searchLag, properties: { ...record.properties }, archived: record.archivedAt !== null })
    if (record.indexed.length > 20) record.indexed.shift()
  }
}

/** Milliseconds of a midnight, the other way to write a day. */
const isMidnight = (value: string): boolean => /^\d+$/.test(value) && Number(value) % 86_400_000 === 0

/** Without country, as HubSpot's own copies. */
const national = (raw: string | undefined): string => {
  if (raw === undefined || raw === '') return ''
  return String(parsePhoneNumberFromString(raw, 'FR')?.nationalNumber ?? raw.replace(/\D/g, ''))
}
