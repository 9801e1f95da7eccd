// Fakes for tests, each with systems for its first shop; closed together.
import { vi } from 'vitest'
import type { Priority } from '../../../http'
import { staticAccess } from '../../../static-access'
import { ShopifyCustomers } from '../adapter'
import { allScopes, type FakeOptions, startShopifyFake, type ShopifyFake } from './shopify-fake'

type Options = ConstructorParameters<typeof ShopifyCustomers>[1]

const opened: ShopifyFake[] = []
let systems = 0

/** `systemOf` makes a system of its own memory and budget, as another process has. Our fields are there unless `bare`. */
export async function openShopify(options: FakeOptions = {}, defaults: Options = {}, { bare = false, scopes = allScopes } = {}) {
  const fake = await startShopifyFake(options)
  opened.push(fake)
  vi.stubEnv('SHOPIFY_BASE_URL', fake.url)
  const accountName = () => `${fake.url} ${(systems += 1)}`
  const systemOf = (more: Options = {}, { priority = 'interactive', account = accountName() }: { priority?: Priority; account?: string } = {}) =>
    new ShopifyCustomers(
      {},
      { timeout: 2_000, ...defaults, ...more },
      { access: staticAccess({ accessToken: fake.oauth.issue(fake.shop.domain, scopes), apiUrl: `${fake.url}/${fake.shop.domain}` }), account, priority },
    )
  const crm = systemOf()
  if (!bare) await crm.prepare()
  return { fake, shop: fake.shop, crm, systemOf }
}

export async function closeShopifys(): Promise<void> {
  for (const fake of opened.splice(0)) await fake.close()
  vi.unstubAllEnvs()
}

export function define(shop: ShopifyFake['shop'], name: string, type: string, validations: { name: string; value: string | null }[] = []): void {
  const [namespace = '', key = ''] = name.split('.')
  shop.definitions.set(name, { namespace, key, name: key, type, validations })
}
