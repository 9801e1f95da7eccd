// What is Shopify's alone: errors at HTTP 200, points, hidden people, merges that take their time, words for consent.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { closeShopifys, define, openShopify } from './__fixtures__/shopify-world'
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

describe('merging', () => {
  const pair = async (kept: object, gone: object) => {
    const world = await openShopify({ mergeTakes: 300 })
    const [one, other] = [
      await world.crm.createCustomer({ firstName: 'Marie', ...kept }),
      await world.crm.createCustomer({ firstName: 'M.', ...gone }),
    ]
    return { ...world, one, other }
  }

  test.each([
    ['both with an address', { email: 'marie@example.org' }, { email: 'm@example.org' }],
    ['one with', { email: 'marie@example.org' }, { phone: phones.second }],
    ['the other with', { phone: phones.first }, { email: 'm@example.org' }],
    ['neither', { phone: phones.first }, { phone: phones.second }],
    ['neither, nor a number', {}, {}],
  ])('%s: the one who is kept is the one we said, and has all', async (_what, kept, gone) => {
    const { shop, crm, one, other } = await pair(kept, gone)
    const { customer, moved } = await crm.mergeCustomers(one.id, other.id)
    expect(customer.id).toBe(one.id)
    expect(customer.firstName).toBe('Marie')
    const values = [...one.handles, ...other.handles].map(({ value }) => value).sort()
    expect(customer.handles.map(({ value }) => value).sort()).toEqual(values)
    expect(moved.handles).toBe(other.handles.length)
    for (const { kind, value } of customer.handles)
      expect((kind === 'email' ? await crm.getCustomerByEmail(value) : await crm.getCustomerByPhone(value))?.id, value).toBe(
        one.id,
      )
    expect(shop.live(other.id)).toBeNull()
  })

  test('three in a row keep every number', async () => {
    const { crm } = await openShopify()
    const [a, b, c] = await Promise.all(Object.values(phones).map((phone) => crm.createCustomer({ firstName: 'Marie', phone })))
    await crm.mergeCustomers(b?.id ?? '', c?.id ?? '')
    await crm.mergeCustomers(a?.id ?? '', b?.id ?? '')
    for (const phone of Object.values(phones)) expect((await crm.getCustomerByPhone(phone))?.id).toBe(a?.id)
    await expect(crm.createCustomer({ firstName: 'X', phone: phones.third })).rejects.toMatchObject({
      reason: 'duplicate_phone',
      params: { existingId: a?.id },
    })
  })

  test('the one whom Shopify kept after all is followed', async () => {
    // Nothing is left of somebody who is an address alone: it cannot be moved before.
    const { shop, crm } = await openShopify()
    const kept = await crm.createCustomer({ firstName: 'Marie', phone: phones.first, metadata: { size: 38 } })
    const gone = shop.addCustomer({ email: 'm@example.org' })
    const { customer } = await crm.mergeCustomers(kept.id, gone.id)
    expect(customer.id).toBe(gone.id)
    expect(customer).toMatchObject({ firstName: 'Marie', email: 'm@example.org', phone: phones.first, metadata: { size: 38 } })
  })

  test('what Shopify refuses, at once or in the end, is told, and both stay', async () => {
    const { shop, crm, one, other } = await pair({ email: 'marie@example.org' }, { phone: phones.second })
    shop.refusesMerge = 'CUSTOMER_HAS_GIFT_CARDS'
    await expect(crm.mergeCustomers(one.id, other.id)).rejects.toMatchObject({ code: 'invalid', reason: 'merge_refused' })
    shop.refusesMerge = null
    shop.failsMerge = true
    await expect(crm.mergeCustomers(one.id, other.id)).rejects.toMatchObject({ code: 'invalid', reason: 'merge_refused' })
    expect(shop.live(one.id)).not.toBeNull()
    expect(shop.live(other.id)).not.toBeNull()
  })
})

