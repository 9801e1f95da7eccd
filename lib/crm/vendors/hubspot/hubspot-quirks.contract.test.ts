// Where HubSpot is awkward: lagging search, lost answers, hostile names, retired keys, stages that only go forward, merges
// with a third id.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { newPhone } from '../../contract/in-world'
import { closeHubspots, openHubspot } from './__fixtures__/hubspot-world'
import { HubSpotCustomers } from './adapter'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined, info: () => undefined, warn: () => undefined }) }))

afterEach(closeHubspots)

/** As after connecting. */
async function open(...given: Parameters<typeof openHubspot>) {
  const world = await openHubspot(...given)
  await world.crm.prepare()
  return world
}

describe('the search lags', () => {
  test('who was just made is found by phone and e-mail, and is never made twice', async () => {
    const { crm, live } = await open({ searchLag: 60_000 })
    const [phone, email] = [newPhone(), 'ana@example.org']
    const ana = await crm.createCustomer({ firstName: 'Ana', phone, email })
    expect(await crm.searchCustomers('Ana')).toEqual([])
    expect((await crm.getCustomerByPhone(phone))?.id).toBe(ana.id)
    expect((await crm.getCustomerByEmail(email))?.id).toBe(ana.id)
    await expect(crm.createCustomer({ firstName: 'B', phone })).rejects.toMatchObject({
      reason: 'duplicate_phone',
      params: { existingId: ana.id },
    })
    expect(live()).toHaveLength(1)
  })

  test('two processes that make the same number at once make one contact', async () => {
    const { systemOf, live } = await open({ searchLag: 60_000 })
    const phone = newPhone()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => systemOf().createCustomer({ firstName: 'Ana', phone })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(live()).toHaveLength(1)
  })

  test('changes that the index shows late are told, and an unchanged replay tells nothing', async () => {
    const { crm } = await open({ searchLag: 300 })
    let { cursor, hasMore } = await crm.changesSince(null)
    const rest = async () => {
      const ids: string[] = []
      do {
        const page = await crm.changesSince(cursor)
        ids.push(...page.changes.map(({ id }) => id))
        cursor = page.cursor
        hasMore = page.hasMore
      } while (hasMore)
      return ids
    }
    await rest()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    expect(await rest()).toEqual([])
    await new Promise((done) => setTimeout(done, 350))
    expect(await rest()).toEqual([id])
    expect(await rest()).toEqual([])
  })
})

describe('an answer is lost after the deed', () => {
  test('a contact, a note and a message are there once', async () => {
    const { fake, crm, live } = await open()
    fake.state.dropAfter = 1
    const ana = await crm.createCustomer({ firstName: 'Ana', phone: newPhone() }, { idempotencyKey: 'c-1' })
    expect(live()).toHaveLength(1)
    fake.state.dropAfter = 1
    await crm.addNote(ana.id, 'Une note', 'Camille', { idempotencyKey: 'n-1' })
    fake.state.dropAfter = 2
    await crm.logInteraction(ana.id, 'message_received', 'sms', { message: 'Bonjour' }, { idempotencyKey: 'a-1' })
    expect((await crm.getNotes(ana.id)).map(({ content }) => content)).toEqual(['Une note'])
    expect(fake.portal.all('communications')).toHaveLength(1)
  })
})

