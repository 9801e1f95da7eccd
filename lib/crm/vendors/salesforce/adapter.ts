// SalesforceCustomers: the customer system port over Salesforce's contacts.
import { z } from 'zod'
import type { Preferences, PreferencesPatch } from '@/lib/consent/preferences'
import {
  type ActivityType,
  type Customer,
  type CustomerActivity,
  type CustomerNote,
  type CustomerPatchInput,
  customerPatchSchema,
  type CustomerStats,
  type NewCustomerInput,
  type Page,
} from '@/lib/customers/customer'
import { readCustomerQuery, readLimit } from '@/lib/customers/customer-query'
import type { Capabilities, CustomerQuery, CustomerSystem, MergeResult, WriteOnce } from '@/lib/customers/customer-system'
import type { ExternalField, ExternalStage, FieldCatalogue, MissingField } from '@/lib/customers/field-catalogue'
import { parseInput } from '@/lib/customers/parse-input'
import type { OrderPage, RemoteOrder } from '@/lib/customers/remote-order'
import { tagListSchema } from '@/lib/customers/tag-customer'
import { tagKey } from '@/lib/customers/tag-key'
import { CrmError, unsupported } from '@/lib/shared/errors'
import type { VendorServices } from '../../vendor'
import type { SalesforceAccount } from './account'
import { batchUpsert, type BatchResult, type BatchRow } from './batch-upsert'
import { listFields, missingFields, readFields } from './catalogue'
import { type Changes, changesSince } from './changes'
import { readCursor, writeCursor } from './cursor'
import { contactsByEmail, contactsByPhone, searchContacts } from './find-contact'
import { addNote, listActivities, listNotes, logInteraction } from './history'
import { contactColumns, fieldFor, fromSalesforceContact } from './mapper'
import { mergeContacts } from './merge-contacts'
import { openAccount } from './open-account'
import type { salesforceCredentialsSchema, salesforceOptionsSchema } from './options'
import { reservedContactFields } from './own-fields'
import { getPreferences, updatePreferences } from './preferences'
import type { SalesforceRecord } from './schema'
import { compare } from './soql'
import { createContact, updateContact } from './write-contact'

/**
 * What an org with our fields can do. In one that misses the field for tags, a segment or an agreement, a call for just
 * that throws `unsupported`; creating and editing do without it.
 */
export const salesforceCapabilities: Capabilities = {
  notes: true,
  activities: true,
  tags: true,
  segments: true,
  // Orders are not kept on contacts; the totals that an org keeps itself are read.
  stats: false,
  preferences: true,
  merge: true,
  delete: true,
  changes: true,
  orders: false,
  // Salesforce's REST API has no conditional write that can be relied on, and its stamps have whole seconds.
  optimisticConcurrency: false,
}

/** Opens an org with a token, or with the access of a connection. What its user may see and change decides what works. */
export class SalesforceCustomers implements CustomerSystem, FieldCatalogue {
  readonly type = 'salesforce'
  readonly capabilities = salesforceCapabilities
  readonly #account: SalesforceAccount

  constructor(
    credentials: z.input<typeof salesforceCredentialsSchema>,
    options: z.input<typeof salesforceOptionsSchema> = {},
    services?: VendorServices,
  ) {
    this.#account = openAccount(credentials, options, services)
  }

  async getCustomer(id: string): Promise<Customer | null> {
    return this.#orNull(await this.#account.find(id))
  }

  async getCustomerByEmail(email: string): Promise<Customer | null> {
    return this.#orNull((await contactsByEmail(this.#account, email))[0] ?? null)
  }

  async getCustomerByPhone(phone: string): Promise<Customer | null> {
    return this.#orNull((await contactsByPhone(this.#account, phone))[0] ?? null)
  }

