// SalesforceCustomers keeps the contract against a server that speaks Salesforce's wire; the back door is that server's memory.
import { vi } from 'vitest'
import { runCustomerSystemContract } from '../../contract/run-customer-system-contract'
import type { ContractWorld, HttpTransport } from '../../contract/world'
import { watchShapes } from './__fixtures__/documented-shapes'
import { ownTextField } from './__fixtures__/fake-fields'
import { startSalesforceFake } from './__fixtures__/salesforce-fake'
import { backDoorOf, systemFor } from './__fixtures__/salesforce-world'
import { salesforceCapabilities } from './adapter'

const logged: string[] = []
vi.mock('@/lib/shared/log', () => {
  const keep = (...line: unknown[]) => logged.push(JSON.stringify(line))
  return { log: () => ({ debug: keep, info: keep, warn: keep, error: keep }) }
})

async function makeWorld(): Promise<ContractWorld<HttpTransport>> {
  logged.length = 0
  const shapes = watchShapes()
  const fake = await startSalesforceFake({ onExchange: shapes.onExchange })
  vi.stubEnv('SALESFORCE_BASE_URL', fake.url)
  const options = { timeout: 250, customFieldMapping: { loyalty: 'Loyalty__c' } }
  const orgs = [fake.org, fake.addOrg()] as const
  for (const org of orgs) {
    org.fields.Contact.set('Loyalty__c', ownTextField('Loyalty__c'))
    // An org may put fewer rows into an answer than it was asked for.
    org.pageSize = () => 150
  }
  const [own, other] = [systemFor(fake, orgs[0], options), systemFor(fake, orgs[1], options)]
  return {
    system: own.system,
    stranger: other.system,
    backDoor: backDoorOf(fake, orgs[0]),
    transport: {
      fail: fake.fail,
      expireToken: (refreshable) => {
        fake.oauth.tokens.clear()
        own.setRefreshable(refreshable)
      },
      requests: () => fake.state.requests,
      refreshes: own.refreshes,
      secrets: () => own.secrets,
      logged: () => logged.join('\n'),
    },
    close: async () => {
      await fake.close()
      vi.unstubAllEnvs()
      shapes.verdict()
    },
  }
}

runCustomerSystemContract('salesforce', { capabilities: salesforceCapabilities, transport: 'http', make: makeWorld })
