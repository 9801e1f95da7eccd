// What is WooCommerce's own, against a server that has the same habits.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { failure } from '../../contract/in-world'
import { closeWoos, openWoo } from './__fixtures__/woo-world'
import { WooCommerceCustomers } from './adapter'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined, info: () => undefined, warn: () => undefined }) }))

afterEach(closeWoos)

describe('who is there', () => {
  test('accounts of every role are asked for; those of the shop’s own team are found, and are no customers', async () => {
    const { shop, crm } = await openWoo()
    for (const role of ['customer', 'subscriber', 'shop_manager', 'administrator'])
      shop.addCustomer({ email: `${role}@example.org`, role })
    const customers = ['customer@example.org', 'subscriber@example.org']
    expect((await crm.listCustomers()).data.map(({ email }) => email)).toEqual(customers)
    expect((await crm.changesSince(null)).changes.map(({ customer }) => customer?.email)).toEqual(customers)
    expect((await crm.getCustomerByEmail('Shop_Manager@example.org'))?.email).toBe('shop_manager@example.org')
  })

  test('one of the shop’s own team is not renamed or deleted, and it says why; the rest of the record can be written', async () => {
    const { shop, crm } = await openWoo()
    const boss = String(shop.addCustomer({ email: 'boss@example.org', role: 'shop_manager' }).id)
    expect((await failure('forbidden', crm.updateCustomer(boss, { email: 'new@example.org' }))).reason).toBe('protected_account')
    expect((await failure('forbidden', crm.deleteCustomer(boss))).reason).toBe('protected_account')
    expect((await crm.updateCustomer(boss, { firstName: 'Ada' })).firstName).toBe('Ada')
  })

  test('a star in an address stands for nothing', async () => {
    const { shop, crm } = await openWoo()
    shop.addCustomer({ email: 'ana@example.org' })
    expect(await crm.getCustomerByEmail('*@example.org')).toBeNull()
    expect(await crm.getCustomerByEmail('a*a@example.org')).toBeNull()
    expect((await crm.searchCustomers('*')).map(({ email }) => email)).toEqual([])
  })

  test('names of the invoice stand in for an account without any, and are kept when the other one is given', async () => {
    const { shop, crm } = await openWoo()
    const id = String(shop.addCustomer({ email: 'a@example.org', billing: { first_name: 'Ana', last_name: 'Petit' } }).id)
    expect(await crm.getCustomer(id)).toMatchObject({ firstName: 'Ana', lastName: 'Petit' })
    expect(await crm.updateCustomer(id, { lastName: 'Grand' })).toMatchObject({ firstName: 'Ana', lastName: 'Grand' })
    expect(await crm.updateCustomer(id, { firstName: null, lastName: null })).toMatchObject({ firstName: null, lastName: null })
    expect(await crm.getCustomer(id)).toMatchObject({ firstName: null, lastName: null })
  })

  test('a record that plug-ins and PHP have been at is read all the same', async () => {
    const { fake, shop, crm } = await openWoo()
    const customer = shop.addCustomer({ email: 'a@example.org', first_name: 'Ana', modifiedAt: null })
    customer.meta.push(
      { id: 1, key: 'coccinelle_tags', value: { spoilt: true } },
      { id: 2, key: 'coccinelle_metadata', value: '{oops' },
      { id: 3, key: 'coccinelle_consents', value: '[1]' },
    )
    expect(await crm.getCustomer(String(customer.id))).toMatchObject({ firstName: 'Ana', tags: [], metadata: {} })
    expect((await crm.getPreferences(String(customer.id))).consents).toEqual([])
    fake.state.spoil = ({ path }, text) =>
      path.includes('/customers/') ? JSON.stringify({ ...JSON.parse(text), last_name: null, meta_data: null }) : null
    expect(await crm.getCustomer(String(customer.id))).toMatchObject({ firstName: 'Ana', lastName: null })
  })
})

