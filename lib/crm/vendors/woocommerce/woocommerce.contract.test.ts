// WooCommerceCustomers keeps the contract against a server that speaks WooCommerce's wire; the back door is that server's memory.
import { vi } from 'vitest'
import { normalisePhone } from '@/lib/customers/identity'
import { CrmError } from '@/lib/shared/errors'
import { runCustomerSystemContract } from '../../contract/run-customer-system-contract'
import type { BackDoor, ContractWorld, HttpTransport, KeptCustomer } from '../../contract/world'
import { renewingAccess } from '../../renewing-access'
import type { FakeCustomer, FakeShop } from './__fixtures__/fake-shop'
import { addWooOrder, wooOrderDoor } from './__fixtures__/woo-order-door'
import { startWooFake, type WooFake } from './__fixtures__/woocommerce-fake'
import { watchSchema } from './__fixtures__/published-schema'
import { wooCapabilities, WooCommerceCustomers } from './adapter'

const logged: string[] = []
vi.mock('@/lib/shared/log', () => {
  const keep = (...line: unknown[]) => logged.push(JSON.stringify(line))
  return { log: () => ({ debug: keep, info: keep, warn: keep, error: keep }) }
})

const orNull = (text: string) => (text === '' ? null : text)

function kept(customer: FakeCustomer, deleted: boolean): KeptCustomer {
  const meta = (key: string) => {
    const value = customer.meta.find((row) => row.key === key)?.value
    return typeof value === 'string' ? value : null
  }
  const loyalty = meta('loyalty')
  return {
    firstName: orNull(customer.first_name),
    lastName: orNull(customer.last_name),
    phone: normalisePhone(customer.billing.phone, 'FR'),
    email: customer.email.endsWith('.invalid') ? meta('coccinelle_email') : customer.email,
    preferredChannel: meta('coccinelle_preferred_channel'),
    language: meta('coccinelle_language') ?? '',
    segment: meta('coccinelle_segment'),
    tags: JSON.parse(meta('coccinelle_tags') ?? '[]').sort((a: string, b: string) =>
      a.normalize('NFKD').toLowerCase() < b.normalize('NFKD').toLowerCase() ? -1 : 1,
    ),
    metadata: { ...JSON.parse(meta('coccinelle_metadata') ?? '{}'), ...(loyalty === null ? {} : { loyalty }) },
    deleted,
    notes: [],
    activities: [],
    consents: JSON.parse(meta('coccinelle_consents') ?? '[]'),
  }
}

const backDoorOf = (fake: WooFake, shop: FakeShop): BackDoor => ({
  read: async (id) => {
    const [live, gone] = [shop.customers.get(Number(id)), shop.graves.get(Number(id))]
    if (live !== undefined) return kept(live, false)
    return gone === undefined ? null : kept(gone, true)
  },
  countLive: async () => shop.customers.size,
  setForeignField: async (id, key, value) => {
    shop.customers.get(Number(id))?.meta.push({ id: 1, key, value })
  },
  seedAlike: async (count) => {
    const at = Date.now()
    const made = Array.from({ length: count }, (_, index) =>
      shop.addCustomer({ email: `s${index}@example.org`, first_name: `S${index}`, createdAt: at, modifiedAt: at }),
    )
    return made.map(({ id }) => String(id))
  },
  addOrder: async (customerId, { externalId, total, refunded, status, placedAt }) => {
    const buyer = { kind: 'registered' as const, customerId }
    addWooOrder(shop, { name: externalId, total, status, placedAt, buyer, ...(refunded === undefined ? {} : { refunded }) })
  },
  orders: wooOrderDoor(shop),
  breakDown: async () => fake.fail({ answer: 503 }, 10_000),
})

async function makeWorld(): Promise<ContractWorld<HttpTransport>> {
  logged.length = 0
  const schema = watchSchema()
  const fake = await startWooFake({ onExchange: schema.onExchange })
  vi.stubEnv('WOOCOMMERCE_BASE_URL', fake.url)
  const secrets: string[] = []
  let refreshes = 0
  const systemOf = (shop: FakeShop) => {
    let refreshable = true
    const issue = () => {
      const { key, secret } = shop.issueKey()
      secrets.push(key, secret)
      return { accessToken: `${key}:${secret}`, apiUrl: `${fake.url}${shop.path}` }
    }
    const access = renewingAccess(issue(), async () => {
      refreshes += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (!refreshable) throw new CrmError('auth_expired', 'The connection must be made again')
      return issue()
    })
    const system = new WooCommerceCustomers(
      { tenantId: `tenant-${shop.path}` },
      { timeout: 250, customFieldMapping: { loyalty: 'loyalty' } },
      { access, account: `${fake.url} ${shop.path}`, priority: 'interactive' },
    )
    return { system, end: (again: boolean) => (refreshable = again) }
  }
  const own = systemOf(fake.shop)
  const other = systemOf(fake.addShop('Ailleurs', '/ailleurs').shop)
  return {
    system: own.system,
    stranger: other.system,
    backDoor: backDoorOf(fake, fake.shop),
    transport: {
      fail: fake.fail,
      expireToken: (refreshable) => {
        fake.shop.keys.clear()
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
      schema.verdict()
    },
  }
}

runCustomerSystemContract('woocommerce', { capabilities: wooCapabilities, transport: 'http', make: makeWorld })
