// The contract that every customer system passes; called once in each vendor's folder.
import { describe } from 'vitest'
import { capabilityCases } from './capability-cases'
import { changeCases } from './change-cases'
import { historyCases } from './history-cases'
import { orderCases } from './order-cases'
import { recordCases } from './record-cases'
import { tenantCases } from './tenant-cases'
import { transportCases } from './transport-cases'
import type { WorldMaker } from './world'

/** @param name the vendor's id. Each case has a world of its own. */
export function runCustomerSystemContract(name: string, maker: WorldMaker): void {
  describe(`${name} keeps the contract of a customer system`, () => {
    const make = () => maker.make()
    recordCases(make, maker.capabilities)
    if (maker.capabilities.changes) changeCases(make)
    if (maker.capabilities.orders) orderCases(make)
    historyCases(make, maker.capabilities)
    tenantCases(make, maker.capabilities)
    capabilityCases(make, maker.capabilities)
    if (maker.transport === 'http') transportCases(() => maker.make())
  })
}