describe('names', () => {
  const names = [
    "O'Brien \\' OR Id != null --",
    ...[
      '%',
      '_',
      '*',
      '"',
      '\\',
      '\u0000a',
      '<b>Ana</b>',
      'a;b',
      'null',
      '-',
      '{{contact.email}}',
      '=1+1',
      'ﷺ',
      'İIıi',
      'e\u0301',
    ],
    'x'.repeat(120),
    '👗💙👩🏽‍🦱',
    '👗'.repeat(60),
  ]
  test('are stored and found intact, and their owners have ids beyond 2^53', async () => {
    const { systemOf, fake } = await open()
    for (const [at, lastName] of names.entries()) {
      const crm = systemOf()
      const [email, phone] = [`n${at}@example.org`, newPhone()]
      const { id } = await crm.createCustomer({ firstName: `Zoé${at}`, lastName, email, phone, tags: [lastName.slice(0, 60)] })
      expect(BigInt(id)).toBeGreaterThan(2n ** 53n)
      expect(fake.portal.records.get(id)?.properties.lastname).toBe(lastName)
      expect(await crm.getCustomerByEmail(email)).toMatchObject({ id, lastName })
      expect(await crm.getCustomerByPhone(phone)).toMatchObject({ id, lastName })
      // By a word of his name, by the last name, and by the whole with whatever is in it.
      const found = async (query: string) => (await crm.searchCustomers(query)).map((one) => `${one.id} ${one.lastName}`)
      expect(await found(`zoe${at}`)).toEqual([`${id} ${lastName}`])
      expect(await found(`Zoé${at} ${lastName}`)).toEqual([`${id} ${lastName}`])
      expect(await found(lastName)).toContain(`${id} ${lastName}`)
      await crm.addNote(id, lastName)
      expect((await crm.getNotes(id))[0]?.content).toBe(lastName)
    }
  })

  test('one alone finds nobody else, whatever signs it has', async () => {
    const { crm } = await open()
    for (const firstName of ['Ana', 'Bea', 'Cléo']) await crm.createCustomer({ firstName, email: `${firstName}@example.org` })
    for (const query of names) expect([query, await crm.searchCustomers(query)]).toEqual([query, []])
    for (const email of ['%', '*', 'a%@example.org', "' OR 1=1 --", '../contacts', 'ana@example.org?x=1', 'ana@example.org#'])
      expect([email, await crm.getCustomerByEmail(email)]).toEqual([email, null])
    for (const id of ['%', '*', '../1', "1' OR '1'='1", '1?archived=true', ' 1', '1e3', '٣'])
      expect(await crm.getCustomer(id)).toBeNull()
  })

  test('of 200 characters that somebody wrote in HubSpot come back whole', async () => {
    const { crm, fake } = await open()
    for (const lastname of ['x'.repeat(200), '👗'.repeat(100), `${'é'.repeat(199)}%`]) {
      const { id } = fake.portal.create('contacts', { lastname, email: 'a@example.org' })
      expect(await crm.getCustomerByEmail('a@example.org')).toMatchObject({ id, lastName: lastname })
      await crm.deleteCustomer(id)
    }
    await expect(crm.createCustomer({ lastName: 'x'.repeat(200) })).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path: ['lastName'] }],
    })
  })

  test('somebody known by number alone has no name here, and a name there', async () => {
    const { fake, crm } = await open()
    const phone = newPhone()
    const made = await crm.createCustomer({ phone })
    expect(made).toMatchObject({ firstName: null, lastName: null, phone })
    expect(fake.portal.records.get(made.id)?.properties.lastname).toBe(phone)
    const named = await crm.updateCustomer(made.id, { lastName: 'Dupont' })
    expect(named).toMatchObject({ lastName: 'Dupont', phone })
    expect(fake.portal.records.get(made.id)?.properties.lastname).toBe('Dupont')
  })
})

describe('segments and stages', () => {
  test('a step back empties the stage first; a stage moved in HubSpot counts from then on', async () => {
    const { fake, crm } = await open()
    const { id } = await crm.createCustomer({ firstName: 'Ana', segment: 'vip' })
    const stage = () => fake.portal.records.get(id)?.properties.lifecyclestage
    expect(stage()).toBe('customer')
    expect((await crm.setSegment(id, 'prospect')).segment).toBe('prospect')
    expect(stage()).toBe('lead')
    expect((await crm.setSegment(id, 'vip')).segment).toBe('vip')
    const record = fake.portal.live('contacts', id)
    if (record !== null) fake.portal.update(record, { lifecyclestage: 'evangelist', hs_lead_status: 'IN_PROGRESS' })
    expect(await crm.getCustomer(id)).toMatchObject({ segment: 'vip', tags: ['hubspot:in_progress'] })
    if (record !== null) fake.portal.update(record, { lifecyclestage: 'other' })
    expect((await crm.getCustomer(id))?.segment).toBe('standard')
    expect((await crm.addTags(id, ['été'])).tags).toEqual(['été', 'hubspot:in_progress'])
    expect(fake.portal.records.get(id)?.properties.hs_lead_status).toBe('IN_PROGRESS')
  })
})

