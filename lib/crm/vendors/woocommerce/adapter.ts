// WooCommerceCustomers: the customer system port over a shop's accounts, its guests and its orders.
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
import type { KeepsWebhooks, WebhookTarget } from '@/lib/customers/keeps-webhooks'
import { parseInput } from '@/lib/customers/parse-input'
import type { OrderPage, RemoteOrder } from '@/lib/customers/remote-order'
import { tagListSchema } from '@/lib/customers/tag-customer'
import { tagKey } from '@/lib/customers/tag-key'
import type { SystemAccount, TellsAccount } from '@/lib/customers/tells-account'
import { CrmError, unsupported } from '@/lib/shared/errors'
import type { VendorServices } from '../../vendor'
import { isWooId, type WooAccount } from './account'
import { batchUpsert, type BatchResult, type BatchRow } from './batch-upsert'
import { listFields, missingFields, readFields, readShop } from './catalogue'
import { changesSince } from './changes'
import { readCursor, writeCursor } from './cursor'
import { customerByEmail, customersByPhone, guest, searchCustomers } from './find-customer'
import { fromWooCustomer } from './mapper'
import { openAccount } from './open-account'
import type { wooCredentialsSchema, wooOptionsSchema } from './options'
import { fromWooOrder, isNoOrder } from './order'
import { ordersSince } from './orders-since'
import { reservedMeta } from './own-meta'
import { isGuestId, isOfTeam } from './person'
import { getPreferences, updatePreferences } from './preferences'
import type { WooCustomer } from './schema'
import { getStats, withFigures } from './stats'
import { beginning, customerPage, placeSchema } from './walk-customers'
import { keepWebhooks, removeWebhooks } from './webhooks'
import { createAccount, updateAccount } from './write-customer'

export const wooCapabilities: Capabilities = {
  // An account has neither: they would lie in meta data where nobody at the shop sees them. Coccinelle keeps them.
  notes: false,
  activities: false,
  // In our own meta data, where plug-ins for mail find them.
  tags: true,
  segments: true,
  stats: true,
  preferences: true,
  // Two accounts have two passwords: making one of them would lock somebody out. Both are linked to one customer here.
  merge: false,
  delete: true,
  changes: true,
  orders: true,
  // WooCommerce has no conditional write.
  optimisticConcurrency: false,
}

/**
 * Opens a shop with a pair of keys, or with the access of a connection. Guests, who ordered without an account, are customers
 * of their own that can be read and not written; their ids begin with `guest:`.
 */
export class WooCommerceCustomers implements CustomerSystem, FieldCatalogue, TellsAccount, KeepsWebhooks {
  readonly type = 'woocommerce'
  readonly capabilities = wooCapabilities
  readonly #account: WooAccount
  readonly #storeUrl: () => Promise<string>

  constructor(
    credentials: z.input<typeof wooCredentialsSchema>,
    options: z.input<typeof wooOptionsSchema> = {},
    services?: VendorServices,
  ) {
    const { account, storeUrl } = openAccount(credentials, options, services)
    this.#account = account
    this.#storeUrl = storeUrl
  }