describe('addresses', () => {
  test('whoever has none gets one that reaches nobody, which is never read as his own', async () => {
    const { shop, crm } = await openWoo()
    const made = await crm.createCustomer({ firstName: 'Ana', phone: '0639980011' })
    const kept = shop.customers.get(Number(made.id))
    expect(kept?.email).toMatch(/^client-[0-9a-f]{24}@coccinelle\.invalid$/)
    expect(kept?.email).not.toContain('639980011')
    expect([made.email, made.handles.map(({ kind }) => kind)]).toEqual([null, ['phone']])
    expect((await crm.updateCustomer(made.id, { email: 'ana@example.org' })).email).toBe('ana@example.org')
    expect(shop.customers.get(Number(made.id))?.email).toBe('ana@example.org')
    expect((await crm.updateCustomer(made.id, { email: null })).email).toBeNull()
    shop.addOrder({ customer_id: 0, billing: { email: kept?.email ?? '' } })
    expect((await crm.ordersSince(null)).orders[0]?.buyer).toBeNull()
  })

  test('one with letters that WordPress does not take is kept beside, found, and nobody else’s', async () => {
    const { shop, crm } = await openWoo()
    const made = await crm.createCustomer({ firstName: 'Élodie', email: 'Élodie@exemple.fr' })
    expect(made.email).toBe('élodie@exemple.fr')
    expect(shop.customers.get(Number(made.id))?.email).toMatch(/\.invalid$/)
    expect((await crm.getCustomerByEmail('ÉLODIE@exemple.fr'))?.id).toBe(made.id)
    const error = await failure('conflict', crm.createCustomer({ firstName: 'X', email: 'élodie@exemple.fr' }))
    expect(error).toMatchObject({ reason: 'duplicate_email', params: { existingId: made.id } })
    await crm.updateCustomer(made.id, { email: 'elodie@exemple.fr' })
    expect(await crm.getCustomerByEmail('élodie@exemple.fr')).toBeNull()
    expect((await crm.getCustomerByEmail('elodie@exemple.fr'))?.id).toBe(made.id)
  })

  test('the one of the invoices follows, as long as it was the same', async () => {
    const { shop, crm } = await openWoo()
    const same = shop.addCustomer({ email: 'a@example.org', billing: { email: 'A@example.org' } })
    const other = shop.addCustomer({ email: 'b@example.org', billing: { email: 'office@example.org' } })
    await crm.updateCustomer(String(same.id), { email: 'new-a@example.org' })
    await crm.updateCustomer(String(other.id), { email: 'new-b@example.org' })
    expect([same.billing.email, other.billing.email]).toEqual(['new-a@example.org', 'office@example.org'])
  })

  test('an address that is taken at the last moment is a conflict that names who has it', async () => {
    const { fake, shop, crm } = await openWoo()
    const ana = await crm.createCustomer({ firstName: 'Ana' })
    let owner = 0
    const late = (method: string) => (request: { method: string }) => {
      if (request.method === method && owner === 0) owner = shop.addCustomer({ email: 'late@example.org' }).id
      return null
    }
    fake.state.refuse = late('POST')
    expect((await failure('conflict', crm.createCustomer({ firstName: 'B', email: 'late@example.org' }))).params.existingId).toBe(
      String(owner),
    )
    shop.customers.delete(owner)
    owner = 0
    fake.state.refuse = late('PUT')
    expect((await failure('conflict', crm.updateCustomer(ana.id, { email: 'late@example.org' }))).params.existingId).toBe(
      String(owner),
    )
  })
})

describe('making an account', () => {
  test('once, although the answer was lost: by the address, and by the one that stands in', async () => {
    const { fake, shop, crm } = await openWoo()
    for (const input of [{ firstName: 'Ana' }, { firstName: 'Bea', email: 'bea@example.org' }]) {
      fake.state.lose = ({ method }) => method === 'POST'
      const made = await crm.createCustomer(input, { idempotencyKey: `k ${input.firstName}` })
      expect(made.firstName).toBe(input.firstName)
      expect(fake.state.lose).toBeNull()
      expect((await crm.createCustomer(input, { idempotencyKey: `k ${input.firstName}` })).id).toBe(made.id)
    }
    expect(shop.customers.size).toBe(2)
  })

  test('the same key finds it although its address has changed since', async () => {
    const { shop, crm } = await openWoo()
    const made = await crm.createCustomer({ firstName: 'Ana' }, { idempotencyKey: 'k' })
    await crm.updateCustomer(made.id, { email: 'ana@example.org' })
    expect((await crm.createCustomer({ firstName: 'Ana' }, { idempotencyKey: 'k' })).id).toBe(made.id)
    expect(shop.customers.size).toBe(1)
  })

  test('in a shop that makes neither names nor passwords', async () => {
    const { shop, crm } = await openWoo()
    shop.generatesUsername = false
    shop.generatesPassword = false
    const made = await crm.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    expect(shop.customers.get(Number(made.id))?.username).toMatch(/^client-[0-9a-f]{12}$/)
  })

  test('many at once, a hundred a call: each with its own result, though the answer is a 200', async () => {
    const { fake, shop, crm } = await openWoo()
    const taken = String(shop.addCustomer({ email: 'c7@example.org' }).id)
    const rows = Array.from({ length: 130 }, (_, at) => ({
      key: `k${at}`,
      input: { firstName: `C${at}`, email: `c${at}@example.org` },
    }))
    const results = await crm.batchUpsert([
      ...rows,
      { key: 'bad', input: { email: 'no address' } },
      { key: 'k0', input: rows[0]?.input ?? {} },
    ])
    expect(results).toHaveLength(132)
    expect(results.filter((one) => 'id' in one)).toHaveLength(130)
    expect(results.find(({ key }) => key === 'k7')).toMatchObject({ error: { code: 'conflict', params: { existingId: taken } } })
    expect(results.find(({ key }) => key === 'bad')).toMatchObject({ error: { code: 'invalid' } })
    expect(shop.customers.size).toBe(130)
    expect(fake.state.log.filter((line) => line.includes('/batch'))).toHaveLength(2)
    fake.state.lose = ({ path }) => path.endsWith('/batch')
    const again = await crm.batchUpsert([
      { key: 'new', input: { firstName: 'N' } },
      { key: 'k1', input: rows[1]?.input ?? {} },
    ])
    expect(again.every((one) => 'id' in one)).toBe(true)
    expect(shop.customers.size).toBe(131)
  })
})

