// Answers that make no sense, a thousand of them, to every kind of call: errors of ours or whole customers, never an absence.
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { customerSchema } from '@/lib/customers/customer'
import { CrmError } from '@/lib/shared/errors'
import { closeHubspots, openHubspot } from './__fixtures__/hubspot-world'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined, info: () => undefined, warn: () => undefined }) }))
afterEach(closeHubspots)

/** The account's budget is for ten seconds: many systems, each with one of its own, take a part each. */
async function openMany(count: number) {
  const world = await openHubspot()
  await world.crm.prepare()
  const systems = Array.from({ length: count }, () => world.systemOf())
  let turn = 0
  return { ...world, next: () => systems[(turn += 1) % count] ?? world.crm }
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const odd = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    1e308,
    9_007_199_254_740_993,
    '',
    'x',
    [],
    {},
    [[]],
    [null],
    'x'.repeat(5_000),
    '2026-13-45T99:00:00Z',
  ),
  fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
)

/** Takes out (`put` undefined) or replaces one thing somewhere in an answer; how deep and which says `path`. */
function spoiled(value: Json, [at = 0, ...rest]: readonly number[], put: Json | undefined): Json | undefined {
  if (typeof value !== 'object' || value === null) return put
  const entries: [string, Json][] = Object.entries(value)
  const [chosen] = entries[at % Math.max(1, entries.length)] ?? []
  if (chosen === undefined) return put
  const changed = entries.flatMap(([name, one]): [string, Json][] => {
    if (name !== chosen) return [[name, one]]
    const now = rest.length === 0 ? put : spoiled(one, rest, put)
    return now === undefined ? [] : [[name, now]]
  })
  return Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed)
}

type Way = 'removed' | 'replaced' | 'cut' | 'html' | 'other'

function spoilt(text: string, way: Way, path: readonly number[], put: Json, part: number): string {
  if (way === 'cut') return text.slice(0, Math.floor(text.length * part))
  if (way === 'html') return `<html>${text.slice(0, 200)}</html>`
  if (way === 'other') return JSON.stringify(put)
  return JSON.stringify(spoiled(JSON.parse(text) as Json, path, way === 'removed' ? undefined : put) ?? null)
}

test('1,000 spoilt answers to reads', async () => {
  const { fake, portal, crm, live, next } = await openMany(20)
  const original = await crm.createCustomer({
    firstName: 'Ana',
    lastName: 'Martin',
    email: 'ana.martin@example.org',
    phone: '0639980041',
    metadata: { a: 1 },
  })
  const { id } = original
  const before = structuredClone(portal.records.get(id)?.properties)
  const token = fake.oauth.issue(portal.id, ['crm.objects.contacts.read'])
  const names = Object.keys(before ?? {}).join(',')
  const answerTo = async (path: string) =>
    (await fetch(`${fake.url}/crm/objects/2026-09/contacts${path}`, { headers: { authorization: `Bearer ${token}` } })).text()
  const record = await answerTo(`/${id}?properties=${names}`)
  const list = await answerTo(`?properties=${names}`)
  const found = JSON.stringify({ total: 1, ...(JSON.parse(list) as object) })
  const calls: [string, () => Promise<unknown>][] = [
    [record, () => next().getCustomer(id)],
    [record, () => next().getCustomerByEmail('ana.martin@example.org')],
    [record, () => next().getCustomerByPhone('0639980041')],
    [list, async () => (await next().listCustomers()).data],
    [list, async () => (await next().changesSince(null)).changes.map(({ customer }) => customer)],
    [found, () => next().searchCustomers('Ana')],
    [record, () => next().readFields(id, ['firstname'])],
  ]
  const counts = { wrong: 0, whole: 0, absent: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.nat(calls.length - 1),
      fc.constantFrom<Way>('removed', 'removed', 'replaced', 'cut', 'html', 'other'),
      fc.array(fc.nat(60), { minLength: 1, maxLength: 5 }),
      odd,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      async (which, way, path, put, part) => {
        const [text, call] = calls[which] ?? ['', () => Promise.resolve(null)]
        const body = spoilt(text, way, path, put, part)
        fake.fail({ answer: 200, body }, 1)
        try {
          const answer = await call()
          const customers = (Array.isArray(answer) ? answer : [answer]).filter((one) => one !== null)
          if (which === calls.length - 1) return
          for (const customer of customers) customerSchema.parse(customer)
          counts.whole += customers.length
          // Nobody is said to be there only by an answer that says so itself: another's record, or an empty list.
          if (customers.length > 0) return
          counts.absent += 1
          const said = JSON.parse(body) as { id?: unknown; results?: unknown[] }
          const isElse = typeof said.id === 'string' && said.id !== id
          const isEmpty = Array.isArray(said.results) && (said.results.length === 0 || which === 5)
          const isOther = which === 2 && !body.includes('639980041')
          expect([way, which, body, isElse || isEmpty || isOther]).toEqual([way, which, body, true])
        } catch (error) {
          if (!(error instanceof CrmError)) throw error
          expect([body, error.code]).toEqual([body, 'bad_response'])
          expect(`${error.message} ${JSON.stringify(error.params)}`).not.toMatch(/Martin|639980041|example\.org/)
          counts.wrong += 1
        } finally {
          fake.fail({ answer: 200 }, 0)
        }
      },
    ),
    { numRuns: 1_000 },
  )
  expect(counts.wrong).toBeGreaterThan(400)
  expect(counts.whole).toBeGreaterThan(50)
  expect(portal.records.get(id)?.properties).toEqual(before)
  expect(live()).toHaveLength(1)
  expect(await crm.getCustomer(id)).toEqual(original)
}, 120_000)

