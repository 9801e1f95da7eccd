// What the mock keeps for one tenant, and how a kept record looks from outside.
import type { ConsentEntry } from '@/lib/consent/preferences'
import type { Customer, CustomerActivity, CustomerNote, CustomerOrder, CustomerStats, Handle } from '@/lib/customers/customer'
import type { RemoteOrder } from '@/lib/customers/remote-order'
import { notFound } from '@/lib/shared/errors'

export interface MockRecord {
  fields: Pick<
    Customer,
    'id' | 'firstName' | 'lastName' | 'preferredChannel' | 'language' | 'segment' | 'metadata' | 'createdAt' | 'version'
  >
  updatedAt: Date
  /** Place in the order of all changes of the tenant. */
  changed: number
  deleted: boolean
  lastContact: { at: Date; channel: string } | null
  handles: Handle[]
  tags: Map<string, string>
  notes: CustomerNote[]
  activities: CustomerActivity[]
  orders: CustomerOrder[]
  consents: ConsentEntry[]
}

export class MockTenant {
  readonly records = new Map<string, MockRecord>()
  readonly tagNames = new Map<string, string>()
  /** What a web shop behind it would tell, by its id, with the order's place among all changes. */
  readonly remoteOrders = new Map<string, { order: RemoteOrder; changed: number }>()
  readonly once = new Map<string, { fingerprint: string; id: string }>()
  /** Set by tests: every call fails as if the system were down. */
  broken = false
  #clock = 0
  #changes = 0

  constructor(readonly shop: { region: string; currency: string; locale: string }) {}

  /** Strictly later than any moment given before, so that "newest first" has one answer. */
  now(): Date {
    this.#clock = Math.max(this.#clock + 1, Date.now())
    return new Date(this.#clock)
  }

  live(id: string): MockRecord {
    const record = this.find(id)
    if (record === null) throw notFound('customer')
    return record
  }

  find(id: string): MockRecord | null {
    const record = this.records.get(id)
    return record === undefined || record.deleted ? null : record
  }

  /** By age, then id. */
  all(): MockRecord[] {
    return [...this.records.values()].filter((record) => !record.deleted)
  }

  changed(record: MockRecord, edited = true): void {
    record.changed = this.nextChange()
    record.updatedAt = this.now()
    if (edited) record.fields.version += 1
  }

  nextChange(): number {
    this.#changes += 1
    return this.#changes
  }

  owners(kind: Handle['kind'], value: string): MockRecord[] {
    return this.all().filter((record) => record.handles.some((handle) => handle.kind === kind && handle.value === value))
  }

  view(record: MockRecord): Customer {
    const { totalOrders, totalSpent, averageOrderValue, lastOrderAt } = this.stats(record)
    const primary = (kind: Handle['kind']) =>
      record.handles.find((handle) => handle.kind === kind && handle.isPrimary)?.value ?? null
    return structuredClone({
      ...record.fields,
      email: primary('email'),
      phone: primary('phone'),
      handles: record.handles,
      tags: [...record.tags.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name),
      totalOrders,
      totalSpent,
      averageOrderValue,
      lastOrderAt,
      lastContactAt: record.lastContact?.at ?? null,
      lastContactChannel: record.lastContact?.channel ?? null,
      updatedAt: record.updatedAt,
      links: [],
    })
  }

  stats(record: MockRecord): CustomerStats {
    const counted = record.orders.filter((order) => order.status !== 'cancelled')
    const byCurrency = [...new Set(counted.map((order) => order.total.currency))].map((currency) => {
      const orders = counted.filter((order) => order.total.currency === currency)
      const amount = orders.reduce((sum, order) => sum + order.total.amount - order.refunded.amount, 0)
      return {
        orders: orders.length,
        spent: { amount, currency },
        average: { amount: Math.round(amount / orders.length), currency },
      }
    })
    const own = byCurrency.find((line) => line.spent.currency === this.shop.currency)
    const dates = counted.map((order) => order.placedAt).sort((a, b) => a.getTime() - b.getTime())
    const messages = (type: string) => record.activities.filter((activity) => activity.type === type).length
    return {
      totalOrders: own?.orders ?? 0,
      totalSpent: own?.spent ?? null,
      averageOrderValue: own?.average ?? null,
      firstOrderAt: dates[0] ?? null,
      lastOrderAt: dates.at(-1) ?? null,
      byCurrency: byCurrency.sort((a, b) => b.orders - a.orders || (a.spent.currency < b.spent.currency ? -1 : 1)),
      messagesReceived: messages('message_received'),
      messagesSent: messages('message_sent'),
      lastContactAt: record.lastContact?.at ?? null,
    }
  }
}

const tenants = new Map<string, MockTenant>()

/** The same tenant gives the same memory, as long as the process lives. */
export function mockTenant(tenantId: string, shop: MockTenant['shop']): MockTenant {
  const known = tenants.get(tenantId)
  if (known !== undefined) return known
  const made = new MockTenant(shop)
  tenants.set(tenantId, made)
  return made
}
