// The mock keeps the contract; its back door is its own memory.
import { newId } from '@/lib/shared/ids'
import { mockBackDoor } from '../../contract/mock-back-door'
import { runCustomerSystemContract } from '../../contract/run-customer-system-contract'
import type { ContractWorld } from '../../contract/world'
import { mockCapabilities, MockCustomers } from './adapter'
import { mockTenant } from './mock-tenant'

async function makeWorld(): Promise<ContractWorld<null>> {
  const [own, other] = [newId(), newId()]
  const system = new MockCustomers({ tenantId: own })
  const stranger = new MockCustomers({ tenantId: other })
  const tenant = mockTenant(own, { region: 'FR', currency: 'EUR', locale: 'fr' })
  return { system, stranger, backDoor: mockBackDoor(tenant), transport: null, close: async () => undefined }
}

runCustomerSystemContract('mock', { capabilities: mockCapabilities, transport: 'in-process', make: makeWorld })
