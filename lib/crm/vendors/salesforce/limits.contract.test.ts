// Limits, locks and maintenance; which version and which address are used.
import { expect, test, vi } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { systemFor, withFake } from './__fixtures__/salesforce-world'
import { SalesforceCustomers } from './adapter'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined }) }))

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof CrmError ? error : null),
  )

test('locks are waited for; a used-up day stops at once, jobs at four fifths of it; maintenance is unavailable', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const { id } = await system.createCustomer({ firstName: 'Ana' })
    const locked = { answer: 400, body: '[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access"}]' }
    fake.fail(locked, 2)
    expect((await system.getCustomer(id))?.id).toBe(id)
    fake.fail({ answer: 503, headers: { 'content-type': 'text/html' }, body: '<html>Maintenance</html>' }, 1)
    expect((await system.getCustomer(id))?.id).toBe(id)
    for (const message of ['Connected app is not attached to Agent', 'This session is not valid for use with the REST API']) {
      const own = systemFor(fake, fake.org)
      fake.fail({ answer: 401, body: JSON.stringify([{ errorCode: 'INVALID_SESSION_ID', message }]) }, 1)
      expect(await refusal(own.system.getCustomer(id))).toMatchObject({ code: 'auth_expired' })
      expect(own.refreshes()).toBe(0)
    }
    fake.org.usage.used = 79_990
    const job = systemFor(fake, fake.org, {}, 'background')
    for (let call = 0; call < 14; call++) await refusal(job.system.getCustomer(id))
    const before = fake.state.requests
    expect(await refusal(job.system.getCustomer(id))).toMatchObject({ code: 'rate_limited', reason: 'daily_limit' })
    expect(fake.state.requests).toBe(before)
    expect((await system.getCustomer(id))?.id).toBe(id)
    fake.org.usage.used = 100_000
    expect(await refusal(systemFor(fake, fake.org).system.getCustomer(id))).toMatchObject({
      code: 'rate_limited',
      reason: 'daily_limit',
      retryAfter: 3_600,
    })
  }))

test('the API’s version is the newest that both know, or the one that was asked for', () =>
  withFake(async (fake) => {
    const used = () => [...fake.state.paths.keys()].flatMap((path) => /\/data\/(v\d+\.\d)\//.exec(path)?.[1] ?? [])
    fake.org.versions.push('99.0')
    await systemFor(fake, fake.org).system.listCustomers()
    expect(new Set(used())).toEqual(new Set(['v66.0']))
    fake.org.versions.splice(0, fake.org.versions.length, '98.0')
    expect(await refusal(systemFor(fake, fake.org).system.listCustomers())).toMatchObject({ code: 'unsupported' })
    fake.org.versions.push('64.0')
    await systemFor(fake, fake.org, { apiVersion: 'v64.0' }).system.listCustomers()
    expect(used()).toContain('v64.0')
  }))

test('an org that moved: the address that came with the newest token is used', () =>
  withFake(async (fake) => {
    let renewals = 0
    const moved = { accessToken: fake.oauth.issue(fake.org), apiUrl: fake.url }
    const access = {
      current: () => Promise.resolve(renewals === 0 ? { accessToken: 'ended', apiUrl: `${fake.url}/old` } : moved),
      renew: () => Promise.resolve(((renewals += 1), moved)),
    }
    const system = new SalesforceCustomers(
      {},
      { timeout: 1_000, apiVersion: 'v66.0' },
      { access, account: `${fake.url} moved`, priority: 'interactive' },
    )
    expect((await system.listCustomers()).data).toEqual([])
    await system.listCustomers()
    expect(renewals).toBe(1)
    const paths = [...fake.state.paths.keys()]
    expect(paths[0]).toMatch(/^\/old\//)
    expect(paths.slice(1).every((path) => path.startsWith('/services/'))).toBe(true)
  }))
