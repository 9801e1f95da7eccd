// Over HTTP: tokens, limits, outages, nonsense answers, silence in errors and logs (points 10, 11, 12 and 14).
import { expect } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { failure, inWorld, type MakeWorld, newPhone } from './in-world'
import type { ContractWorld, HttpTransport } from './world'

export function transportCases(make: MakeWorld<ContractWorld<HttpTransport>>): void {
  inWorld(make, 'a refused token is renewed once, and the request repeated once', async ({ system, transport }) => {
    const { id } = await system.createCustomer({ firstName: 'Ana' })
    transport.expireToken(true)
    expect((await system.getCustomer(id))?.id).toBe(id)
    expect(transport.refreshes()).toBe(1)
    transport.expireToken(true)
    await Promise.all(Array.from({ length: 10 }, () => system.getCustomer(id)))
    expect(transport.refreshes()).toBe(2)
  })

  inWorld(make, 'a token that cannot be renewed is auth_expired, without a storm of attempts', async ({ system, transport }) => {
    const { id } = await system.createCustomer({ firstName: 'Ana' })
    transport.expireToken(false)
    const before = transport.requests()
    await failure('auth_expired', system.getCustomer(id))
    expect(transport.requests() - before).toBeLessThanOrEqual(2)
    expect((await system.testConnection()).ok).toBe(false)
  })

  inWorld(make, 'a limit is waited for as told, and given up in the end', async ({ system, transport }) => {
    const { id } = await system.createCustomer({ firstName: 'Ana' })
    transport.fail({ answer: 429, headers: { 'retry-after': '1' } }, 1)
    const start = Date.now()
    expect((await system.getCustomer(id))?.id).toBe(id)
    expect(Date.now() - start).toBeGreaterThanOrEqual(900)
    transport.fail({ answer: 429, headers: { 'retry-after': '3600' } }, 1_000)
    const before = transport.requests()
    const error = await failure('rate_limited', system.getCustomer(id))
    expect(error.retryAfter).toBe(3600)
    expect(transport.requests() - before).toBeLessThanOrEqual(5)
  })

  for (const answer of [500, 503, 'broken', 'silent'] as const)
    inWorld(make, `${answer} is unavailable, never an absence`, async ({ system, transport }) => {
      const { id } = await system.createCustomer({ firstName: 'Ana' })
      transport.fail({ answer }, 1_000)
      await failure('unavailable', system.getCustomer(id))
      await failure('unavailable', system.searchCustomers('Ana'))
      await failure('unavailable', system.updateCustomer(id, { firstName: 'B' }))
    })

  for (const body of ['', '<html>Bad gateway</html>', '{"id":', '[]', 'null', '{"unexpected":true}'])
    inWorld(
      make,
      `an answer that makes no sense is bad_response: ${JSON.stringify(body)}`,
      async ({ system, transport, backDoor }) => {
        const { id } = await system.createCustomer({ firstName: 'Ana' })
        transport.fail({ answer: 200, headers: { 'content-type': 'application/json' }, body }, 1)
        await failure('bad_response', system.getCustomer(id))
        expect(await backDoor.read(id)).toMatchObject({ firstName: 'Ana' })
      },
    )

  inWorld(make, 'neither errors nor logs hold a token or a person', async ({ system, transport }) => {
    const phone = newPhone()
    const { id } = await system.createCustomer({ firstName: 'Secretia', phone })
    const said: string[] = []
    const faults = [401, 403, 429, 500].map((answer) => ({ answer, body: `{"message":"Secretia ${phone}"}` }))
    for (const fault of [...faults, { answer: 200, body: `{"oops":"Secretia ${phone}"}` }]) {
      transport.fail(fault, 3)
      const error: unknown = await system.updateCustomer(id, { firstName: 'Secretia', phone }).catch((caught: unknown) => caught)
      if (error instanceof CrmError)
        said.push(error.message, error.stack ?? '', JSON.stringify(error.params), JSON.stringify(error.issues))
      transport.fail({ answer: 200 }, 0)
    }
    expect(said.length).toBeGreaterThan(0)
    const everything = `${said.join('\n')}\n${transport.logged()}`
    for (const secret of [...transport.secrets(), 'Secretia', phone]) expect(everything).not.toContain(secret)
  })
}