  async searchCustomers(query: string | CustomerQuery): Promise<Customer[]> {
    const { filter, limit } = readCustomerQuery(query)
    return searchContacts(this.#account, filter, limit)
  }

  async listCustomers(cursor: string | null = null, limit = 50): Promise<Page<Customer>> {
    const size = readLimit(limit, 100)
    const after = cursor === null ? null : readCursor(cursor, z.string().regex(/^003[A-Za-z0-9]{15}$/))
    return this.#account.withFields(async (context) => {
      const where = after === null ? compare('Id', '!=', null) : compare('Id', '>', after)
      const asked = { fields: contactColumns(context), from: 'Contact', where, orderBy: ['Id'], limit: size + 1 }
      const records = await this.#account.client.query(asked)
      const page = records.slice(0, size)
      const last = records.length > size ? page.at(-1) : undefined
      return {
        data: page.map((record) => fromSalesforceContact(record, context)),
        nextCursor: last === undefined ? null : writeCursor(last.Id),
      }
    })
  }

  async createCustomer(input: NewCustomerInput, options: { idempotencyKey?: string } = {}): Promise<Customer> {
    return this.#customer(await createContact(this.#account, input, options.idempotencyKey))
  }

  /** Makes or changes many, two hundred a call. Throws `unsupported` in an org without our id field. */
  async batchUpsert(rows: readonly BatchRow[]): Promise<BatchResult[]> {
    return batchUpsert(this.#account, rows)
  }

  async updateCustomer(id: string, patch: CustomerPatchInput, options: { expectedVersion?: number } = {}): Promise<Customer> {
    if (options.expectedVersion !== undefined) throw unsupported(this.type, 'optimisticConcurrency')
    return this.#change(id, () => patch)
  }

  /** To the recycle bin, with its tasks, for 15 days. */
  async deleteCustomer(id: string): Promise<void> {
    await this.#account.inTurn(id, async () => {
      await this.#account.need(id)
      await this.#account.client.remove('Contact', id)
    })
  }

  async addNote(id: string, content: string, createdBy = 'Coccinelle', options: WriteOnce = {}): Promise<CustomerNote> {
    return addNote(this.#account, id, content, createdBy, options)
  }

  async getNotes(id: string): Promise<CustomerNote[]> {
    return listNotes(this.#account, id)
  }

  async logInteraction(
    id: string,
    type: ActivityType,
    channel: string | null,
    payload: Record<string, unknown> = {},
    options: WriteOnce = {},
  ): Promise<CustomerActivity> {
    return this.#account.inTurn(id, () => logInteraction(this.#account, id, { type, channel, metadata: payload }, options))
  }

  async getActivities(id: string, limit = 50): Promise<CustomerActivity[]> {
    return listActivities(this.#account, id, readLimit(limit, 200))
  }

  async addTags(id: string, names: string[]): Promise<Customer> {
    const { tags } = parseInput(tagListSchema, { tags: names })
    return this.#change(id, (before) => ({ tags: [...before.tags, ...tags] }), 'tags')
  }

  async removeTags(id: string, names: string[]): Promise<Customer> {
    const { tags } = parseInput(tagListSchema, { tags: names })
    const removed = new Set(tags.map(tagKey))
    return this.#change(id, (before) => ({ tags: before.tags.filter((tag) => !removed.has(tagKey(tag))) }), 'tags')
  }

  async setSegment(id: string, segment: string | null): Promise<Customer> {
    return this.#change(id, () => parseInput(customerPatchSchema.pick({ segment: true }), { segment }), 'segment')
  }

  async getStats(): Promise<CustomerStats> {
    throw unsupported(this.type, 'stats')
  }

  async getPreferences(id: string): Promise<Preferences> {
    return getPreferences(this.#account, id)
  }

  async updatePreferences(id: string, patch: PreferencesPatch): Promise<Preferences> {
    return this.#account.inTurn(id, () => updatePreferences(this.#account, id, patch))
  }

  async mergeCustomers(id: string, duplicateId: string): Promise<MergeResult> {
    return this.#account.inTurn(id, () => mergeContacts(this.#account, id, duplicateId))
  }

  async changesSince(cursor: string | null): Promise<Changes> {
    return changesSince(this.#account, cursor)
  }

  async getOrder(): Promise<RemoteOrder | null> {
    throw unsupported(this.type, 'orders')
  }

  async ordersSince(): Promise<OrderPage> {
    throw unsupported(this.type, 'orders')
  }

  async testConnection(): Promise<{ ok: boolean; detail: string }> {
    try {
      await this.#account.client.describe('Contact')
      return { ok: true, detail: '' }
    } catch (error) {
      return { ok: false, detail: error instanceof CrmError ? error.reason : 'unavailable' }
    }
  }

  async listFields(): Promise<ExternalField[]> {
    return listFields(this.#account)
  }

  reservedFields(): Promise<Readonly<Record<string, string | null>>> {
    return Promise.resolve(reservedContactFields)
  }

  /** A contact has no life cycle in Salesforce. */
  async listStages(): Promise<ExternalStage[]> {
    return []
  }

  async missingFields(): Promise<MissingField[]> {
    return missingFields(this.#account)
  }

  /** Fields are an admin's to make: answers what misses. */
  prepare(): Promise<MissingField[]> {
    return missingFields(this.#account)
  }

  async readFields(id: string, names: readonly string[]): Promise<Record<string, string | null> | null> {
    return readFields(this.#account, id, names)
  }

  /** @param needs the field without which the whole call would do nothing */
  async #change(id: string, patchOf: (before: Customer) => CustomerPatchInput, needs?: 'tags' | 'segment'): Promise<Customer> {
    return this.#account.inTurn(id, async () => {
      const before = await this.#customer(await this.#account.need(id))
      const context = await this.#account.context()
      if (needs !== undefined && !context.contact.isWritable(fieldFor(context, needs)))
        throw unsupported(this.type, needs === 'tags' ? 'tags' : 'segments')
      return this.#customer(await updateContact(this.#account, id, patchOf(before)))
    })
  }

  async #customer(record: SalesforceRecord): Promise<Customer> {
    return fromSalesforceContact(record, await this.#account.context())
  }

  async #orNull(record: SalesforceRecord | null): Promise<Customer | null> {
    return record === null ? null : this.#customer(record)
  }
}
