// Fakes for tests, each with systems for its shops; what went over the wire is held against the published schema at the end.
import { vi } from 'vitest'
import type { Priority } from '../../../http'
import { staticAccess } from '../../../static-access'
import { WooCommerceCustomers } from '../adapter'
import { watchSchema } from './published-schema'
import type { FakeKey, FakeShop } from './fake-shop'
import { type FakeOptions, startWooFake, type WooFake } from './woocommerce-fake'

type Options = ConstructorParameters<typeof WooCommerceCustomers>[1]

const opened: { fake: WooFake; schema: ReturnType<typeof watchSchema> }[] = []
let systems = 0

/** `systemOf` makes a system of its own memory and budget, as another process has. */
export async function openWoo(options: FakeOptions = {}, defaults: Options = {}) {
  const schema = watchSchema()
  const fake = await startWooFake({ ...options, onExchange: schema.onExchange })
  opened.push({ fake, schema })
  vi.stubEnv(options.isTls === false ? 'WOOCOMMERCE_HTTP_ORIGINS' : 'WOOCOMMERCE_BASE_URL', fake.url)
  const systemOf = (
    more: Options = {},
    { shop = fake.shop, permissions = 'read_write', user = 'manager', priority = 'interactive' }: { shop?: FakeShop; permissions?: FakeKey['permissions']; user?: FakeKey['user']; priority?: Priority } = {},
  ) => {
    const { key, secret } = shop.issueKey(permissions, user)
    const access = staticAccess({ accessToken: `${key}:${secret}`, apiUrl: `${fake.url}${shop.path}` })
    return new WooCommerceCustomers({}, { timeout: 2_000, ...defaults, ...more }, { access, account: `${fake.url} ${(systems += 1)}`, priority })
  }
  return { fake, shop: fake.shop, crm: systemOf(), systemOf }
}

/** Closes all. Throws when anything was not as WooCommerce publishes it. */
export async function closeWoos(): Promise<void> {
  const all = opened.splice(0)
  for (const { fake } of all) await fake.close()
  vi.unstubAllEnvs()
  for (const { schema } of all) schema.verdict()
}