describe('changing and deleting', () => {
  test('null and empty texts: what is cleared is cleared, what was not named stays', async () => {
    const { shop, crm } = await openWoo()
    const kept = shop.addCustomer({
      email: 'a@example.org',
      first_name: 'Ana',
      billing: { phone: '06 39 98 00 12', city: 'Lyon', company: 'SARL' },
      shipping: { phone: '+33639980012', city: 'Lyon' },
    })
    await crm.updateCustomer(String(kept.id), { phone: null, segment: 'vip' })
    expect(kept.billing).toMatchObject({ phone: '', city: 'Lyon', company: 'SARL' })
    expect(kept.shipping).toMatchObject({ phone: '', city: 'Lyon' })
    await crm.updateCustomer(String(kept.id), { segment: null })
    expect(kept.meta.some(({ key }) => key === 'coccinelle_segment')).toBe(false)
  })

  test('foreign meta data is never touched; nothing is written when nothing differs', async () => {
    const { fake, shop, crm } = await openWoo()
    const kept = shop.addCustomer({
      email: 'a@example.org',
      meta: [
        { id: 7, key: '_plugin', value: { a: [1] } },
        { id: 8, key: 'points', value: 12 },
      ],
    })
    await crm.updateCustomer(String(kept.id), { segment: 'vip', metadata: { size: 38 } })
    expect(kept.meta).toEqual(
      expect.arrayContaining([
        { id: 7, key: '_plugin', value: { a: [1] } },
        { id: 8, key: 'points', value: 12 },
      ]),
    )
    const before = fake.state.log.length
    await crm.updateCustomer(String(kept.id), { segment: 'vip', metadata: { size: 38 } })
    expect(fake.state.log.slice(before).filter((line) => line.startsWith('PUT'))).toEqual([])
  })

  test('a deletion is for good, by force; one that is lost on the way is done', async () => {
    const { fake, shop, crm } = await openWoo()
    const { id } = await crm.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    shop.addOrder({ customer_id: Number(id), billing: { email: 'ana@example.org' } })
    fake.state.lose = ({ method }) => method === 'DELETE'
    await crm.deleteCustomer(id)
    expect([shop.customers.size, shop.orders.size]).toEqual([0, 1])
  })
})

