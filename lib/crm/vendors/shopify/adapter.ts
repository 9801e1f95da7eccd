// ShopifyCustomers: the customer system port over a shop's customers and orders.
import type { z } from 'zod'
import type { Preferences, PreferencesPatch } from '@/lib/consent/preferences'
import {
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
import type { Capabilities, ChangePage, CustomerQuery, CustomerSystem, MergeResult } from '@/lib/customers/customer-system'
import type { ExternalField, ExternalStage, FieldCatalogue, MissingField } from '@/lib/customers/field-catalogue'
import { parseInput } from '@/lib/customers/parse-input'
import type { OrderPage, RemoteOrder } from '@/lib/customers/remote-order'
import { tagListSchema } from '@/lib/customers/tag-customer'
import type { SystemAccount, TellsAccount } from '@/lib/customers/tells-account'
import { CrmError, unsupported } from '@/lib/shared/errors'
import type { VendorServices } from '../../vendor'
import type { ShopifyAccount } from './account'
import { listFields, missingFields, readFields } from './catalogue'
import { changesSince } from './changes'
import { deleteCustomer } from './delete-customer'
import { figuresOf, statsOf } from './figures'
import { customerByEmail, customersByPhone, searchCustomers } from './find-customer'
import { readListCursor, writeListCursor } from './list-cursor'
import { fromShopifyCustomer } from './mapper'
import { mergeCustomers } from './merge-customers'
import { openAccount } from './open-account'
import type { shopifyCredentialsSchema, shopifyOptionsSchema } from './options'
import { getOrder, ordersSince } from './orders'
import { preferencesOf, updatePreferences } from './preferences'
import { answers, type WireCustomer } from './schema'
import { changeTags, segmentChange, withoutSegments } from './tags'
import { updateCustomer, createCustomer } from './write-customer'

export const shopifyCapabilities: Capabilities = {
  // There is one text that anybody overwrites; it can be chosen as a field.
  notes: false,
  // An app writes nothing on a customer's timeline there.
  activities: false,
  tags: true,
  segments: true,
  stats: true,
  preferences: true,
  merge: true,
  delete: true,
  changes: true,
  orders: true,
  // Customers have no conditional write.
  optimisticConcurrency: false,
}

/**
 * Opens a shop with the access of a connection, or with what was pasted. `version` of a customer is the time of its last
 * change in milliseconds. In lists order figures are Shopify's own; of one customer they are counted from his orders.
 */
export class ShopifyCustomers implements CustomerSystem, FieldCatalogue, TellsAccount {
  readonly type = 'shopify'
  readonly capabilities = shopifyCapabilities
  readonly #account: ShopifyAccount

  constructor(
    credentials: z.input<typeof shopifyCredentialsSchema>,
    options: z.input<typeof shopifyOptionsSchema> = {},
    services?: VendorServices,
  ) {
    this.#account = openAccount(credentials, options, services)
  }

  async getCustomer(id: string): Promise<Customer | null> {
    return this.#orNull(await this.#account.find(id))
  }

  async getCustomerByEmail(email: string): Promise<Customer | null> {
    return this.#orNull(await customerByEmail(this.#account, email))
  }

  async getCustomerByPhone(phone: string): Promise<Customer | null> {
    return this.#orNull((await customersByPhone(this.#account, phone))[0] ?? null)
  }

  async searchCustomers(query: string | CustomerQuery): Promise<Customer[]> {
    const { filter, limit } = readCustomerQuery(query)
    return searchCustomers(this.#account, filter, limit)
  }

  async listCustomers(cursor: string | null = null, limit = 50): Promise<Page<Customer>> {
    const size = readLimit(limit, 100)
    const { client, operations, customersPerPage, shop } = this.#account
    const { customers } = await client.run(operations.customers, answers.customers, {
      first: Math.min(size, customersPerPage),
      after: cursor === null ? null : readListCursor(cursor),
      query: null,
      sortKey: 'ID',
      reverse: false,
    })
    const { hasNextPage, endCursor } = customers.pageInfo
    return {
      data: customers.nodes.map((wire) => fromShopifyCustomer(wire, shop)),
      nextCursor: hasNextPage && endCursor !== null ? writeListCursor(endCursor) : null,
    }
  }

  async createCustomer(input: NewCustomerInput, options: { idempotencyKey?: string } = {}): Promise<Customer> {
    return this.#customer(await createCustomer(this.#account, input, options.idempotencyKey))
  }

  async updateCustomer(id: string, patch: CustomerPatchInput, options: { expectedVersion?: number } = {}): Promise<Customer> {
    if (options.expectedVersion !== undefined) throw unsupported(this.type, 'optimisticConcurrency')
    return this.#account.inTurn(id, async () => this.#customer(await updateCustomer(this.#account, id, patch)))
  }

  /** For good: Shopify has no bin. Throws `invalid` (`customer_has_orders`) for whoever has bought something. */
  async deleteCustomer(id: string): Promise<void> {
    await this.#account.inTurn(id, () => deleteCustomer(this.#account, id))
  }

  async addNote(): Promise<CustomerNote> {
    throw unsupported(this.type, 'notes')
  }

  async getNotes(): Promise<CustomerNote[]> {
    throw unsupported(this.type, 'notes')
  }

  async logInteraction(): Promise<CustomerActivity> {
    throw unsupported(this.type, 'activities')
  }

  async getActivities(): Promise<CustomerActivity[]> {
    throw unsupported(this.type, 'activities')
  }

  async addTags(id: string, names: string[]): Promise<Customer> {
    const { tags } = parseInput(tagListSchema, { tags: names })
    return this.#changeTags(id, () => ({ added: withoutSegments(tags) }))
  }

  async removeTags(id: string, names: string[]): Promise<Customer> {
    const { tags } = parseInput(tagListSchema, { tags: names })
    return this.#changeTags(id, () => ({ removed: withoutSegments(tags) }))
  }

  async setSegment(id: string, segment: string | null): Promise<Customer> {
    const patch = parseInput(customerPatchSchema.pick({ segment: true }), { segment })
    if (this.#account.shop.mapping.segment !== undefined) return this.updateCustomer(id, patch)
    return this.#changeTags(id, (wire) => segmentChange(wire, patch.segment ?? null))
  }

  async getStats(id: string): Promise<CustomerStats> {
    return statsOf(this.#account, id)
  }

  async getPreferences(id: string): Promise<Preferences> {
    return preferencesOf(this.#account, await this.#account.need(id))
  }

  async updatePreferences(id: string, patch: PreferencesPatch): Promise<Preferences> {
    return this.#account.inTurn(id, () => updatePreferences(this.#account, id, patch))
  }

  async mergeCustomers(id: string, duplicateId: string): Promise<MergeResult> {
    return this.#account.inTurn(id, async () => {
      const { mergeId, survivorId, moved } = await mergeCustomers(this.#account, id, duplicateId)
      return { mergeId, customer: await this.#customer(await this.#account.need(survivorId)), moved }
    })
  }

  async changesSince(cursor: string | null): Promise<ChangePage> {
    return changesSince(this.#account, cursor)
  }

  async getOrder(externalId: string): Promise<RemoteOrder | null> {
    return getOrder(this.#account, externalId)
  }

  async ordersSince(cursor: string | null): Promise<OrderPage> {
    return ordersSince(this.#account, cursor)
  }

  async testConnection(): Promise<{ ok: boolean; detail: string }> {
    try {
      await this.listCustomers(null, 1)
      return { ok: true, detail: '' }
    } catch (error) {
      return { ok: false, detail: error instanceof CrmError ? error.reason : 'unavailable' }
    }
  }

  async readAccount(): Promise<SystemAccount> {
    const { client, operations } = this.#account
    const { shop } = await client.run(operations.shop, answers.shop)
    return { accountId: shop.myshopifyDomain, accountLabel: shop.name }
  }

  async listFields(): Promise<ExternalField[]> {
    return listFields(this.#account)
  }

  listStages(): Promise<ExternalStage[]> {
    return Promise.resolve([])
  }

  async missingFields(): Promise<MissingField[]> {
    return missingFields(this.#account)
  }

  async prepare(): Promise<MissingField[]> {
    await this.#account.prepare().catch((error: unknown) => {
      // Without the right to, what is answered is what somebody has to make by hand.
      if (!(error instanceof CrmError) || error.code !== 'forbidden') throw error
    })
    return missingFields(this.#account)
  }

  async readFields(id: string, names: readonly string[]): Promise<Record<string, string | null> | null> {
    return readFields(this.#account, id, names)
  }

  async #changeTags(
    id: string,
    change: (wire: WireCustomer) => { added?: readonly string[]; removed?: readonly string[] },
  ): Promise<Customer> {
    return this.#account.inTurn(id, async () => {
      const before = await this.#account.need(id)
      await changeTags(this.#account, before, change(before))
      return this.#customer(await this.#account.need(id))
    })
  }

  async #customer(wire: WireCustomer): Promise<Customer> {
    return fromShopifyCustomer(wire, this.#account.shop, await figuresOf(this.#account, wire))
  }

  async #orNull(wire: WireCustomer | null): Promise<Customer | null> {
    return wire === null ? null : this.#customer(wire)
  }
}
