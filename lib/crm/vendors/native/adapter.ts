// NativeCRM: the customer system port over the shop's own rows in PostgreSQL.
import { z } from 'zod'
import type { Preferences, PreferencesPatch } from '@/lib/consent/preferences'
import { getPreferences, updatePreferences } from '@/lib/consent/update-preferences'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import type {
  ActivityType,
  Customer,
  CustomerActivity,
  CustomerNote,
  CustomerPatchInput,
  CustomerStats,
  HandleKind,
  NewCustomerInput,
  Page,
} from '@/lib/customers/customer'
import { readCustomerQuery, readLimit } from '@/lib/customers/customer-query'
import type {
  Capabilities,
  ChangePage,
  CustomerQuery,
  CustomerSystem,
  MergeResult,
  WriteOnce,
} from '@/lib/customers/customer-system'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import { logInteraction } from '@/lib/customers/log-interaction'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import { parseInput } from '@/lib/customers/parse-input'
import type { OrderPage, RemoteOrder } from '@/lib/customers/remote-order'
import { setSegment } from '@/lib/customers/set-segment'
import { addTags, removeTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import type { Actor, UseCase } from '@/lib/customers/use-case'
import { createCustomerStore } from '@/lib/db/customer-store'
import { findShop } from '@/lib/db/tenant-repo'
import { systemClock } from '@/lib/shared/clock'
import { CrmError, notFound, unsupported } from '@/lib/shared/errors'

export const nativeCredentialsSchema = z.object({ tenantId: z.string().trim().min(1).max(100) })
export const nativeOptionsSchema = z.object({})

export const nativeCapabilities: Capabilities = {
  notes: true,
  activities: true,
  tags: true,
  segments: true,
  stats: true,
  preferences: true,
  merge: true,
  delete: true,
  changes: true,
  // Orders are given to it by doors and by sources; it is no source itself.
  orders: false,
  optimisticConcurrency: true,
}

const actor: Actor = { kind: 'system', id: null, name: 'Coccinelle' }
const changesPerPage = 200

/**
 * `tenantId` is the shop's id or its slug, looked up at the first call; an unknown one makes every method throw
 * `not_found` (`tenant_not_found`). It must come from a session, a key or a verified channel, never from a body.
 */
export class NativeCRM implements CustomerSystem {
  readonly type = 'coccinelle-native'
  readonly capabilities = nativeCapabilities
  readonly #tenantRef: string
  #opened: Promise<UseCase> | undefined

  constructor(credentials: z.input<typeof nativeCredentialsSchema>, _options: z.input<typeof nativeOptionsSchema> = {}) {
    this.#tenantRef = parseInput(nativeCredentialsSchema, credentials).tenantId
  }

  async getCustomer(id: string): Promise<Customer | null> {
    return (await this.#open()).store.get(id)
  }

  async getCustomerByEmail(email: string): Promise<Customer | null> {
    return this.#byHandle('email', await this.#open(), normaliseEmail(email))
  }

  async getCustomerByPhone(phone: string): Promise<Customer | null> {
    const useCase = await this.#open()
    return this.#byHandle('phone', useCase, normalisePhone(phone, useCase.shop.region))
  }

  async searchCustomers(query: string | CustomerQuery): Promise<Customer[]> {
    const { filter, limit } = readCustomerQuery(query)
    const { store } = await this.#open()
    return (await store.list({ filter, sort: 'relevance', direction: 'asc', cursor: null, limit })).data
  }

  async listCustomers(cursor: string | null = null, limit = 50): Promise<Page<Customer>> {
    const { store } = await this.#open()
    return store.list({ filter: {}, sort: 'created', direction: 'asc', cursor, limit: readLimit(limit, 100) })
  }

  async createCustomer(input: NewCustomerInput, options: { idempotencyKey?: string } = {}): Promise<Customer> {
    return createCustomer(await this.#open(), input, options)
  }

  async updateCustomer(id: string, patch: CustomerPatchInput, options: { expectedVersion?: number } = {}): Promise<Customer> {
    return updateCustomer(await this.#open(), id, patch, options)
  }

  async deleteCustomer(id: string): Promise<void> {
    await deleteCustomer(await this.#open(), id)
  }

  async addNote(id: string, content: string, createdBy?: string, options?: WriteOnce): Promise<CustomerNote> {
    return addNote(await this.#open(), id, content, createdBy, options)
  }

  async getNotes(id: string): Promise<CustomerNote[]> {
    const { store } = await this.#open()
    const notes: CustomerNote[] = []
    let cursor: string | null = null
    do {
      const page: Page<CustomerNote> = await store.notes(id, { cursor, limit: 200 })
      notes.push(...page.data)
      cursor = page.nextCursor
    } while (cursor !== null)
    return notes
  }

  async logInteraction(
    id: string,
    type: ActivityType,
    channel: string | null,
    payload: Record<string, unknown> = {},
    { idempotencyKey, at }: WriteOnce = {},
  ): Promise<CustomerActivity> {
    const activity = { type, channel, metadata: payload, ...(at === undefined ? {} : { timestamp: at }) }
    return logInteraction(await this.#open(), id, activity, idempotencyKey === undefined ? {} : { idempotencyKey })
  }

  async getActivities(id: string, limit = 50): Promise<CustomerActivity[]> {
    const { store } = await this.#open()
    return (await store.activities(id, { cursor: null, limit: readLimit(limit, 200) })).data
  }

  async addTags(id: string, tags: string[]): Promise<Customer> {
    return addTags(await this.#open(), id, tags)
  }

  async removeTags(id: string, tags: string[]): Promise<Customer> {
    return removeTags(await this.#open(), id, tags)
  }

  async setSegment(id: string, segment: string | null): Promise<Customer> {
    return setSegment(await this.#open(), id, segment)
  }

  async getStats(id: string): Promise<CustomerStats> {
    return (await this.#open()).store.stats(id)
  }

  async getPreferences(id: string): Promise<Preferences> {
    return getPreferences(await this.#open(), id)
  }

  async updatePreferences(id: string, patch: PreferencesPatch): Promise<Preferences> {
    return updatePreferences(await this.#open(), id, patch)
  }

  async mergeCustomers(id: string, duplicateId: string): Promise<MergeResult> {
    return mergeCustomers(await this.#open(), id, duplicateId)
  }

  async changesSince(cursor: string | null): Promise<ChangePage> {
    return (await this.#open()).store.changesSince(cursor, changesPerPage)
  }

  async getOrder(): Promise<RemoteOrder | null> {
    throw unsupported(this.type, 'orders')
  }

  async ordersSince(): Promise<OrderPage> {
    throw unsupported(this.type, 'orders')
  }

  async testConnection(): Promise<{ ok: boolean; detail: string }> {
    try {
      const { store } = await this.#open()
      await store.get('')
      return { ok: true, detail: '' }
    } catch (error) {
      return { ok: false, detail: error instanceof CrmError ? error.reason : 'unavailable' }
    }
  }

  async #byHandle(kind: HandleKind, { store }: UseCase, value: string | null): Promise<Customer | null> {
    return value === null ? null : ((await store.findByHandle(kind, value))[0] ?? null)
  }

  /** Found once; a failed look-up is tried again by the next call. */
  #open(): Promise<UseCase> {
    this.#opened ??= openShop(this.#tenantRef).catch((error: unknown) => {
      this.#opened = undefined
      throw error
    })
    return this.#opened
  }
}

async function openShop(tenantRef: string): Promise<UseCase> {
  const shop = await findShop(tenantRef)
  if (shop === null) throw notFound('tenant')
  return { shop, actor, store: createCustomerStore(shop, actor), clock: systemClock }
}
