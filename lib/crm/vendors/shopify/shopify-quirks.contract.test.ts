// What is Shopify's alone: errors at HTTP 200, points, hidden people, and the ways in that are pasted.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { closeShopifys, openShopify } from './__fixtures__/shopify-world'
import { apiVersion } from './api-version'
import { ShopifyCustomers } from './adapter'

const logged: string[] = []
vi.mock('@/lib/shared/log', () => {
  const keep = (...line: unknown[]) => logged.push(JSON.stringify(line))
  return { log: () => ({ debug: () => undefined, info: keep, warn: keep, error: keep }) }
})

afterEach(async () => {
  logged.length = 0
  await closeShopifys()
})

const phones = { first: '+33639980101', second: '+33639980102', third: '+33639980103' }

describe('points', () => {
  test('are waited for by the shop’s own figures: nothing is throttled, whatever the size of the bucket', async () => {
    const { fake, shop, systemOf } = await openShopify({ points: { maximum: 1_000, restore: 2_000 } })
    for (let i = 0; i < 300; i++) shop.addCustomer({ firstName: `N${i}` })
    const job = systemOf({}, { priority: 'background' })
    let cursor: string | null = null
    let told = 0
    for (let more = true; more;) {
      const page = await job.changesSince(cursor)
      told += page.changes.length
      cursor = page.cursor
      more = page.hasMore
    }
    expect(told).toBe(300)
    // One at most: until the first answer nobody knows.
    expect(fake.bucketOf(shop)?.throttled).toBeLessThanOrEqual(1)
  })

  test('that another process has used up are told at HTTP 200, waited for, and asked for again', async () => {
    const { fake, shop, crm } = await openShopify({ points: { maximum: 1_000, restore: 500 } })
    const one = shop.addCustomer({ firstName: 'Ana' })
    await crm.getCustomer(one.id)
    fake.bucketOf(shop)?.take(fake.bucketOf(shop)?.status().currentlyAvailable ?? 0)
    expect((await crm.getCustomer(one.id))?.firstName).toBe('Ana')
    expect(fake.bucketOf(shop)?.throttled).toBeGreaterThan(0)
  })

  test('of a change that was throttled are asked for again too: it had no effect', async () => {
    const { fake, shop, crm } = await openShopify({ points: { maximum: 1_000, restore: 500 } })
    fake.bucketOf(shop)?.take(990)
    await crm.createCustomer({ firstName: 'Once' })
    expect(shop.allLive()).toHaveLength(1)
  })
})

describe('errors beside an answer', () => {
  test('hidden people are no people without an address', async () => {
    const { shop, crm } = await openShopify()
    const one = shop.addCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    shop.hidesPeople = true
    await expect(crm.getCustomer(one.id)).rejects.toMatchObject({ code: 'forbidden', reason: 'customer_data_hidden' })
    expect(await crm.testConnection()).toEqual({ ok: false, detail: 'customer_data_hidden' })
  })

  test('a scope that is missing is named as such', async () => {
    const { shop, crm } = await openShopify({}, {}, { scopes: ['write_customers'] })
    const one = shop.addCustomer({ firstName: 'Ana' })
    shop.addOrder({ customerId: one.id })
    await expect(crm.ordersSince(null)).rejects.toMatchObject({ code: 'forbidden', reason: 'scopes_missing' })
    // The customer himself may be read, with Shopify's own figures.
    expect(await crm.getCustomer(one.id)).toMatchObject({ totalOrders: 1, totalSpent: { amount: 1_000, currency: 'EUR' } })
  })

  test.each([
    [402, 'forbidden', 'shop_frozen'],
    [404, 'forbidden', 'shop_gone'],
    [423, 'unavailable', 'unavailable'],
    [403, 'forbidden', 'forbidden'],
  ])('HTTP %i is %s %s, and never a missing customer', async (answer, code, reason) => {
    const { fake, shop, crm } = await openShopify()
    const one = shop.addCustomer({ firstName: 'Ana' })
    fake.fail({ answer, body: '{"errors":"Not Found"}' }, 10)
    await expect(crm.getCustomer(one.id)).rejects.toMatchObject({ code, reason })
  })

  test('another version that answers is told in the log, once', async () => {
    const { fake, crm } = await openShopify()
    await crm.listCustomers()
    expect(logged.join()).not.toContain('another version')
    fake.state.version = '2027-01'
    await crm.listCustomers()
    await crm.listCustomers()
    expect(logged.filter((line) => line.includes('another version'))).toHaveLength(1)
    expect(logged.join()).toContain(apiVersion)
  })
})