describe('a merge', () => {
  async function two(options: Parameters<typeof openHubspot>[0] = {}) {
    const world = await open(options)
    const make = (firstName: string) => world.crm.createCustomer({ firstName, phone: newPhone(), tags: [firstName] })
    return { ...world, a: await make('A'), b: await make('B') }
  }

  test.each([
    ['a third id', true],
    ['the id of the one that stays', false],
  ])('whose survivor has %s is followed', async (_name, newIdOnMerge) => {
    const { crm, a, b } = await two({ newIdOnMerge })
    await crm.addNote(a.id, 'of A')
    await crm.addNote(b.id, 'of B')
    const { customer } = await crm.mergeCustomers(a.id, b.id)
    expect([a.id, b.id].includes(customer.id)).toBe(!newIdOnMerge)
    expect(customer.tags).toEqual(['A', 'B'])
    for (const { id } of [a, b]) if (id !== customer.id) expect(await crm.getCustomer(id)).toBeNull()
    for (const { phone } of [a, b]) expect((await crm.getCustomerByPhone(phone ?? ''))?.id).toBe(customer.id)
    expect((await crm.getNotes(customer.id)).map(({ content }) => content).sort()).toEqual(['of A', 'of B'])
  })

  test('whose answer is lost is looked for, and followed all the same', async () => {
    const { crm, fake, a, b } = await two({ newIdOnMerge: true })
    fake.state.lose = (path) => path.endsWith('/merge')
    const { customer } = await crm.mergeCustomers(a.id, b.id)
    expect([a.id, b.id]).not.toContain(customer.id)
    expect((await crm.getCustomerByPhone(b.phone ?? ''))?.id).toBe(customer.id)
  })

  test('that HubSpot refuses leaves both as they were found by', async () => {
    const { crm, fake, a, b } = await two()
    const limit = {
      status: 'error',
      message: 'Cannot have more than 250 identities on a profile',
      correlationId: 'x',
      category: 'X',
    }
    fake.state.refuse = (path) => (path.endsWith('/merge') ? { status: 414, body: limit } : null)
    await expect(crm.mergeCustomers(a.id, b.id)).rejects.toMatchObject({ code: 'invalid', reason: 'merge_limit' })
    expect(fake.portal.records.get(b.id)?.properties.coccinelle_phone).toBe(b.phone)
    expect((await crm.getCustomerByPhone(b.phone ?? ''))?.id).toBe(b.id)
  })
})

test('a deletion whose answer is lost is done, and no failure', async () => {
  const { crm, fake, live } = await open()
  const { id } = await crm.createCustomer({ firstName: 'Ana' })
  fake.state.lose = (_path, method) => method === 'DELETE'
  await crm.deleteCustomer(id)
  expect(live()).toEqual([])
})

test('of people whom the search offers for one number, only he who has it is found: another country’s same digits are not his', async () => {
  const { crm, portal } = await open()
  // Made by people in HubSpot, as people write numbers.
  const spanish = portal.create('contacts', { firstname: 'Inés', phone: '+34 639 98 01 01' })
  expect(await crm.getCustomerByPhone('06 39 98 01 01')).toBeNull()
  expect(await crm.searchCustomers({ phone: '+33639980101' })).toEqual([])
  expect((await crm.getCustomerByPhone('+34639980101'))?.id).toBe(spanish.id)
  const french = portal.create('contacts', { firstname: 'Ana', mobilephone: '06.39.98.01.01' })
  const dutch = portal.create('contacts', { firstname: 'Jan', mobilephone: '0031 639980101' })
  expect((await crm.getCustomerByPhone('0639980101'))?.id).toBe(french.id)
  expect((await crm.getCustomerByPhone('+31639980101'))?.id).toBe(dutch.id)
})

