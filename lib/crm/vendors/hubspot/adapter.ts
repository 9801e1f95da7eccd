// HubSpotCustomers: the customer system port over HubSpot's contacts.
import type { z } from 'zod'
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
import type { HubspotAccount } from './account'
import { batchUpsert, type BatchResult, type BatchRow } from './batch-upsert'
import { listFields, listStages, missingFields, readFields } from './catalogue'
import { type Changes, changesSince } from './changes'
import { readCursor, writeCursor } from './cursor'
import { contactByEmail, contactsByPhone, searchContacts } from './find-contact'
import { addNote, listActivities, listNotes, logInteraction } from './history'
import { fromHubspotContact } from './mapper'
import { mergeContacts } from './merge-contacts'
import { openAccount } from './open-account'
import type { hubspotCredentialsSchema, hubspotOptionsSchema } from './options'
import { reservedProperties } from './own-properties'
import { getPreferences, updatePreferences } from './preferences'
import type { HubspotObject } from './schema'
import { createContact, updateContact } from './write-contact'

export const hubspotCapabilities: Capabilities = {
  notes: true,
  activities: true,
  tags: true,
  segments: true,
  // Orders are not kept on contacts.
  stats: false,
  preferences: true,
  merge: true,
  delete: true,
  changes: true,
  orders: false,
  // HubSpot has no conditional write.
  optimisticConcurrency: false,
}

/**
 * Opens a HubSpot account with a token, or with the access of a connection. The token's own scopes decide what works.
 * `version` of a customer is the time of its last change in milliseconds.
 */
export class HubSpotCustomers implements CustomerSystem, FieldCatalogue {
  readonly type = 'hubspot'
  readonly capabilities = hubspotCapabilities
  readonly #account: HubspotAccount

  constructor(
    credentials: z.input<typeof hubspotCredentialsSchema>,
    options: z.input<typeof hubspotOptionsSchema> = {},
    services?: VendorServices,
  ) {
    this.#account = openAccount(credentials, options, services)
  }

  async getCustomer(id: string): Promise<Customer | null> {
    return this.#orNull(await this.#account.find(id))
  }

  async getCustomerByEmail(email: string): Promise<Customer | null> {
    return this.#orNull(await contactByEmail(this.#account, email))
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
    const after = cursor === null ? undefined : readCursor(cursor)
    const page = await this.#account.client.list('contacts', this.#account.contactProperties, {
      limit: size,
      ...(after === undefined ? {} : { after }),
    })
    return { data: await this.#customers(page.results), nextCursor: page.after === null ? null : writeCursor(page.after) }
  }

  async createCustomer(input: NewCustomerInput, options: { idempotencyKey?: string } = {}): Promise<Customer> {
    return this.#customer(await createContact(this.#account, input, options.idempotencyKey))
  }

  /** Many at once, a hundred a call, each with its own result; the caller's `key` makes the same contact each time. */
  async batchUpsert(rows: readonly BatchRow[]): Promise<BatchResult[]> {
    return batchUpsert(this.#account, rows)
  }

  async updateCustomer(id: string, patch: CustomerPatchInput, options: { expectedVersion?: number } = {}): Promise<Customer> {
    if (options.expectedVersion !== undefined) throw unsupported(this.type, 'optimisticConcurrency')
    return this.#change(id, () => Promise.resolve(patch))
  }

  /** To HubSpot's recycle bin, from which it comes back for 90 days. */
  async deleteCustomer(id: string): Promise<void> {
    await this.#account.inTurn(id, async () => {
      await this.#account.need(id)
      // An archived contact would go on holding the number.
      await this.#account.withProperties(() => this.#account.client.update(id, { coccinelle_phone: '' }))
      await this.#account.client.archive(id)
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
    return this.#change(id, async (before) => ({ tags: [...before.tags, ...tags] }))
  }

  async removeTags(id: string, names: string[]): Promise<Customer> {
    const { tags } = parseInput(tagListSchema, { tags: names })
    const removed = new Set(tags.map(tagKey))
    return this.#change(id, async (before) => ({ tags: before.tags.filter((tag) => !removed.has(tagKey(tag))) }))
  }

  async setSegment(id: string, segment: string | null): Promise<Customer> {
    return this.#change(id, async () => parseInput(customerPatchSchema.pick({ segment: true }), { segment }))
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
    return this.#account.withProperties(() => changesSince(this.#account, cursor))
  }

  async getOrder(): Promise<RemoteOrder | null> {
    throw unsupported(this.type, 'orders')
  }

  async ordersSince(): Promise<OrderPage> {
    throw unsupported(this.type, 'orders')
  }

  async testConnection(): Promise<{ ok: boolean; detail: string }> {
    try {
      await this.#account.client.list('contacts', ['email'], { limit: 1 })
      return { ok: true, detail: '' }
    } catch (error) {
      return { ok: false, detail: error instanceof CrmError ? error.reason : 'unavailable' }
    }
  }

  async listFields(): Promise<ExternalField[]> {
    return listFields(this.#account)
  }

  reservedFields(): Promise<Readonly<Record<string, string | null>>> {
    return Promise.resolve(reservedProperties)
  }

  async listStages(): Promise<ExternalStage[]> {
    return listStages(this.#account)
  }

  async missingFields(): Promise<MissingField[]> {
    return missingFields(this.#account)
  }

  async prepare(): Promise<MissingField[]> {
    await this.#account.prepare().catch((error: unknown) => {
      // Without the right to make properties, what is answered is what somebody has to make by hand.
      if (!(error instanceof CrmError) || error.code !== 'forbidden') throw error
    })
    return missingFields(this.#account)
  }

  async readFields(id: string, names: readonly string[]): Promise<Record<string, string | null> | null> {
    return readFields(this.#account, id, names)
  }

  async #change(id: string, patchOf: (before: Customer) => Promise<CustomerPatchInput>): Promise<Customer> {
    return this.#account.inTurn(id, async () => {
      const before = await this.#customer(await this.#account.need(id))
      return this.#customer(await updateContact(this.#account, id, await patchOf(before)))
    })
  }

  async #customers(contacts: HubspotObject[]): Promise<Customer[]> {
    const context = await this.#account.contextFor(contacts)
    return contacts.map((contact) => fromHubspotContact(contact, context))
  }

  async #customer(contact: HubspotObject): Promise<Customer> {
    return fromHubspotContact(contact, await this.#account.contextFor([contact]))
  }

  async #orNull(contact: HubspotObject | null): Promise<Customer | null> {
    return contact === null ? null : this.#customer(contact)
  }
}