describe('consent', () => {
  test('is Shopify’s own state of each channel, and the ledger beside it', async () => {
    const { shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana', email: 'ana@example.org', phone: phones.first })
    expect((await crm.getPreferences(id)).optIn).toEqual({ email: null, sms: null, whatsapp: null, phone: null })
    const after = await crm.updatePreferences(id, {
      optIn: { email: true, sms: false, whatsapp: true, phone: false },
      source: 'shop-form',
      proof: 'Case cochée',
    })
    expect(after.optIn).toEqual({ email: true, sms: false, whatsapp: true, phone: false })
    expect(shop.live(id)).toMatchObject({
      emailConsent: { state: 'SUBSCRIBED' },
      smsConsent: { state: 'UNSUBSCRIBED' },
      whatsappConsent: { state: 'SUBSCRIBED' },
    })
    expect(after.consents.find(({ channel }) => channel === 'email')).toMatchObject({ source: 'shop-form', proof: 'Case cochée' })
  })

  test('that somebody took back in the shop counts', async () => {
    const { shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    await crm.updatePreferences(id, { optIn: { email: true }, source: 'shop-form' })
    const one = shop.live(id)
    if (one !== null) one.emailConsent = { state: 'UNSUBSCRIBED', level: null, at: shop.tick() }
    const { optIn, consents } = await crm.getPreferences(id)
    expect(optIn.email).toBe(false)
    expect(consents.find(({ channel }) => channel === 'email')?.source).toBe('shopify')
  })

  test('from before a refusal is no new agreement', async () => {
    const { shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    await crm.updatePreferences(id, { optIn: { email: true }, source: 'shop-form' })
    const agreed = shop.live(id)?.emailConsent
    await crm.updatePreferences(id, { optIn: { email: false }, source: 'message' })
    const one = shop.live(id)
    // As if the refusal had not reached it.
    if (one !== null && agreed !== undefined) one.emailConsent = agreed
    expect((await crm.getPreferences(id)).optIn.email).toBe(false)
    if (one !== null) one.emailConsent = { state: 'SUBSCRIBED', level: null, at: Date.now() + 60_000 }
    expect((await crm.getPreferences(id)).optIn.email).toBe(true)
  })

  test.each(['PENDING', 'REDACTED', 'INVALID', 'NOT_SUBSCRIBED', 'NEVER_SUBSCRIBED'])(
    '%s is neither yes nor no',
    async (state) => {
      const { shop, crm } = await openShopify()
      const one = shop.addCustomer({
        firstName: 'Ana',
        email: 'ana@example.org',
        phone: phones.first,
        emailConsent: {
          state: state === 'REDACTED' || state === 'NEVER_SUBSCRIBED' ? 'NOT_SUBSCRIBED' : state,
          level: null,
          at: null,
        },
        smsConsent: { state: state === 'INVALID' || state === 'NOT_SUBSCRIBED' ? 'PENDING' : state, level: null, at: null },
      })
      expect((await crm.getPreferences(one.id)).optIn).toMatchObject({ email: null, sms: null })
    },
  )
})

describe('our one field', () => {
  test('two processes that write at once lose nothing of each other', async () => {
    const { crm, systemOf } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    await Promise.all(
      [systemOf(), systemOf(), systemOf()].map((one, at) => one.updateCustomer(id, { metadata: { [`k${at}`]: at } })),
    )
    expect((await crm.getCustomer(id))?.metadata).toEqual({ k0: 0, k1: 1, k2: 2 })
  })

  test('that somebody spoilt is as good as empty, and the next change mends it', async () => {
    const { shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana', metadata: { a: 1 } })
    shop.live(id)?.metafields.set('coccinelle.data', { type: 'json', value: '{"metadata":"x"' })
    expect((await crm.getCustomer(id))?.metadata).toEqual({})
    expect((await crm.updateCustomer(id, { metadata: { b: 2 } })).metadata).toEqual({ b: 2 })
  })
})

describe('chosen fields', () => {
  const mapping = {
    size: 'custom.size',
    since: 'custom.since',
    vip: 'custom.vip',
    remark: 'note',
    preferredChannel: 'custom.channel',
    'optIn.phone': 'custom.calls',
  }

  test('hold values as their types write them, and come back as they were', async () => {
    const { shop, crm } = await openShopify({}, { customFieldMapping: mapping })
    define(shop, 'custom.size', 'number_integer')
    define(shop, 'custom.since', 'date')
    define(shop, 'custom.vip', 'boolean')
    define(shop, 'custom.channel', 'single_line_text_field')
    define(shop, 'custom.calls', 'boolean')
    const made = await crm.createCustomer({
      firstName: 'Ana',
      preferredChannel: 'sms',
      metadata: { size: 38, since: '2026-03-04T05:06:07Z', vip: true, remark: 'Préfère le bleu\nTaille petite', own: 'x' },
    })
    const kept = Object.fromEntries([...(shop.live(made.id)?.metafields ?? [])].map(([name, { value }]) => [name, value]))
    expect(kept).toMatchObject({
      'custom.size': '38',
      'custom.since': '2026-03-04',
      'custom.vip': 'true',
      'custom.channel': 'sms',
    })
    expect(shop.live(made.id)?.note).toBe('Préfère le bleu\nTaille petite')
    expect(made.metadata).toEqual({
      size: 38,
      since: '2026-03-04',
      vip: true,
      remark: 'Préfère le bleu\nTaille petite',
      own: 'x',
    })
    const after = await crm.updateCustomer(made.id, {
      preferredChannel: null,
      metadata: { size: 'not a number', vip: null, remark: null },
    })
    expect(after).toMatchObject({ preferredChannel: null })
    expect(after.metadata).toEqual({ size: 38, since: '2026-03-04', own: 'x' })
    expect(logged.join()).toContain('metadata.size')
    expect(logged.join()).not.toContain('not a number')
    await crm.updatePreferences(made.id, { optIn: { phone: false } })
    expect(shop.live(made.id)?.metafields.get('custom.calls')?.value).toBe('false')
    expect((await crm.getPreferences(made.id)).optIn.phone).toBe(false)
  })

  test('are listed with their kinds, ours left out', async () => {
    const { shop, crm } = await openShopify({}, { customFieldMapping: { size: 'custom.size', gone: 'custom.gone' } })
    define(shop, 'custom.size', 'single_line_text_field', [{ name: 'choices', value: '["S","M","L"]' }])
    define(shop, 'custom.photo', 'file_reference')
    const fields = new Map((await crm.listFields()).map((field) => [field.name, field]))
    expect(fields.get('note')).toMatchObject({ type: 'text', writable: true })
    expect(fields.get('custom.photo')).toMatchObject({ type: 'other' })
    expect(fields.get('custom.size')).toMatchObject({ type: 'choice', choices: [{ value: 'S' }, { value: 'M' }, { value: 'L' }] })
    expect([...fields.keys()].sort()).toEqual(['custom.photo', 'custom.size', 'note'])
    expect(await crm.missingFields()).toEqual([{ name: 'custom.gone', why: 'absent' }])
    const one = shop.addCustomer({
      firstName: 'Ana',
      note: 'n',
      metafields: new Map([['custom.size', { type: 'single_line_text_field', value: 'M' }]]),
    })
    expect(await crm.readFields(one.id, ['custom.size', 'custom.gone', 'note'])).toEqual({
      'custom.size': 'M',
      'custom.gone': null,
      note: 'n',
    })
    expect(await crm.readFields('1', ['note'])).toBeNull()
  })

  test('cannot be what has a place of its own, nor what is no field’s name', () => {
    const refused = (customFieldMapping: Record<string, string>) => () =>
      new ShopifyCustomers({ shop: 'demo', accessToken: 'x' }, { customFieldMapping })
    for (const given of [
      { email: 'custom.mail' },
      { tags: 'custom.tags' },
      { size: 'size' },
      { segment: 'note' },
      { size: 'custom.a"b' },
      { size: 'a.b.c' },
    ])
      expect(refused(given), JSON.stringify(given)).toThrow(expect.objectContaining({ code: 'invalid' }))
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
