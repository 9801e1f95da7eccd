// A shop linked by what was pasted: an app of its own, or an old token; tried before it is kept, and opened as the shop is set.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemOf } from '@/lib/crm/factory'
import { type ShopifyFake, startShopifyFake } from '@/lib/crm/vendors/shopify/__fixtures__/shopify-fake'
import { staff, openTestShops, type TestShops } from '@/lib/test/shops'
import { connectSystem } from './connect-system'

let shops: TestShops
let fake: ShopifyFake
beforeAll(async () => {
  ;[shops, fake] = await Promise.all([openTestShops(), startShopifyFake()])
  vi.stubEnv('SHOPIFY_BASE_URL', fake.url)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await Promise.all([fake.close(), shops.close()])
})

const paste = async (fields: Record<string, string>) => {
  const shop = await shops.create()
  return { shop, link: () => connectSystem(shop, staff, { vendor: 'shopify', role: 'source', label: null, fields }) }
}
const rowOf = async (id: string) =>
  (
    await shops.backDoor.query<Record<string, unknown>>(
      `select status, "accountId", "accountLabel", credentials::text as sealed from "CrmConnection" where id = $1`,
      [id],
    )
  ).rows[0]

describe('an app of the shop’s own', () => {
  it('is tried, kept sealed, and works without anybody', async () => {
    const { id: clientId, secret: clientSecret } = fake.oauth.ownApp
    const { shop, link } = await paste({ shop: 'https://demo.myshopify.com/admin', clientId, clientSecret })
    const { id } = await link()
    const row = await rowOf(id)
    expect(row).toMatchObject({ accountId: 'demo.myshopify.com', accountLabel: 'demo' })
    expect(String(row?.sealed)).not.toContain(clientSecret)
    const system = await systemOf(shop.id, id, 'background')
    const made = await system.createCustomer({ firstName: 'Ana', phone: '06 39 98 07 01' })
    // The token of a day is over: another one is asked for.
    fake.oauth.tokens.clear()
    expect((await (await systemOf(shop.id, id, 'background')).getCustomer(made.id))?.phone).toBe('+33639980701')
  })

  it('with a wrong secret is not kept, and it is the key that is to blame', async () => {
    const { shop, link } = await paste({ shop: 'demo', clientId: fake.oauth.ownApp.id, clientSecret: 'wrong' })
    await expect(link()).rejects.toMatchObject({ code: 'forbidden', reason: 'token_not_accepted' })
    const { rows } = await shops.backDoor.query(`select 1 from "CrmConnection" where "tenantId" = $1`, [shop.id])
    expect(rows).toEqual([])
  })
})

describe('an old token', () => {
  it('is tried and kept; one that is refused is not', async () => {
    const accessToken = fake.oauth.issue(fake.shop.domain, ['write_customers', 'read_orders'], null)
    const { shop, link } = await paste({ shop: 'demo', accessToken })
    const { id } = await link()
    expect(await rowOf(id)).toMatchObject({ accountId: 'demo.myshopify.com' })
    expect(await (await systemOf(shop.id, id, 'interactive')).testConnection()).toEqual({ ok: true, detail: '' })
    const other = await paste({ shop: 'demo', accessToken: 'shpat_of_nobody' })
    await expect(other.link()).rejects.toMatchObject({ reason: 'token_not_accepted' })
  })
})

it.each([
  [{ shop: 'demo' }, 'accessToken'],
  [{ accessToken: 'shpat_x' }, 'shop'],
  [{ shop: 'boutique.fr', accessToken: 'shpat_x' }, 'shop'],
  [{ shop: 'demo', clientId: 'x' }, 'clientSecret'],
])('what is missing or no shop is named: %j', async (fields, path) => {
  const { link } = await paste(fields)
  await expect(link()).rejects.toMatchObject({ code: 'invalid', issues: [expect.objectContaining({ path: [path] })] })
})
