// Answers that make no sense, fifteen hundred of them: only errors a caller can act on, and never half a record.
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { activitySchema, customerSchema, noteSchema } from '@/lib/customers/customer'
import { CrmError } from '@/lib/shared/errors'
import { systemFor, withFake } from './__fixtures__/salesforce-world'
import type { SalesforceCustomers } from './adapter'
import { longId } from './record-id'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined }) }))

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const odd = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    -1,
    1e308,
    '',
    'x',
    [],
    {},
    [[]],
    [null],
    'x'.repeat(5_000),
    '003',
    '2026-13-45T99:00:00.000+0000',
  ),
  fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
)

/** Changes, removes or doubles one thing somewhere in an answer. */
function spoiled(value: Json, path: readonly number[], how: number, put: Json): Json {
  const [at = 0, ...rest] = path
  if (Array.isArray(value) && value.length > 0 && path.length > 0) {
    const index = at % value.length
    if (rest.length === 0 && how === 1) return value.filter((_one, one) => one !== index)
    return value.map((one, one_) => (one_ === index ? spoiled(one, rest, how, put) : one))
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0 && path.length > 0) {
    const keys = Object.keys(value)
    const key = keys[at % keys.length] ?? ''
    if (rest.length === 0 && how === 1) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, name === key ? spoiled(one, rest, how, put) : one]),
    )
  }
  return how === 1 ? value : put
}

