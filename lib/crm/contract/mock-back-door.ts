// What the mock really keeps, for the contract: its memory, not its methods.
import { newId } from '@/lib/shared/ids'
import { mockOrderDoor } from './mock-order-door'
import { newRecord } from '../vendors/mock/mock-records'
import type { MockTenant } from '../vendors/mock/mock-tenant'
import type { BackDoor } from './world'

export const mockBackDoor = (tenant: MockTenant): BackDoor => ({
  read: async (id) => {
    const record = tenant.records.get(id)
    if (record === undefined) return null
    const { firstName, lastName, preferredChannel, language, segment, metadata } = record.fields
    const primary = (kind: string) => record.handles.find((handle) => handle.kind === kind && handle.isPrimary)?.value ?? null
    return structuredClone({
      ...{ firstName, lastName, preferredChannel, language, segment, metadata },
      phone: primary('phone'),
      email: primary('email'),
      tags: [...record.tags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name),
      deleted: record.deleted,
      notes: record.notes.map((note) => note.content),
      activities: record.activities.map((activity) => activity.type),
      consents: record.consents.map(({ channel, state, source }) => ({ channel, state, source })),
    })
  },
  countLive: async () => tenant.all().length,
  setForeignField: async (id, key, value) => {
    tenant.live(id).fields.metadata[key] = value
  },
  seedAlike: async (count) => {
    const at = new Date()
    return Array.from({ length: count }, (_, index) => {
      const id = newId()
      const fields = {
        id,
        firstName: `S${index}`,
        lastName: null,
        preferredChannel: null,
        language: 'fr',
        segment: null,
        metadata: {},
      }
      const record = newRecord(fields, at)
      tenant.records.set(id, record)
      tenant.changed(record)
      return id
    })
  },
  addOrder: async (customerId, order) => {
    const { total, refunded, ...rest } = order
    tenant.live(customerId).orders.push({
      id: newId(),
      customerId,
      source: 'test',
      name: null,
      ...rest,
      total,
      refunded: refunded ?? { amount: 0, currency: total.currency },
    })
  },
  orders: mockOrderDoor(tenant),
  breakDown: async () => {
    tenant.broken = true
  },
})
