// The mock keeps the contract; its back door is its own memory.
import { newId } from '@/lib/shared/ids'
import { runCustomerSystemContract } from '../../contract/run-customer-system-contract'
import type { BackDoor, ContractWorld } from '../../contract/world'
import { mockCapabilities, MockCustomers } from './adapter'
import { newRecord } from './mock-records'
import { type MockTenant, mockTenant } from './mock-tenant'

const backDoorOf = (tenant: MockTenant): BackDoor => ({
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
      const fields = { id, firstName: `S${index}`, lastName: null, preferredChannel: null, language: 'fr', segment: null, metadata: {} }
      const record = newRecord(fields, at)
      tenant.records.set(id, record)
      tenant.changed(record)
      return id
    })
  },
  addOrder: async (customerId, order) => {
    const { total, refunded, ...rest } = order
    tenant.live(customerId).orders.push({ id: newId(), customerId, source: 'test', ...rest, total, refunded: refunded ?? { amount: 0, currency: total.currency } })
  },
  breakDown: async () => {
    tenant.broken = true
  },
})

async function makeWorld(): Promise<ContractWorld<null>> {
  const [own, other] = [newId(), newId()]
  const system = new MockCustomers({ tenantId: own })
  const stranger = new MockCustomers({ tenantId: other })
  const tenant = mockTenant(own, { region: 'FR', currency: 'EUR', locale: 'fr' })
  return { system, stranger, backDoor: backDoorOf(tenant), transport: null, close: async () => undefined }
}

runCustomerSystemContract('mock', { capabilities: mockCapabilities, transport: 'in-process', make: makeWorld })