  /** With the figures of his orders, which take a request of their own; whatever else answers a customer goes without. */
  async getCustomer(id: string): Promise<Customer | null> {
    const customer = isGuestId(id) ? await guest(this.#account, id) : await this.#found(id)
    return customer === null ? null : withFigures(this.#account, customer)
  }

  async getCustomerByEmail(email: string): Promise<Customer | null> {
    return customerByEmail(this.#account, email)
  }

  async getCustomerByPhone(phone: string): Promise<Customer | null> {
    return (await customersByPhone(this.#account, phone))[0] ?? null
  }

  async searchCustomers(query: string | CustomerQuery): Promise<Customer[]> {
    const { filter, limit } = readCustomerQuery(query)
    return searchCustomers(this.#account, filter, limit)
  }

  /** Accounts without those of the shop's own team; guests are known by their orders. */
  async listCustomers(cursor: string | null = null, limit = 50): Promise<Page<Customer>> {
    const size = readLimit(limit, 100)
    const place = cursor === null ? beginning : readCursor(cursor, placeSchema)
    const { rows, next } = await customerPage(this.#account, place, size)
    const data = rows.filter((row) => !isOfTeam(row)).map((row) => this.#view(row))
    return { data, nextCursor: next === null ? null : writeCursor(next) }
  }

  /** The shop may write its new customer a mail, as its own settings say. */
  async createCustomer(input: NewCustomerInput, options: { idempotencyKey?: string } = {}): Promise<Customer> {
    return this.#view(await createAccount(this.#account, input, options.idempotencyKey))
  }

  /** Many at once, a hundred a call, each with its own result; the caller's `key` makes the same customer each time. */
  async batchUpsert(rows: readonly BatchRow[]): Promise<BatchResult[]> {
    return batchUpsert(this.#account, rows)
  }

  async updateCustomer(id: string, patch: CustomerPatchInput, options: { expectedVersion?: number } = {}): Promise<Customer> {
    if (options.expectedVersion !== undefined) throw unsupported(this.type, 'optimisticConcurrency')
    return this.#change(id, () => patch)
  }

  /** For good: WooCommerce has no bin for accounts. Orders stay. */
  async deleteCustomer(id: string): Promise<void> {
    await this.#account.inTurn(id, async () => {
      await this.#account.need(id)
      await this.#account.client.deleteCustomer(id)
    })
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
    return this.#change(id, (before) => ({ tags: [...before.tags, ...tags] }))
  }

  async removeTags(id: string, names: string[]): Promise<Customer> {
    const { tags } = parseInput(tagListSchema, { tags: names })
    const removed = new Set(tags.map(tagKey))
    return this.#change(id, (before) => ({ tags: before.tags.filter((tag) => !removed.has(tagKey(tag))) }))
  }

  async setSegment(id: string, segment: string | null): Promise<Customer> {
    return this.#change(id, () => parseInput(customerPatchSchema.pick({ segment: true }), { segment }))
  }

  async getStats(id: string): Promise<CustomerStats> {
    return getStats(this.#account, id)
  }

  async getPreferences(id: string): Promise<Preferences> {
    return getPreferences(this.#account, id)
  }

  async updatePreferences(id: string, patch: PreferencesPatch): Promise<Preferences> {
    return this.#account.inTurn(id, () => updatePreferences(this.#account, id, patch))
  }

  async mergeCustomers(): Promise<MergeResult> {
    throw unsupported(this.type, 'merge')
  }

  /** A walk through all accounts; a large shop is given rest after one, and only its newcomers are told until then. */
  async changesSince(cursor: string | null): Promise<ChangePage> {
    return changesSince(this.#account, cursor)
  }

  async getOrder(externalId: string): Promise<RemoteOrder | null> {
    const order = isWooId(externalId) ? await this.#account.client.order(externalId) : null
    return order === null || isNoOrder(order) ? null : fromWooOrder(order, this.#account.shop)
  }

  async ordersSince(cursor: string | null): Promise<OrderPage> {
    return ordersSince(this.#account, cursor)
  }

  async testConnection(): Promise<{ ok: boolean; detail: string }> {
    try {
      await this.#account.client.customers({ per_page: '1' })
      return { ok: true, detail: '' }
    } catch (error) {
      return { ok: false, detail: error instanceof CrmError ? error.reason : 'unavailable' }
    }
  }

  /** A shop is its address. */
  async readAccount(): Promise<SystemAccount> {
    const url = await this.#storeUrl()
    const accountLabel = await readShop(this.#account)
    return { accountId: url.replace(/^https?:\/\//, ''), accountLabel: accountLabel ?? new URL(url).host }
  }

  async keepWebhooks(target: WebhookTarget): Promise<{ made: number; mended: number }> {
    return keepWebhooks(this.#account, target)
  }

  async removeWebhooks(url: string): Promise<void> {
    await removeWebhooks(this.#account, url)
  }

  async listFields(): Promise<ExternalField[]> {
    return listFields(this.#account)
  }

  reservedFields(): Promise<Readonly<Record<string, string | null>>> {
    return Promise.resolve(reservedMeta)
  }

  /** An account has no life cycle. */
  async listStages(): Promise<ExternalStage[]> {
    return []
  }

  async missingFields(): Promise<MissingField[]> {
    return missingFields(this.#account)
  }

  prepare(): Promise<MissingField[]> {
    return missingFields(this.#account)
  }

  async readFields(id: string, names: readonly string[]): Promise<Record<string, string | null> | null> {
    return readFields(this.#account, id, names)
  }

  async #change(id: string, patchOf: (before: Customer) => CustomerPatchInput): Promise<Customer> {
    return this.#account.inTurn(id, async () => {
      const before = this.#view(await this.#account.need(id))
      return this.#view(await updateAccount(this.#account, id, patchOf(before)))
    })
  }

  async #found(id: string): Promise<Customer | null> {
    const customer = await this.#account.find(id)
    return customer === null ? null : this.#view(customer)
  }

  #view(customer: WooCustomer): Customer {
    return fromWooCustomer(customer, this.#account.shop)
  }
}