test('our number moves on when the contact got another in HubSpot', async () => {
  const { fake, crm } = await open()
  const phone = newPhone()
  const old = await crm.createCustomer({ firstName: 'Old', phone })
  const record = fake.portal.live('contacts', old.id)
  if (record !== null) fake.portal.update(record, { phone: newPhone() })
  const fresh = await crm.createCustomer({ firstName: 'New', phone })
  expect((await crm.getCustomerByPhone(phone))?.id).toBe(fresh.id)
})

describe('what is refused', () => {
  test.each([{ apiKey: 'x' }, { accessToken: '01234567-89ab-4cde-8f01-23456789abcd' }])(
    '%j: an API key, with advice',
    (credentials) => {
      const make = () => new HubSpotCustomers(credentials)
      expect(make).toThrow(CrmError)
      try {
        make()
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid', issues: [{ reason: 'api_key_retired' }] })
      }
    },
  )
  test('an address that is not HubSpot’s', () => {
    for (const apiUrl of [
      'https://evil.example',
      'http://api.hubapi.com',
      'https://api.hubapi.com.evil.example',
      'http://127.0.0.1:1',
    ])
      expect(() => new HubSpotCustomers({ accessToken: 'pat-na1-0123456789' }, { apiUrl })).toThrow(CrmError)
  })
  test('a missing scope is forbidden and says so', async () => {
    const { fake } = await open()
    const crm = new HubSpotCustomers({ accessToken: fake.oauth.issue(fake.portal.id, ['oauth']), portalId: 'no-scope' }, {})
    await expect(crm.getCustomer('1')).rejects.toMatchObject({ code: 'forbidden', reason: 'scopes_missing' })
    expect(await crm.testConnection()).toEqual({ ok: false, detail: 'scopes_missing' })
  })
})

test.each(['v3', '2026-03'] as const)('version %s of the API works through the one constant', async (version) => {
  const { crm, fake } = await open({}, { version })
  const { id } = await crm.createCustomer({ firstName: 'Ana', phone: newPhone(), tags: ['vip'] })
  await crm.addNote(id, 'x')
  expect(await crm.getNotes(id)).toHaveLength(1)
  expect((await crm.getCustomer(id))?.tags).toEqual(['vip'])
  expect([...fake.state.paths].filter((path) => path.includes('2026-09'))).toEqual([])
})

test.each(['a'.repeat(100_000), `x${'👗'.repeat(40_000)}`, '"&<>'.repeat(20_000)])(
  'a message longer than HubSpot holds is kept as far as it goes, once',
  async (message) => {
    const { crm } = await open()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    for (let go = 1; go <= 2; go++) {
      const line = await crm.logInteraction(id, 'message_received', 'email', { message, from: 'x' }, { idempotencyKey: 'long' })
      expect(line.description.length).toBeGreaterThan(1_990)
      expect(message.startsWith(line.description)).toBe(true)
      // Throws at half a character.
      expect(encodeURIComponent(line.description)).not.toBe('')
    }
    expect((await crm.getActivities(id)).filter(({ type }) => type === 'message_received')).toHaveLength(1)
    await expect(crm.addNote(id, '"'.repeat(20_000))).rejects.toMatchObject({ code: 'invalid', issues: [{ path: ['content'] }] })
  },
)

test('notes of one moment keep the order of their ids, beyond what a number holds', async () => {
  const { crm } = await open()
  const { id } = await crm.createCustomer({ firstName: 'Ana' })
  const at = new Date('2026-03-04T05:06:07.000Z')
  for (const text of ['1', '2', '3', '4']) await crm.addNote(id, text, 'Camille', { at })
  expect((await crm.getNotes(id)).map(({ content }) => content)).toEqual(['4', '3', '2', '1'])
  expect((await crm.getActivities(id)).map(({ description }) => description)).toEqual(['4', '3', '2', '1', ''])
})

test('an account without our properties is prepared at the first write', async () => {
  const { crm, portal } = await openHubspot()
  const made = await crm.createCustomer({ firstName: 'Ana', phone: newPhone(), tags: ['vip'] })
  expect(made.tags).toEqual(['vip'])
  expect(portal.definitions.contacts.get('coccinelle_phone')?.hasUniqueValue).toBe(true)
})