test('100 spoilt answers to writes: an error, and the same key afterwards makes nobody twice', async () => {
  const { fake, live, portal, next } = await openMany(20)
  await fc.assert(
    fc.asyncProperty(odd, fc.uuid(), async (put, key) => {
      const crm = next()
      const before = live().length
      // The lookup of the key is answered; what follows is not.
      const input = { firstName: 'Ana', metadata: { key } }
      fake.state.spoil = (path, method) => (method === 'POST' && path.endsWith('/contacts') ? JSON.stringify(put) : null)
      const outcome = await crm.createCustomer(input, { idempotencyKey: key }).catch((error: unknown) => error)
      expect(outcome).toMatchObject({ name: 'CrmError', code: 'bad_response' })
      fake.state.spoil = null
      const made = await crm.createCustomer(input, { idempotencyKey: key })
      expect(live()).toHaveLength(before + 1)
      fake.state.spoil = (path, method) =>
        method === 'POST' && path.endsWith('/notes/batch/upsert') ? JSON.stringify(put) : null
      const note = await crm
        .addNote(made.id, 'Une note', 'Camille', { idempotencyKey: `n-${key}` })
        .catch((error: unknown) => error)
      expect(note).toMatchObject({ name: 'CrmError' })
      fake.state.spoil = null
      await crm.addNote(made.id, 'Une note', 'Camille', { idempotencyKey: `n-${key}` })
      expect(await crm.getNotes(made.id)).toHaveLength(1)
    }),
    { numRuns: 100 },
  )
  expect(portal.all('notes')).toHaveLength(live().length)
}, 120_000)

test('rows that an answer leaves out for trouble are no absence', async () => {
  const { fake, crm } = await openHubspot()
  await crm.prepare()
  const { id } = await crm.createCustomer({ firstName: 'Ana' })
  await crm.addNote(id, 'Une note')
  const trouble = (category: string) =>
    JSON.stringify({
      ...{
        status: 'COMPLETE',
        results: [],
        numErrors: 1,
        startedAt: '2026-01-01T00:00:00Z',
        completedAt: '2026-01-01T00:00:00Z',
      },
      errors: [{ status: 'error', category, message: '', context: {}, errors: [], links: {} }],
    })
  for (const end of ['/associations/2026-09/contacts/notes/batch/read', '/notes/batch/read']) {
    fake.state.spoil = (path) => (path.endsWith(end) ? trouble('SERVICE_UNAVAILABLE') : null)
    await expect(crm.getNotes(id)).rejects.toMatchObject({ code: 'unavailable' })
    fake.state.spoil = (path) => (path.endsWith(end) ? trouble('OBJECT_NOT_FOUND') : null)
    expect(await crm.getNotes(id)).toEqual([])
  }
})