describe('making a customer', () => {
  test('our fields are made when they are missing', async () => {
    const { shop, crm } = await openShopify({}, {}, { bare: true })
    expect(shop.definitions.size).toBe(0)
    const made = await crm.createCustomer({ firstName: 'Ana', phone: phones.first }, { idempotencyKey: 'k' })
    expect(shop.definitions.get('coccinelle.id')?.type).toBe('id')
    expect((await crm.createCustomer({ firstName: 'Ana', phone: phones.first }, { idempotencyKey: 'k' })).id).toBe(made.id)
  })

  test('a lost answer makes nobody twice', async () => {
    const { fake, shop, crm } = await openShopify()
    fake.state.lose = (operation) => operation === 'CreateCustomer'
    const made = await crm.createCustomer({ firstName: 'Ana', phone: phones.first }, { idempotencyKey: 'k' })
    expect(shop.allLive().map(({ id }) => id)).toEqual([made.id])
  })

  test('two processes at once make one', async () => {
    const { shop, systemOf } = await openShopify()
    const both = await Promise.all(
      [systemOf(), systemOf()].map((crm) =>
        crm.createCustomer({ firstName: 'Ana', phone: phones.first }, { idempotencyKey: 'k' }),
      ),
    )
    expect(new Set(both.map(({ id }) => id)).size).toBe(1)
    expect(shop.allLive()).toHaveLength(1)
  })

  test('an address that shares words with another’s is not his', async () => {
    const { crm } = await openShopify()
    const ana = await crm.createCustomer({ firstName: 'Ana', email: 'ana.martin@example.org' })
    expect(await crm.getCustomerByEmail('martin@example.org')).toBeNull()
    expect(await crm.searchCustomers({ email: 'ana@example.org' })).toEqual([])
    expect((await crm.getCustomerByEmail('Ana.Martin@Example.org'))?.id).toBe(ana.id)
    const other = await crm.createCustomer({ firstName: 'Béa', email: 'martin@example.org' })
    expect(other.id).not.toBe(ana.id)
  })

  test('ids are kept as text to the last digit', async () => {
    const { shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    expect(BigInt(id)).toBeGreaterThan(2n ** 53n)
    expect(shop.customers.has(id)).toBe(true)
    for (const wrong of [`gid://shopify/Customer/${id}`, `${id}?x=1`, `${id} `, '1 OR 1=1', '"}'])
      expect(await crm.getCustomer(wrong)).toBeNull()
  })
})

describe('deleting', () => {
  test('whoever has bought something is refused, in words', async () => {
    const { shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    shop.addOrder({ customerId: id })
    await expect(crm.deleteCustomer(id)).rejects.toMatchObject({ code: 'invalid', reason: 'customer_has_orders' })
    expect(shop.live(id)).not.toBeNull()
  })

  test('a lost answer is no failure', async () => {
    const { fake, shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    fake.state.lose = (operation) => operation === 'DeleteCustomer'
    await crm.deleteCustomer(id)
    expect(shop.live(id)).toBeNull()
  })
})

describe('what was pasted', () => {
  test('an old token lets in as long as it lives', async () => {
    const { fake, shop } = await openShopify()
    const accessToken = fake.oauth.issue(shop.domain, ['write_customers', 'read_orders'], null)
    const crm = new ShopifyCustomers({ shop: 'demo', accessToken })
    expect(await crm.testConnection()).toEqual({ ok: true, detail: '' })
    expect(await crm.readAccount()).toEqual({ accountId: 'demo.myshopify.com', accountLabel: 'demo' })
    fake.oauth.tokens.clear()
    await expect(crm.listCustomers()).rejects.toMatchObject({ code: 'auth_expired' })
  })

  test('an app of the shop’s own asks for a token when it needs one, once for all who ask', async () => {
    const { fake } = await openShopify()
    const crm = new ShopifyCustomers({ shop: 'demo', clientId: fake.oauth.ownApp.id, clientSecret: fake.oauth.ownApp.secret })
    await Promise.all([crm.listCustomers(), crm.listCustomers(), crm.listCustomers()])
    expect(fake.oauth.credentials).toBe(1)
    fake.oauth.tokens.clear()
    await Promise.all([crm.listCustomers(), crm.listCustomers()])
    expect(fake.oauth.credentials).toBe(2)
  })

  test('a wrong secret, half of a pair or nothing at all is told', async () => {
    const { fake } = await openShopify()
    const wrong = new ShopifyCustomers({ shop: 'demo', clientId: fake.oauth.ownApp.id, clientSecret: 'wrong' })
    await expect(wrong.listCustomers()).rejects.toMatchObject({ code: 'auth_expired', reason: 'token_refused' })
    for (const [credentials, path] of [
      [{ shop: 'demo' }, 'accessToken'],
      [{ accessToken: 'x' }, 'shop'],
      [{ shop: 'demo', clientId: 'x' }, 'clientSecret'],
      [{ shop: 'evil.example', accessToken: 'x' }, 'shop'],
    ] as const)
      expect(() => new ShopifyCustomers(credentials), JSON.stringify(credentials)).toThrow(
        expect.objectContaining({ code: 'invalid', issues: [expect.objectContaining({ path: [path] })] }),
      )
  })

  test('a token of one shop opens no other', async () => {
    const { fake, shop } = await openShopify()
    fake.addShop('other')
    const crm = new ShopifyCustomers({ shop: 'other', accessToken: fake.oauth.issue(shop.domain, ['write_customers']) })
    await expect(crm.listCustomers()).rejects.toMatchObject({ code: 'auth_expired' })
  })
})
