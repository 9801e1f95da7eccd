// The check against HubSpot's published schemas notices what is wrong: without this, its silence in the other tests says nothing.
import { describe, expect, test, vi } from 'vitest'
import { staticAccess } from '../../static-access'
import type { FakeAnswer, FakeRequest } from './__fixtures__/fake-objects'
import { allScopes, startHubspotFake } from './__fixtures__/hubspot-fake'
import { violations, watchSchema } from './__fixtures__/published-schema'
import { HubSpotCustomers } from './adapter'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined, info: () => undefined, warn: () => undefined }) }))

describe('by hand', () => {
  const request: FakeRequest = {
    method: 'POST',
    path: '/crm/objects/2026-09/contacts',
    query: new URLSearchParams(),
    contentType: 'application/json',
    body: { properties: { firstname: 'Ana' }, associations: [] },
  }
  const made = { id: '1', properties: {}, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', archived: false }
  const answer: FakeAnswer = { status: 201, body: made }

  test('what is as published passes', () => expect(violations(request, answer)).toEqual([]))
  test.each<[string, Partial<FakeRequest>, string]>([
    ['another type', { body: { properties: [], associations: [] } }, '/properties must be object'],
    ['a member too few', { body: { properties: {} } }, "must have required property 'associations'"],
    ['a member that is not published', { body: { properties: {}, associations: [], idProperty: 'x' } }, '(idProperty)'],
    ['a value that is no text', { body: { properties: { size: 38 }, associations: [] } }, '/properties/size must be string'],
    ['an unknown parameter', { query: new URLSearchParams('expand=1') }, 'no query parameter expand'],
    ['an unknown path', { path: '/crm/objects/2026-09/contacts/1/notes' }, 'is not published'],
    ['another media type', { contentType: 'text/plain' }, 'is sent as text/plain'],
  ])('in a request: %s', (_name, wrong, said) => expect(violations({ ...request, ...wrong }, answer).join()).toContain(said))
  test.each<[string, FakeAnswer]>([
    ['another type', { status: 201, body: { ...made, id: 1 } }],
    ['a member too few', { status: 201, body: { ...made, archived: undefined } }],
    ['another status', { status: 299, body: made }],
    ['an error of no known form', { status: 400, body: { error: 'no' } }],
  ])('in an answer: %s', (_name, wrong) => expect(violations(request, wrong)).not.toEqual([]))
})

/** One thing changed somewhere in a request that the adapter really sent. */
function broken(value: unknown, pick: () => number): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [5] : value.map((one, at) => (at === 0 ? broken(one, pick) : one))
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? 5 : 'five'
  const entries = Object.entries(value)
  const chosen = entries[pick() % Math.max(1, entries.length)]?.[0]
  if (chosen === undefined) return 5
  return Object.fromEntries(entries.map(([name, one]) => [name, name === chosen ? broken(one, pick) : one]))
}

test('every kind of request that the adapter sends is checked: each of them, broken anywhere, is noticed', async () => {
  const sent: { request: FakeRequest; answer: FakeAnswer }[] = []
  const schema = watchSchema()
  const fake = await startHubspotFake({
    burst: null,
    searches: null,
    onExchange: (request, answer) => {
      schema.onExchange(request, answer)
      sent.push({ request, answer })
    },
  })
  vi.stubEnv('HUBSPOT_BASE_URL', fake.url)
  try {
    const access = staticAccess({ accessToken: fake.oauth.issue(fake.portal.id, allScopes), apiUrl: null })
    const crm = new HubSpotCustomers({}, {}, { access, account: fake.url, priority: 'interactive' })
    await crm.prepare()
    const ana = await crm.createCustomer({ firstName: 'Ana', phone: '0639980077', tags: ['vip'], segment: 'vip' })
    const bea = await crm.createCustomer({ firstName: 'Bea', email: 'bea@example.org' })
    await crm.updateCustomer(ana.id, { lastName: 'Martin', segment: 'prospect' })
    await crm.addNote(ana.id, 'x')
    await crm.logInteraction(ana.id, 'message_received', 'sms', { message: 'y' })
    await crm.getActivities(ana.id)
    await crm.searchCustomers({ tags: ['vip'], query: 'Ana' })
    await crm.listCustomers()
    await crm.batchUpsert([{ key: 'k', input: { firstName: 'Cléo' } }])
    await crm.updatePreferences(ana.id, { optIn: { sms: true } })
    const { customer } = await crm.mergeCustomers(ana.id, bea.id)
    await crm.changesSince(null)
    await crm.deleteCustomer(customer.id)
  } finally {
    await fake.close()
    vi.unstubAllEnvs()
  }
  schema.verdict()
  const kinds = new Map(sent.map((one) => [`${one.request.method} ${one.request.path.replace(/\d{10,}/g, '{id}')}`, one]))
  expect(kinds.size).toBeGreaterThan(20)
  let bodies = 0
  for (const [kind, { request, answer }] of kinds) {
    expect([kind, violations({ ...request, path: `${request.path}/more/x` }, answer)]).not.toEqual([kind, []])
    expect([kind, violations({ ...request, query: new URLSearchParams('no=1') }, answer)]).not.toEqual([kind, []])
    // An answer may say more than is published: of its members, some must be noticed.
    const spoilt = Array.from({ length: 8 }, (_, at) => violations(request, { ...answer, body: broken(answer.body, () => at) }))
    if (answer.body !== null) expect([kind, spoilt.flat()]).not.toEqual([kind, []])
    if (request.body === null) continue
    bodies += 1
    for (let at = 0; at < 6; at++) {
      const wrong = { ...request, body: broken(request.body, () => at) }
      expect([kind, wrong.body, violations(wrong, answer)]).not.toEqual([kind, wrong.body, []])
    }
  }
  expect(bodies).toBeGreaterThan(12)
}, 30_000)
