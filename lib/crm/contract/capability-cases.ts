// What a system declares it cannot do throws `unsupported`; what it declares it can do, the other cases prove.
import { expect } from 'vitest'
import { type Capabilities, type Capability, capabilityNames, type CustomerSystem } from '@/lib/customers/customer-system'
import { failure, inWorld, type MakeWorld } from './in-world'

const callsOf: Record<Capability, (system: CustomerSystem, id: string, otherId: string) => (() => Promise<unknown>)[]> = {
  notes: (system, id) => [() => system.addNote(id, 'x'), () => system.getNotes(id)],
  activities: (system, id) => [() => system.logInteraction(id, 'call', null), () => system.getActivities(id)],
  tags: (system, id) => [() => system.addTags(id, ['x']), () => system.removeTags(id, ['x'])],
  segments: (system, id) => [() => system.setSegment(id, 'vip')],
  stats: (system, id) => [() => system.getStats(id)],
  preferences: (system, id) => [() => system.getPreferences(id), () => system.updatePreferences(id, { language: 'en' })],
  merge: (system, id, otherId) => [() => system.mergeCustomers(id, otherId)],
  delete: (system, id) => [() => system.deleteCustomer(id)],
  changes: (system) => [() => system.changesSince(null)],
  orders: (system) => [() => system.getOrder('1'), () => system.ordersSince(null)],
  optimisticConcurrency: (system, id) => [() => system.updateCustomer(id, { firstName: 'x' }, { expectedVersion: 1 })],
}

export function capabilityCases(make: MakeWorld, capabilities: Capabilities): void {
  inWorld(make, 'the system declares what its manifest declares', async ({ system }) => {
    expect(system.capabilities).toEqual(capabilities)
    expect(Object.keys(system.capabilities).sort()).toEqual([...capabilityNames].sort())
    expect((await system.testConnection()).ok).toBe(true)
  })

  for (const capability of capabilityNames.filter((name) => !capabilities[name]))
    inWorld(make, `${capability} is declared impossible, and calling it says so`, async ({ system }) => {
      const a = await system.createCustomer({ firstName: 'Ana' })
      const b = await system.createCustomer({ firstName: 'Bea' })
      for (const call of callsOf[capability](system, a.id, b.id)) await failure('unsupported', call())
      expect(await system.getCustomer(a.id)).toEqual(a)
    })
}
