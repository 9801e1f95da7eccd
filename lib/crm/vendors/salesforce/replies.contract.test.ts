// Answers that make no sense, a thousand of them: only errors a caller can act on, and never half a record.
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { customerSchema } from '@/lib/customers/customer'
import { CrmError } from '@/lib/shared/errors'
import { systemFor, withFake } from './__fixtures__/salesforce-world'

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

test(
  '1,000 spoilt answers: errors of ours or whole customers',
  () =>
    withFake(async (fake) => {
      // Each has a budget of its own: the test need not wait for one.
      const systems = Array.from({ length: 12 }, () => systemFor(fake, fake.org, { timeout: 2_000 }).system)
      let turn = 0
      const next = () => systems[(turn += 1) % systems.length] ?? systemFor(fake, fake.org).system
      const system = next()
      for (const one of systems) await one.listCustomers()
      const original = await system.createCustomer({
        firstName: 'Ana',
        lastName: 'Martin',
        phone: '0639980040',
        email: 'a@example.org',
        tags: ['vip'],
        metadata: { a: 1 },
      })
      const { id } = original
      const token = fake.oauth.issue(fake.org)
      const row = fake.org.rows.get(id)
      if (row === undefined) throw new Error('no row')
      const answerTo = async (path: string) =>
        (await fetch(`${fake.url}${path}`, { headers: { authorization: `Bearer ${token}` } })).text()
      const names = [...fake.org.fields.Contact.keys()].filter((name) => name !== 'AccountId')
      const record = await answerTo(`/services/data/v66.0/sobjects/Contact/${id}?fields=${names.join(',')}`)
      const list = await answerTo(`/services/data/v66.0/query?q=${encodeURIComponent(`SELECT ${names.join(', ')} FROM Contact`)}`)
      let wrong = 0
      let whole = 0
      const calls: [string, () => Promise<unknown>][] = [
        [record, () => next().getCustomer(id)],
        [list, () => next().listCustomers()],
        [list, () => next().getCustomerByEmail('a@example.org')],
        [list, () => next().changesSince(null)],
      ]
      const wholeCustomers = (answer: unknown): unknown[] => {
        if (answer === null || answer === undefined) return []
        if (typeof answer === 'object' && 'data' in answer && Array.isArray(answer.data)) return answer.data
        if (typeof answer === 'object' && 'changes' in answer && Array.isArray(answer.changes))
          return answer.changes.flatMap((change: { customer: unknown }) => (change.customer === null ? [] : [change.customer]))
        return [answer]
      }
      await fc.assert(
        fc.asyncProperty(
          fc.nat(3),
          fc.array(fc.nat(60), { maxLength: 4 }),
          fc.nat(3),
          odd,
          fc.double({ min: 0, max: 1, noNaN: true }),
          async (which, path, how, put, part) => {
            const [text, call] = calls[which] ?? calls[0] ?? ['', () => Promise.resolve(null)]
            const whole_ = JSON.stringify(spoiled(JSON.parse(text) as Json, path, how, put))
            const body =
              how === 2
                ? text.slice(0, Math.floor(text.length * part))
                : how === 3
                  ? `<html>${text.slice(0, 200)}</html>`
                  : whole_
            fake.fail({ answer: 200, body }, 1)
            try {
              const answer = await call()
              for (const customer of wholeCustomers(answer)) {
                customerSchema.parse(customer)
                // Something that is missing from an answer is not taken for an empty field.
                if (how === 1) expect(customer).toEqual(original)
                whole += 1
              }
            } catch (error) {
              expect(error).toBeInstanceOf(CrmError)
              if (error instanceof CrmError) {
                expect(['bad_response', 'invalid', 'not_found', 'unavailable']).toContain(error.code)
                expect(`${error.message} ${JSON.stringify(error.params)}`).not.toMatch(/Martin|0639980040|639980040|example\.org/)
              }
              wrong += 1
            }
            fake.fail({ answer: 200 }, 0)
          },
        ),
        { numRuns: 1_000 },
      )
      expect(wrong).toBeGreaterThan(300)
      expect(whole).toBeGreaterThan(0)
      // Nothing was written meanwhile.
      expect(row.values).toMatchObject({ FirstName: 'Ana', LastName: 'Martin', Phone: '+33639980040' })
    }),
  180_000,
)
