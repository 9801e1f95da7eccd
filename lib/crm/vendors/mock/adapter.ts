// MockCustomers: the customer system port in memory, for development and as the model in tests.
import { z } from 'zod'
import { type Preferences, type PreferencesPatch, preferencesPatchSchema } from '@/lib/consent/preferences'
import { derivePreferences } from '@/lib/consent/update-preferences'
import {
  type ActivityType,
  contactChannels,
  type Customer,
  type CustomerActivity,
  type CustomerNote,
  type CustomerPatchInput,
  customerPatchSchema,
  type CustomerStats,
  type NewCustomerInput,
  noteContentSchema,
  type Page,
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
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import { newActivitySchema } from '@/lib/customers/log-interaction'
import { parseInput } from '@/lib/customers/parse-input'
import type { OrderPage, RemoteOrder } from '@/lib/customers/remote-order'
import { tagListSchema } from '@/lib/customers/tag-customer'
import { tagKey } from '@/lib/customers/tag-key'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { readCursor, writeCursor } from './mock-cursor'
import { mergeMock } from './mock-merge'
import { mockOrder, mockOrdersSince } from './mock-orders'
import { logLine, putTags } from './mock-records'
import { writeOnce, writtenOnce } from './mock-once'
import { searchMock } from './mock-search'
import { type MockRecord, type MockTenant, mockTenant } from './mock-tenant'
import { createMock, updateMock } from './mock-write'

export const mockCredentialsSchema = z.object({ tenantId: z.string().trim().min(1).max(100) })
export const mockOptionsSchema = z.object({
  region: z.string().default('FR'),
  currency: z.string().default('EUR'),
  locale: z.string().default('fr'),
})

export const mockCapabilities: Capabilities = {
  notes: true,
  activities: true,
  tags: true,
  segments: true,
  stats: true,
  preferences: true,
  merge: true,
  delete: true,
  changes: true,
  orders: true,
  optimisticConcurrency: true,
}

const contactTypes = new Set(['message_received', 'message_sent', 'call', 'visit'])
const by = 'Mock'

/** Two instances of one tenant share their memory, as two connections to one system would. */
export class MockCustomers implements CustomerSystem {
  readonly type = 'mock'
  readonly capabilities = mockCapabilities
  readonly #memory: MockTenant

  constructor(credentials: z.input<typeof mockCredentialsSchema>, options: z.input<typeof mockOptionsSchema> = {}) {
    this.#memory = mockTenant(parseInput(mockCredentialsSchema, credentials).tenantId, parseInput(mockOptionsSchema, options))
  }

  async getCustomer(id: string): Promise<Customer | null> {
    const record = this.#tenant().find(id)
    return record === null ? null : this.#memory.view(record)
  }

  async getCustomerByEmail(email: string): Promise<Customer | null> {
    return this.#byHandle('email', normaliseEmail(email))
  }

  async getCustomerByPhone(phone: string): Promise<Customer | null> {
    return this.#byHandle('phone', normalisePhone(phone, this.#memory.shop.region))
  }

  async searchCustomers(query: string | CustomerQuery): Promise<Customer[]> {
    const { filter, limit } = readCustomerQuery(query)
    return searchMock(this.#tenant(), filter)
      .slice(0, limit)
      .map((record) => this.#memory.view(record))
  }

  async listCustomers(cursor: string | null = null, limit = 50): Promise<Page<Customer>> {
    const size = readLimit(limit, 100)
    const all = this.#tenant().all()
    const start = cursor === null ? 0 : all.findIndex((record) => record.fields.id > readCursor(cursor, z.uuid()))
    const page = start < 0 ? [] : all.slice(start, start + size)
    const last = page.at(-1)
    const more = last !== undefined && all.at(-1) !== last
    return { data: page.map((record) => this.#memory.view(record)), nextCursor: more ? writeCursor(last.fields.id) : null }
  }

  async createCustomer(input: NewCustomerInput, options: { idempotencyKey?: string } = {}): Promise<Customer> {
    return createMock(this.#tenant(), input, options.idempotencyKey)
  }

  async updateCustomer(id: string, patch: CustomerPatchInput, options: { expectedVersion?: number } = {}): Promise<Customer> {
    return updateMock(this.#tenant(), id, patch, options.expectedVersion)
  }

  async deleteCustomer(id: string): Promise<void> {
    const tenant = this.#tenant()
    const record = tenant.live(id)
    record.deleted = true
    tenant.changed(record)
  }

  async addNote(id: string, text: string, createdBy = by, options: WriteOnce = {}): Promise<CustomerNote> {
    const { content } = parseInput(z.object({ content: noteContentSchema }), { content: text })
    const tenant = this.#tenant()
    const record = tenant.live(id)
    const kept = writtenOnce(tenant, options, `note ${id} ${createdBy} ${content}`)
    const known = record.notes.find((one) => one.id === kept)
    if (known !== undefined) return structuredClone(known)
    const at = options.at ?? tenant.now()
    const note: CustomerNote = { id: newId(), customerId: id, content, createdBy, createdAt: at, updatedAt: at, version: 1 }
    record.notes.push(note)
    writeOnce(tenant, options, note.id)
    logLine(tenant, record, 'note_added', null, content.slice(0, 280), { noteId: note.id })
    return structuredClone(note)
  }

  async getNotes(id: string): Promise<CustomerNote[]> {
    return newestFirst(this.#tenant().find(id)?.notes ?? [], (note) => note.createdAt)
  }

  async logInteraction(
    id: string,
    type: ActivityType,
    channel: string | null,
    payload: Record<string, unknown> = {},
    options: WriteOnce = {},
  ): Promise<CustomerActivity> {
    const activity = parseInput(newActivitySchema, { type, channel, metadata: payload })
    const tenant = this.#tenant()
    const record = tenant.live(id)
    const kept = writtenOnce(tenant, options, `activity ${id} ${type} ${channel ?? ''} ${JSON.stringify(payload)}`)
    const known = record.activities.find((one) => one.id === kept)
    if (known !== undefined) return structuredClone(known)
    const { message } = activity.metadata
    const text = typeof message === 'string' ? message.slice(0, 2000) : ''
    const line = logLine(tenant, record, activity.type, activity.channel, text, activity.metadata, options.at)
    writeOnce(tenant, options, line.id)
    if (
      activity.channel !== null &&
      contactTypes.has(type) &&
      !(record.lastContact !== null && record.lastContact.at > line.timestamp)
    ) {
      record.lastContact = { at: line.timestamp, channel: activity.channel }
      tenant.changed(record, false)
    }
    return structuredClone(line)
  }

  async getActivities(id: string, limit = 50): Promise<CustomerActivity[]> {
    const size = readLimit(limit, 200)
    return newestFirst(this.#tenant().find(id)?.activities ?? [], (activity) => activity.timestamp).slice(0, size)
  }

  async addTags(id: string, names: string[]): Promise<Customer> {
    const { tags } = parseInput(tagListSchema, { tags: names })
    return this.#edit(id, (record) => putTags(this.#memory, record, tags))
  }

  async removeTags(id: string, names: string[]): Promise<Customer> {
    const { tags } = parseInput(tagListSchema, { tags: names })
    return this.#edit(id, (record) => tags.filter((tag) => record.tags.delete(tagKey(tag))).length > 0)
  }

  async setSegment(id: string, segment: string | null): Promise<Customer> {
    const wanted = parseInput(customerPatchSchema.pick({ segment: true }), { segment }).segment ?? null
    return this.#edit(id, ({ fields }) => {
      const differs = fields.segment !== wanted
      fields.segment = wanted
      return differs
    })
  }

  async getStats(id: string): Promise<CustomerStats> {
    const tenant = this.#tenant()
    return structuredClone(tenant.stats(tenant.live(id)))
  }

  async getPreferences(id: string): Promise<Preferences> {
    const tenant = this.#tenant()
    const record = tenant.live(id)
    return derivePreferences(
      tenant.view(record),
      newestFirst(record.consents, (entry) => entry.at),
    )
  }

  async updatePreferences(id: string, input: PreferencesPatch): Promise<Preferences> {
    const patch = parseInput(preferencesPatchSchema, input)
    const { optIn } = await this.getPreferences(id)
    await this.#edit(id, (record) => {
      if (patch.preferredChannel !== undefined) record.fields.preferredChannel = patch.preferredChannel
      if (patch.language !== undefined) record.fields.language = patch.language
      for (const channel of contactChannels) {
        const wanted = patch.optIn?.[channel]
        if (wanted === undefined || wanted === optIn[channel]) continue
        record.consents.push({
          id: newId(),
          channel,
          purpose: 'marketing',
          state: wanted ? 'granted' : 'denied',
          source: patch.source ?? 'system',
          proof: patch.proof ?? null,
          actor: by,
          at: this.#memory.now(),
        })
      }
      return true
    })
    return this.getPreferences(id)
  }

  async mergeCustomers(id: string, duplicateId: string): Promise<MergeResult> {
    if (id === duplicateId)
      throw new CrmError('invalid', 'A customer cannot be merged with itself', {
        reason: 'merge_with_itself',
        issues: [{ path: ['duplicateId'], reason: 'merge_with_itself' }],
      })
    const tenant = this.#tenant()
    const [winner, loser] = [tenant.live(id), tenant.live(duplicateId)]
    const moved = mergeMock(tenant, winner, loser)
    const mergeId = newId()
    logLine(tenant, winner, 'customer_merged', null, '', { mergeId, duplicateId })
    return { mergeId, customer: tenant.view(winner), moved }
  }

  async changesSince(cursor: string | null): Promise<ChangePage> {
    const after = cursor === null ? 0 : readCursor(cursor, z.int().min(0))
    const tenant = this.#tenant()
    const due = [...tenant.records.values()].filter((record) => record.changed > after).sort((a, b) => a.changed - b.changed)
    const page = due.slice(0, 200)
    return {
      changes: page.map((record) => ({
        kind: record.deleted ? 'delete' : 'upsert',
        id: record.fields.id,
        customer: record.deleted ? null : tenant.view(record),
        at: new Date(record.updatedAt),
      })),
      cursor: writeCursor(page.at(-1)?.changed ?? after),
      hasMore: due.length > page.length,
      total: tenant.records.size,
    }
  }

  async getOrder(externalId: string): Promise<RemoteOrder | null> {
    return mockOrder(this.#tenant(), externalId)
  }

  async ordersSince(cursor: string | null): Promise<OrderPage> {
    return mockOrdersSince(this.#tenant(), cursor)
  }

  async testConnection(): Promise<{ ok: boolean; detail: string }> {
    return this.#memory.broken ? { ok: false, detail: 'unavailable' } : { ok: true, detail: '' }
  }

  #tenant(): MockTenant {
    if (this.#memory.broken) throw new CrmError('unavailable', 'The mock was told to fail', { retryAfter: 1 })
    return this.#memory
  }

  #byHandle(kind: 'phone' | 'email', value: string | null): Customer | null {
    const owner = value === null ? undefined : this.#tenant().owners(kind, value)[0]
    return owner === undefined ? null : this.#memory.view(owner)
  }

  #edit(id: string, work: (record: MockRecord) => boolean): Promise<Customer> {
    const tenant = this.#tenant()
    const record = tenant.live(id)
    if (work(record)) tenant.changed(record)
    return Promise.resolve(tenant.view(record))
  }
}

const newestFirst = <T>(rows: T[], at: (row: T) => Date): T[] =>
  structuredClone([...rows].sort((a, b) => at(b).getTime() - at(a).getTime()))