describe('fields of the shop’s own', () => {
  const mapping = {
    segment: 'club_level',
    tags: 'labels',
    preferredChannel: 'reach_by',
    'optIn.email': 'newsletter',
    shoe_size: 'shoe_size',
    phone: 'mobile',
  }

  test('are read and written in their place', async () => {
    const { shop, systemOf } = await openWoo()
    const crm = systemOf({ customFieldMapping: mapping })
    const kept = shop.addCustomer({
      email: 'a@example.org',
      billing: { phone: '0639980013' },
      meta: [
        { id: 1, key: 'club_level', value: 'gold' },
        { id: 2, key: 'labels', value: 'vip; été' },
        { id: 3, key: 'newsletter', value: '1' },
        { id: 4, key: 'shoe_size', value: 38 },
        { id: 5, key: 'mobile', value: '06 39 98 00 14' },
      ],
    })
    const id = String(kept.id)
    expect(await crm.getCustomer(id)).toMatchObject({
      segment: 'gold',
      tags: ['été', 'vip'],
      phone: '+33639980014',
      metadata: { shoe_size: '38' },
    })
    expect((await crm.getPreferences(id)).optIn.email).toBe(true)
    await crm.updateCustomer(id, {
      segment: 'silver',
      tags: ['vip', 'a;b'],
      phone: '0639980015',
      metadata: { shoe_size: 39, other: 1 },
    })
    await crm.updatePreferences(id, { optIn: { email: false }, source: 'staff' })
    const meta = Object.fromEntries(kept.meta.map(({ key, value }) => [key, value]))
    expect(meta).toMatchObject({
      club_level: 'silver',
      labels: 'vip;a,b',
      newsletter: 'false',
      shoe_size: '39',
      mobile: '+33639980015',
      coccinelle_metadata: '{"other":1}',
    })
    expect(meta).not.toHaveProperty('coccinelle_segment')
    expect(await crm.getCustomerByPhone('0639980014')).toBeNull()
  })

  test('are known from what the newest accounts hold, WordPress’s own left out', async () => {
    const { shop, systemOf } = await openWoo()
    shop.addCustomer({
      email: 'a@example.org',
      meta: [
        { id: 1, key: 'club_level', value: 'gold' },
        { id: 2, key: '_private', value: 1 },
        { id: 3, key: 'wp_capabilities', value: 1 },
        { id: 4, key: 'coccinelle_tags', value: '[]' },
      ],
    })
    const crm = systemOf({ customFieldMapping: { segment: 'not_there_yet' } })
    expect((await crm.listFields()).map(({ name }) => name)).toEqual(['club_level', 'not_there_yet'])
    expect(await crm.readFields(String([...shop.customers.keys()][0]), ['club_level', 'x'])).toEqual({
      club_level: 'gold',
      x: null,
    })
  })
})

describe('what a shop answers', () => {
  test('warnings before the JSON are passed over, also of a refusal', async () => {
    const { fake, crm } = await openWoo()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    fake.state.spoil = (_request, text) =>
      `<br />\n<b>Warning</b>:  Undefined array key in <b>/a.php</b> on line <b>3</b><br />\n${text}`
    expect((await crm.getCustomer(id))?.firstName).toBe('Ana')
    expect((await crm.listCustomers()).data).toHaveLength(1)
    expect(await crm.getCustomer('999999')).toBeNull()
  })

  test.each([
    ['a page of a firewall', 403, '<html>Attention Required! | Cloudflare Ana</html>', 'forbidden', 'forbidden'],
    ['a maintenance page', 503, '<html>Maintenance</html>', 'unavailable', 'unavailable'],
    ['a page instead of an answer', 200, '<html>Coming soon</html>', 'bad_response', 'bad_response'],
    ['an address without WooCommerce', 404, '<html>Not found</html>', 'bad_response', 'store_api_missing'],
    [
      'plain permalinks or an old version',
      404,
      '{"code":"rest_no_route","message":"Aucune route","data":{"status":404}}',
      'bad_response',
      'store_api_missing',
    ],
  ] as const)('%s is never an absence', async (_name, answer, body, code, reason) => {
    const { fake, crm } = await openWoo()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    vi.spyOn(Math, 'random').mockReturnValue(0)
    fake.fail({ answer, body, headers: { 'content-type': 'text/html' } }, 1_000)
    for (const call of [() => crm.getCustomer(id), () => crm.getOrder('1'), () => crm.deleteCustomer(id)])
      expect((await failure(code, call())).reason).toBe(reason)
    fake.fail({ answer, body, headers: { 'content-type': 'text/html' } }, 4)
    expect(await crm.testConnection()).toMatchObject({ ok: false, detail: reason })
    vi.restoreAllMocks()
  })

  test('refusals are told apart by their code, whatever their language, and nothing of them goes on', async () => {
    const { fake, crm } = await openWoo()
    fake.fail(
      {
        answer: 400,
        body: '{"code":"rest_invalid_param","message":"Paramètre : ana@example.org","data":{"status":400,"params":{"email":"ana@example.org"}}}',
      },
      1,
    )
    const error = await failure('invalid', crm.listCustomers())
    expect(error.params).toEqual({ code: 'rest_invalid_param' })
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain('ana@')
  })
})

