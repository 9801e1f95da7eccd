// ShopifyCustomers keeps the contract against a server that runs the published schema; the back door is that server's memory.
import { vi } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { runCustomerSystemContract } from '../../contract/run-customer-system-contract'
import type { ContractWorld, HttpTransport } from '../../contract/world'
import { renewingAccess } from '../../renewing-access'
import { backDoorOf } from './__fixtures__/back-door'
import type { FakeShop } from './__fixtures__/fake-shop'
import { allScopes, startShopifyFake } from './__fixtures__/shopify-fake'
import { ShopifyCustomers, shopifyCapabilities } from './adapter'

const logged: string[] = []
vi.mock('@/lib/shared/log', () => {
  const keep = (...line: unknown[]) => logged.push(JSON.stringify(line))
  return { log: () => ({ debug: keep, info: keep, warn: keep, error: keep }) }
})

async function makeWorld(): Promise<ContractWorld<HttpTransport>> {
  logged.length = 0
  const fake = await startShopifyFake()
  vi.stubEnv('SHOPIFY_BASE_URL', fake.url)
  const secrets: string[] = []
  let refreshes = 0
  const systemOf = (shop: FakeShop) => {
    shop.definitions.set('custom.loyalty', {
      ...{ namespace: 'custom', key: 'loyalty', name: 'Fidélité' },
      type: 'single_line_text_field',
      validations: [],
    })
    let refreshable = true
    const issue = () => {
      const token = fake.oauth.issue(shop.domain, allScopes)
      secrets.push(token)
      return { accessToken: token, apiUrl: `${fake.url}/${shop.domain}` }
    }
    const access = renewingAccess(issue(), async () => {
      refreshes += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (!refreshable) throw new CrmError('auth_expired', 'The connection must be made again')
      return issue()
    })
    const system = new ShopifyCustomers(
      { tenantId: `tenant-${shop.domain}` },
      { timeout: 500, customFieldMapping: { loyalty: 'custom.loyalty' } },
      { access, account: `${fake.url} ${shop.domain}`, priority: 'interactive' },
    )
    return { system, end: (again: boolean) => (refreshable = again) }
  }
  const own = systemOf(fake.shop)
  const other = systemOf(fake.addShop('other'))
  // As on connection.
  await own.system.prepare()
  await other.system.prepare()
  return {
    system: own.system,
    stranger: other.system,
    backDoor: backDoorOf(fake, fake.shop),
    transport: {
      fail: fake.fail,
      expireToken: (refreshable) => {
        fake.oauth.tokens.clear()
        own.end(refreshable)
      },
      requests: () => fake.state.requests,
      refreshes: () => refreshes,
      secrets: () => secrets,
      logged: () => logged.join('\n'),
    },
    close: async () => {
      await fake.close()
      vi.unstubAllEnvs()
    },
  }
}

runCustomerSystemContract('shopify', { capabilities: shopifyCapabilities, transport: 'http', make: makeWorld })
