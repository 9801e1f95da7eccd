// The contract tried on a toy with a transport and missing capabilities, so that the cases no vendor needs yet are true already.
import { newId } from '@/lib/shared/ids'
import { MockCustomers } from '../vendors/mock/adapter'
import { mockTenant } from '../vendors/mock/mock-tenant'
import { mockBackDoor } from './mock-back-door'
import { runCustomerSystemContract } from './run-customer-system-contract'
import { toyCapabilities, ToyServer, toySystem } from './toy-system'
import type { ContractWorld, HttpTransport } from './world'

async function makeWorld(): Promise<ContractWorld<HttpTransport>> {
  const [own, other] = [newId(), newId()]
  const server = new ToyServer()
  return {
    system: toySystem(new MockCustomers({ tenantId: own }), server),
    stranger: toySystem(new MockCustomers({ tenantId: other }), new ToyServer()),
    backDoor: mockBackDoor(mockTenant(own, { region: 'FR', currency: 'EUR', locale: 'fr' })),
    transport: server,
    close: async () => undefined,
  }
}

runCustomerSystemContract('toy', { capabilities: toyCapabilities, transport: 'http', make: makeWorld })
