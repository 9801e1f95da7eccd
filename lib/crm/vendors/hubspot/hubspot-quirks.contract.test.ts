// Where HubSpot is awkward: lagging search, lost answers, hostile names, retired keys, stages that only go forward, merges
// with a third id, replies that make no sense.
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { newPhone } from '../../contract/in-world'
import { staticAccess } from '../../static-access'
import { allScopes, type FakeOptions, type HubspotFake, startHubspotFake } from './__fixtures__/hubspot-fake'
import { violations, watchSchema } from './__fixtures__/published-schema'
import { HubSpotCustomers } from './adapter'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined, info: () => undefined, warn: () => undefined }) }))

const fakes: HubspotFake[] = []
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.close()
  vi.unstubAllEnvs()
})

type Options = ConstructorParameters<typeof HubSpotCustomers>[1]

async function open(fakeOptions: FakeOptions = {}, options: Options = {}) {
  const schema = watchSchema()
  const fake = await startHubspotFake({ onExchange: schema.onExchange, burst: null, searches: null, ...fakeOptions })
  fakes.push(fake)
  vi.stubEnv('HUBSPOT_BASE_URL', fake.url)
  const systemOf = (more: Options = {}) =>
    new HubSpotCustomers(
      {},
      { timeout: 400, ...options, ...more },
      {
        access: staticAccess({ accessToken: fake.oauth.issue(fake.portal.id, allScopes), apiUrl: null }),
        account: `${fake.url} ${Math.random()}`,
        priority: 'interactive',
      },
    )
  const crm = systemOf()
  await crm.prepare()
  const live = () => fake.portal.all('contacts').filter(({ archivedAt }) => archivedAt === null)
  return { fake, crm, systemOf, live, schema }
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
  const names = ["O'Brien \\' OR Id != null --", '%', '_', '*', '"', '<b>Ana</b>', 'x'.repeat(120), '👗💙👩🏽‍🦱', 'a;b', 'ﷺ', 'null']
  test('are stored and found intact, and their owners have ids beyond 2^53', async () => {
    const { crm, schema } = await open()
    for (const [at, lastName] of names.entries()) {
      const email = `n${at}@example.org`
      const { id } = await crm.createCustomer({ firstName: 'N', lastName, email, tags: [lastName.slice(0, 60)] })
      expect(BigInt(id)).toBeGreaterThan(2n ** 53n)
      expect(await crm.getCustomerByEmail(email)).toMatchObject({ id, lastName })
      await crm.addNote(id, lastName)
      expect((await crm.getNotes(id))[0]?.content).toBe(lastName)
    }
    schema.verdict()
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

test('a merge whose survivor has a third id is followed', async () => {
  const { crm } = await open({ newIdOnMerge: true })
  const [a, b] = [
    await crm.createCustomer({ firstName: 'A', phone: newPhone() }),
    await crm.createCustomer({ firstName: 'B', phone: newPhone() }),
  ]
  const { customer } = await crm.mergeCustomers(a.id, b.id)
  expect([a.id, b.id]).not.toContain(customer.id)
  expect(await crm.getCustomer(a.id)).toBeNull()
  expect(await crm.getCustomer(b.id)).toBeNull()
  for (const phone of [a.phone, b.phone]) expect((await crm.getCustomerByPhone(phone ?? ''))?.id).toBe(customer.id)
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

test('version 3 of the API works through the one constant', async () => {
  const { crm, schema } = await open({}, { version: 'v3' })
  const { id } = await crm.createCustomer({ firstName: 'Ana', phone: newPhone(), tags: ['vip'] })
  await crm.addNote(id, 'x')
  expect(await crm.getNotes(id)).toHaveLength(1)
  expect((await crm.getCustomer(id))?.tags).toEqual(['vip'])
  schema.verdict()
})

test('a field of the shop’s own mapping is written and read; its schema is live', async () => {
  const { fake, crm } = await open({}, { customFieldMapping: { 'metadata.company': 'company' } })
  const made = await crm.createCustomer({ firstName: 'Ana', metadata: { company: 'Chez Ana', size: 38 } })
  expect(fake.portal.records.get(made.id)?.properties.company).toBe('Chez Ana')
  expect(made.metadata).toEqual({ company: 'Chez Ana', size: 38 })
  expect((await crm.listFields()).find(({ name }) => name === 'coccinelle_tags')).toMatchObject({
    type: 'choices',
    writable: true,
  })
  expect((await crm.listFields()).find(({ name }) => name === 'createdate')).toMatchObject({ type: 'date', writable: false })
  expect((await crm.listStages()).map(({ value }) => value)).toContain('evangelist')
  expect(await crm.missingFields()).toEqual([])
  expect(await crm.readFields(made.id, ['firstname', 'company'])).toEqual({ firstname: 'Ana', company: 'Chez Ana' })
})

test('e-mail and segment in fields of the shop’s own: written there, found there, and HubSpot’s are left alone', async () => {
  const { fake, crm } = await open({}, { customFieldMapping: { email: 'company', segment: 'loyalty' } })
  const made = await crm.createCustomer({ firstName: 'Ana', email: 'Ana@Example.org', segment: 'vip' })
  expect(made).toMatchObject({ email: 'ana@example.org', segment: 'vip' })
  const { email, company, loyalty, lifecyclestage } = fake.portal.records.get(made.id)?.properties ?? {}
  expect([email ?? '', company, loyalty, lifecyclestage ?? '']).toEqual(['', 'ana@example.org', 'vip', ''])
  expect((await crm.getCustomerByEmail('ANA@example.org'))?.id).toBe(made.id)
  expect((await crm.searchCustomers({ segment: 'vip' })).map(({ id }) => id)).toEqual([made.id])
  expect((await crm.setSegment(made.id, null)).segment).toBeNull()
})

test('notes of one moment keep the order of their ids, beyond what a number holds', async () => {
  const { crm } = await open()
  const { id } = await crm.createCustomer({ firstName: 'Ana' })
  const at = new Date('2026-03-04T05:06:07.000Z')
  for (const text of ['1', '2', '3', '4']) await crm.addNote(id, text, 'Camille', { at })
  expect((await crm.getNotes(id)).map(({ content }) => content)).toEqual(['4', '3', '2', '1'])
  expect((await crm.getActivities(id)).map(({ description }) => description)).toEqual(['4', '3', '2', '1', ''])
})

test('an account without our properties is prepared at the first write', async () => {
  const schema = watchSchema()
  const fake = await startHubspotFake({ onExchange: schema.onExchange })
  fakes.push(fake)
  vi.stubEnv('HUBSPOT_BASE_URL', fake.url)
  const crm = new HubSpotCustomers({ accessToken: fake.oauth.issue(fake.portal.id, allScopes), portalId: 'fresh' })
  const made = await crm.createCustomer({ firstName: 'Ana', phone: newPhone(), tags: ['vip'] })
  expect(made.tags).toEqual(['vip'])
  expect(fake.portal.definitions.contacts.get('coccinelle_phone')?.hasUniqueValue).toBe(true)
})

test('1,000 replies that make no sense: a CrmError each time, and no half record', async () => {
  const { fake, crm, systemOf } = await open()
  const { id } = await crm.createCustomer({ firstName: 'Ana' })
  // An account's budget is for ten seconds: each takes a part.
  const readers = Array.from({ length: 20 }, () => systemOf())
  let turn = 0
  const good = JSON.stringify({
    id,
    properties: { firstname: 'Ana' },
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    archived: false,
  })
  const reply = fc.oneof(
    fc.nat(good.length - 1).map((length) => good.slice(0, length)),
    fc.json(),
    fc.constantFrom(
      '<html>502</html>',
      '',
      '[]',
      'null',
      '{"results":[{"id":1}]}',
      '{"id":"1","properties":{"firstname":5}}',
      '{"__proto__":{"id":"1"}}',
    ),
    fc
      .record({
        id: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
        properties: fc.dictionary(fc.string(), fc.jsonValue()),
        createdAt: fc.string(),
        updatedAt: fc.string(),
      })
      .map((value) => JSON.stringify(value)),
  )
  await fc.assert(
    fc.asyncProperty(reply, async (body) => {
      fake.fail({ answer: 200, body }, 1)
      const outcome = await readers[(turn += 1) % 20]?.getCustomer(id).catch((error: unknown) => error)
      if (outcome !== null) expect(outcome).toMatchObject({ name: 'CrmError', code: 'bad_response' })
      fake.fail({ answer: 200 }, 0)
    }),
    { numRuns: 1_000 },
  )
  expect((await crm.getCustomer(id))?.firstName).toBe('Ana')
}, 60_000)

test('the check against the published schema notices', () => {
  const query = new URLSearchParams()
  const body = { properties: { firstname: 'Ana' }, associations: [] }
  const answer = {
    status: 201,
    body: { id: '1', properties: {}, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', archived: false },
  }
  const request = { method: 'POST', path: '/crm/objects/2026-09/contacts', query, body }
  expect(violations(request, answer)).toEqual([])
  expect(violations({ ...request, body: { properties: [] } }, answer)).not.toEqual([])
  expect(violations({ ...request, query: new URLSearchParams('expand=1') }, answer)).not.toEqual([])
  expect(violations({ ...request, path: '/crm/objects/2026-09/contacts/1/notes' }, answer)).not.toEqual([])
  expect(violations(request, { ...answer, body: { id: 1 } })).not.toEqual([])
  expect(violations(request, { ...answer, status: 299 })).not.toEqual([])
})