test('1,500 spoilt answers of every kind: errors of ours or whole records', { timeout: 180_000 }, () =>
  withFake(async (fake) => {
    // Each has a budget of its own: the test need not wait for one.
    const systems = Array.from({ length: 16 }, () => systemFor(fake, fake.org, { timeout: 2_000 }).system)
    const [system] = systems
    if (system === undefined) throw new Error('no system')
    for (const one of systems) await one.listCustomers()
    const input = {
      ...{ firstName: 'Ana', lastName: 'Martin', phone: '0639980040', email: 'a@example.org' },
      ...{ tags: ['vip'], metadata: { a: 1 } },
    }
    await system.createCustomer(input, { idempotencyKey: 'k' })
    const id = fake.org.all('Contact')[0]?.id ?? ''
    await system.addNote(id, 'Taille 38', 'Camille')
    await system.logInteraction(id, 'message_received', 'sms', { message: 'Bonjour' })
    const { cursor } = await system.changesSince(null)
    const original = await system.getCustomer(id)
    const history = [...(await system.getNotes(id)), ...(await system.getActivities(id))]
    const kept = JSON.stringify(fake.org.all('Contact').map(({ values }) => values))

    const token = fake.oauth.issue(fake.org)
    const answerTo = async (path: string) =>
      (await fetch(`${fake.url}/services/data${path}`, { headers: { authorization: `Bearer ${token}` } })).text()
    const names = (object: 'Contact' | 'Task') => [...fake.org.fields[object].keys()].join(',')
    const soql = (object: 'Contact' | 'Task') =>
      answerTo(`/v66.0/queryAll?q=${encodeURIComponent(`SELECT ${names(object)} FROM ${object}`)}`)
    const contacts = await soql('Contact')
    const tasks = await soql('Task')
    const span = `start=${new Date(fake.org.now() - 3_600_000).toISOString()}&end=${new Date(fake.org.now() + 60_000).toISOString()}`
    const row = { id: longId('003xx000004TmiQ'), success: true, errors: [], created: true }
    const fresh = (apiVersion?: string) => systemFor(fake, fake.org, apiVersion === undefined ? {} : { apiVersion }).system
    /** An answer, the request that gets it spoilt, a call that asks for it. */
    const calls: [string, string, RegExp, (system: SalesforceCustomers) => Promise<unknown>][] = [
      [
        await answerTo(`/v66.0/sobjects/Contact/${id}?fields=${names('Contact')}`),
        'GET',
        /Contact\/003/,
        (one) => one.getCustomer(id),
      ],
      [contacts, 'GET', /query/, (one) => one.listCustomers()],
      [contacts, 'GET', /query/, (one) => one.getCustomerByEmail('a@example.org')],
      [contacts, 'GET', /query/, (one) => one.searchCustomers('martin')],
      [JSON.stringify({ searchRecords: [{ attributes: {}, Id: id }] }), 'GET', /search/, (one) => one.searchCustomers('martin')],
      [contacts, 'GET', /query/, (one) => one.changesSince(null)],
      [await answerTo(`/v66.0/sobjects/Contact/deleted/?${span}`), 'GET', /deleted/, (one) => one.changesSince(cursor)],
      [tasks, 'GET', /query/, (one) => one.getNotes(id)],
      [tasks, 'GET', /query/, (one) => one.getActivities(id)],
      [await answerTo('/v66.0/sobjects/Contact/describe'), 'GET', /describe/, () => fresh('v66.0').getCustomer(id)],
      [await answerTo('/v66.0/sobjects/Contact/describe'), 'GET', /Contact\/describe/, (one) => one.missingFields()],
      [await answerTo('/'), 'GET', /data\/$/, () => fresh().getCustomer(id)],
      [JSON.stringify([row]), 'PATCH', /composite/, (one) => one.batchUpsert([{ key: 'b', input: { firstName: 'B' } }])],
      [JSON.stringify({ ...row, id }), 'POST', /Contact$/, (one) => one.createCustomer({ firstName: 'Neu' })],
      [JSON.stringify({ ...row, id: fake.org.all('Task')[0]?.id ?? '' }), 'PATCH', /Task/, (one) => one.addNote(id, 'neu')],
    ]
    const outcomes = calls.map(() => ({ wrong: 0, right: 0 }))

    /** Customers, notes and lines in whatever a call answers; each is whole, and one that misses something is never shown. */
    const checkWhole = (answer: unknown, isCut: boolean): void => {
      if (Array.isArray(answer)) return answer.forEach((one) => checkWhole(one, isCut))
      if (typeof answer !== 'object' || answer === null) return
      if ('data' in answer) return checkWhole(answer.data, isCut)
      if ('changes' in answer) return checkWhole(answer.changes, isCut)
      if ('kind' in answer && 'customer' in answer) return checkWhole(answer.customer, isCut)
      if ('id' in answer) expect(answer.id).toMatch(/^(created-)?00[3T][A-Za-z0-9]{15}$/)
      if ('handles' in answer) {
        customerSchema.parse(answer)
        if (isCut) expect(answer).toEqual(original)
      } else if ('content' in answer || 'timestamp' in answer) {
        ;('content' in answer ? noteSchema : activitySchema).parse(answer)
        if (isCut) expect(history).toContainEqual(answer)
      }
    }
    let turn = 0
    await fc.assert(
      fc.asyncProperty(
        fc.nat(calls.length - 1),
        fc.array(fc.nat(60), { maxLength: 4 }),
        fc.nat(3),
        odd,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (which, path, how, put, part) => {
          const [text = '', method = '', asked = /^/, call = () => Promise.resolve()] = calls[which] ?? []
          const body = [
            () => JSON.stringify(spoiled(JSON.parse(text) as Json, path, how, put)),
            () => JSON.stringify(spoiled(JSON.parse(text) as Json, path, how, put)),
            () => text.slice(0, Math.floor(text.length * part)),
            () => `<html>${text.slice(0, 200)}</html>`,
          ][how]?.()
          const spoilt = fake.failOn(method, asked, { answer: 200, body: body ?? '' })
          const outcome = outcomes[which]
          try {
            // Removing a field from a description is an org without that field: nothing is missing there.
            checkWhole(
              await call(systems[(turn += 1) % systems.length] ?? system),
              how === 1 && !asked.source.includes('describe'),
            )
            if (outcome !== undefined) outcome.right += 1
          } catch (error) {
            expect(error).toBeInstanceOf(CrmError)
            if (error instanceof CrmError) {
              expect(['bad_response', 'invalid', 'not_found', 'unavailable', 'unsupported']).toContain(error.code)
              expect(`${error.message} ${JSON.stringify(error.params)}`).not.toMatch(
                /Martin|0639980040|639980040|example\.org|Taille/,
              )
            }
            if (outcome !== undefined) outcome.wrong += 1
          }
          expect(spoilt.end(), 'nobody asked').toBeGreaterThan(0)
        },
      ),
      { numRuns: 1_500 },
    )
    for (const [at, { wrong, right }] of outcomes.entries()) {
      expect(wrong, `${calls[at]?.[2]} ${at}`).toBeGreaterThan(20)
      expect(right, `${calls[at]?.[2]} ${at}`).toBeGreaterThan(0)
    }
    // Nothing was written to those who were there, and nobody was made.
    expect(JSON.stringify(fake.org.all('Contact').map(({ values }) => values))).toBe(kept)
  }),
)