describe('keys', () => {
  test('one that may only read reads, and says so when it should write; the link stays', async () => {
    const { shop, systemOf } = await openWoo()
    const id = String(shop.addCustomer({ email: 'a@example.org' }).id)
    const crm = systemOf({}, { permissions: 'read' })
    expect((await crm.getCustomer(id))?.email).toBe('a@example.org')
    for (const call of [
      () => crm.updateCustomer(id, { firstName: 'A' }),
      () => crm.createCustomer({ firstName: 'B' }),
      () => crm.deleteCustomer(id),
    ])
      expect((await failure('forbidden', call())).reason).toBe('key_read_only')
  })

  test('of somebody who may not manage the shop any more: forbidden; gone or wrong: the access has ended', async () => {
    const { fake, shop, systemOf } = await openWoo()
    expect((await systemOf({}, { user: 'demoted' }).testConnection()).detail).toBe('forbidden')
    const { key } = shop.issueKey()
    const wrong = new WooCommerceCustomers({ storeUrl: fake.url, consumerKey: key, consumerSecret: 'cs_0123456789abcdef' })
    expect((await wrong.testConnection()).detail).toBe('auth_expired')
    const gone = systemOf()
    shop.keys.clear()
    expect((await gone.testConnection()).detail).toBe('auth_expired')
  })

  test.each([
    [{ consumerKey: 'cs_0123456789abcdef' }, 'consumerKey'],
    [{ consumerSecret: 'ck_0123456789abcdef' }, 'consumerSecret'],
    [{ consumerKey: 'ck_0123:456789abcdef' }, 'consumerKey'],
    [{ consumerKey: '' }, 'consumerKey'],
    [{ storeUrl: 'http://shop.example' }, 'storeUrl'],
  ])('pasted wrongly, the field is named: %j', (wrong, field) => {
    const good = { storeUrl: 'https://shop.example', consumerKey: 'ck_0123456789abcdef', consumerSecret: 'cs_0123456789abcdef' }
    expect(() => new WooCommerceCustomers({ ...good, ...wrong })).toThrow(
      expect.objectContaining({ code: 'invalid', issues: [expect.objectContaining({ path: [field] })] }),
    )
  })

  test('the shop’s name is asked for without them: WordPress would take them for a password of its own', async () => {
    const { fake, crm } = await openWoo()
    expect(await crm.readAccount()).toEqual({ accountId: fake.url.replace('http://', ''), accountLabel: 'Boutique Coccinelle' })
  })

  test('over plain http they only sign, where the operator allows it; Basic would not be looked at', async () => {
    const { fake, shop, crm } = await openWoo({ isTls: false })
    const made = await crm.createCustomer({ firstName: 'Ana', email: 'ana+a*b@example.org', phone: '0639980016' })
    expect((await crm.getCustomerByPhone('06 39 98 00 16'))?.id).toBe(made.id)
    expect((await crm.searchCustomers('ana & co «é»')).length).toBe(0)
    await crm.updateCustomer(made.id, { firstName: 'Anna' })
    expect(shop.customers.get(Number(made.id))?.first_name).toBe('Anna')
    await crm.deleteCustomer(made.id)
    // The same shop, not allowed: nothing is sent at all.
    vi.unstubAllEnvs()
    const before = fake.state.requests
    const { key, secret } = shop.issueKey()
    expect(() => new WooCommerceCustomers({ storeUrl: fake.url, consumerKey: key, consumerSecret: secret })).toThrow()
    expect(fake.state.requests).toBe(before)
  })
})

describe('numbers', () => {
  const typed = [
    '0639980020',
    '06 39 98 00 20',
    '06.39.98.00.20',
    '06-39-98-00-20',
    '+33639980020',
    '+33 6 39 98 00 20',
    '0033639980020',
    '33639980020',
  ]

  test.each(typed.map((one) => [one]))(
    'an old account that ordered with %j is found through its order, and read before it is believed',
    async (phone) => {
      const { shop, crm } = await openWoo()
      const old = shop.addCustomer({ email: 'old@example.org', billing: { phone } })
      for (let at = 0; at < 1_005; at++) shop.addCustomer({ email: `n${at}@example.org` })
      shop.addOrder({ customer_id: old.id, billing: { ...old.billing } })
      expect((await crm.getCustomerByPhone('06 39 98 00 20'))?.id).toBe(String(old.id))
      old.billing.phone = ''
      expect(await crm.getCustomerByPhone('06 39 98 00 20')).toBeNull()
    },
  )

  test('half a number, or one that only looks alike, is nobody', async () => {
    const { shop, crm } = await openWoo()
    shop.addOrder({ billing: { email: 'a@example.org', phone: '+32 639 98 00 20' } })
    shop.addOrder({ billing: { email: 'b@example.org', phone: '0639980020999' } })
    expect(await crm.getCustomerByPhone('0639980020')).toBeNull()
  })
})
