// The way out to a vendor: waiting, repeating, giving up; tokens; the breaker; the budget; what logs hold. Time runs fast.
import { inspect } from 'node:util'
import { createServer as createSocketServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { fastClock } from '@/lib/test/clocks'
import { answer, closeServers, onLoopback, serve } from '@/lib/test/loopback'
import type { Access, AccessGrant } from './access'
import { createVendorHttp, type VendorHttp, type VendorHttpConfig } from './http'
import { HttpAccounts } from './http-accounts'
import { retryAfterOf } from './http-failure'
import { pathPattern } from './http-path-pattern'
import { renewingAccess } from './renewing-access'

const lines: unknown[] = []
vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: (line: unknown) => lines.push(line) }) }))

/** A second takes forty milliseconds. */
const clock = fastClock(25)
let accounts: HttpAccounts
beforeEach(() => {
  lines.length = 0
  accounts = new HttpAccounts(clock)
})
afterEach(closeServers)

const fixedAccess: Access = {
  current: async () => ({ accessToken: 'token-1', apiUrl: null }),
  renew: async () => ({ accessToken: 'token-2', apiUrl: null }),
}

const httpTo = (url: string, more: Partial<VendorHttpConfig> = {}): VendorHttp =>
  createVendorHttp(
    {
      vendor: 'toy',
      account: 'shop',
      access: fixedAccess,
      apiUrl: () => url,
      allows: ({ origin }) => origin === new URL(url).origin,
      ownOrigins: [new URL(url).origin],
      limits: { default: { requests: 10_000, per: 1_000 } },
      timeout: 2_000,
      priority: 'interactive',
      ...more,
    },
    { clock, random: () => 0.5 },
    accounts,
  )

const get = { method: 'GET', path: '/contacts/1' } as const
const post = { method: 'POST', path: '/contacts', json: { a: 1 } } as const
const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('"not now"', () => {
  test.each([
    ['a number', { 'retry-after': '2' }, 2_000],
    ['a date, by their clock', { 'retry-after': 'Wed, 21 Oct 2015 07:28:04 GMT', date: 'Wed, 21 Oct 2015 07:28:01 GMT' }, 3_000],
    ['nothing', {}, 1_000],
    ['nonsense', { 'retry-after': '-5' }, 1_000],
    ['zero', { 'retry-after': '0' }, 0],
  ])('429 with %s: waited for, then sent again, a creation too', async (_name, headers, wait) => {
    const server = await serve((_request, response, count) =>
      count === 1 ? answer(429, '', headers)(response) : answer(200, '{"ok":true}')(response),
    )
    const started = clock.now()
    expect(await httpTo(server.url).read(z.object({ ok: z.literal(true) }), post)).toEqual({ ok: true })
    expect(server.count()).toBe(2)
    expect(clock.now() - started).toBeGreaterThanOrEqual(wait)
  })

  test('it holds the whole account, not the caller alone', async () => {
    const arrivals: number[] = []
    const server = await serve((_request, response, count) => {
      arrivals.push(clock.now())
      answer(count === 1 ? 429 : 200, '{}', count === 1 ? { 'retry-after': '4' } : {})(response)
    })
    const first = httpTo(server.url).send(get)
    while (server.count() === 0 || lines.length === 0) await new Promise((done) => setTimeout(done, 1))
    await Promise.all([first, httpTo(server.url).send(get), httpTo(server.url).send(get)])
    expect(arrivals).toHaveLength(4)
    for (const at of arrivals.slice(1)) expect(at - arrivals[0]!).toBeGreaterThanOrEqual(3_900)
  })

  test('a long wait is told at once; while it lasts nothing more is sent; a job waits longer than a person', async () => {
    const server = await serve((_request, response) => answer(429, '', { 'retry-after': '3600' })(response))
    await expect(httpTo(server.url).send(get)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 3_600 })
    await expect(httpTo(server.url, { priority: 'background' }).send(get)).rejects.toMatchObject({ code: 'rate_limited' })
    expect(server.count()).toBe(1)
    const slow = await serve((_request, response, count) =>
      answer(count === 1 ? 429 : 200, '{}', count === 1 ? { 'retry-after': '30' } : {})(response),
    )
    expect((await httpTo(slow.url, { priority: 'background', account: 'other' }).send(get)).status).toBe(200)
    expect(slow.count()).toBe(2)
  })

  test('it is given up after four attempts', async () => {
    const server = await serve((_request, response) => answer(429)(response))
    await expect(httpTo(server.url).send(post)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 8 })
    expect(server.count()).toBe(4)
    const patient = await serve((_request, response) => answer(429, '', { 'retry-after': '1' })(response))
    await expect(httpTo(patient.url, { account: 'b' }).send(post)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 1 })
    expect(patient.count()).toBe(4)
  })

  test('503 with Retry-After had no effect: a creation is sent again; a long one is told', async () => {
    const server = await serve((_request, response, count) =>
      answer(count === 1 ? 503 : 201, '{}', count === 1 ? { 'retry-after': '1' } : {})(response),
    )
    expect((await httpTo(server.url).send(post)).status).toBe(201)
    const long = await serve((_request, response) => answer(503, '', { 'retry-after': '120' })(response))
    for (const priority of ['interactive', 'background'] as const)
      await expect(httpTo(long.url, { priority }).send(get)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 120 })
    expect(long.count()).toBe(2)
  })

  test('only a number of seconds or a date is a Retry-After', () => {
    const read = (value: string) => retryAfterOf({ headers: { 'retry-after': value } })
    expect(['7', ' 7 ', '0'].map(read)).toEqual([7, 7, 0])
    for (const text of ['', '-1', '1.5', '1e9', 'soon', '99999999999', 'Wed', '0x10', '2026-01-01']) expect(read(text)).toBeNull()
    expect(read('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0)
    expect(read(new Date(Date.now() + 90_000).toUTCString())).toBeGreaterThan(87)
  })
})

describe('failures', () => {
  test.each([500, 502, 503, 504])('%i: a read is tried four times, a creation once with an unknown outcome', async (status) => {
    const server = await serve((_request, response) => answer(status, '{"message":"Secretia"}')(response))
    const http = httpTo(server.url)
    const error = await failureOf(http.send(get))
    expect(error).toMatchObject({ code: 'unavailable', reason: 'unavailable' })
    expect(inspect(error, { depth: 9 })).not.toContain('Secretia')
    expect(server.count()).toBe(4)
    await expect(http.send(post)).rejects.toMatchObject({ code: 'unavailable', reason: 'outcome_unknown' })
    await expect(http.send({ ...post, method: 'PATCH' })).rejects.toMatchObject({ reason: 'outcome_unknown' })
    expect(server.count()).toBe(6)
    await expect(http.send({ ...post, repeatable: true })).rejects.toMatchObject({ reason: 'unavailable' })
    expect(server.count()).toBe(10)
    await expect(http.send({ ...get, repeatable: false })).rejects.toMatchObject({ reason: 'outcome_unknown' })
    expect(server.count()).toBe(11)
  })

  test('a broken connection and a cut body leave a creation’s outcome open; a read goes through in the end', async () => {
    const broken = await serve((request, response, count) => (count <= 2 ? void request.socket.destroy() : answer(200)(response)))
    await expect(httpTo(broken.url).send(post)).rejects.toMatchObject({ reason: 'outcome_unknown' })
    expect(broken.count()).toBe(1)
    expect((await httpTo(broken.url).send(get)).status).toBe(200)
    const cut = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"id":')
      setTimeout(() => response.destroy(), 5)
    })
    await expect(httpTo(cut.url).send(post)).rejects.toMatchObject({ reason: 'outcome_unknown' })
    const chunked = await serve((_request, response) => {
      response.writeHead(200).write('{"id":1}')
      setTimeout(() => response.destroy(), 5)
    })
    await expect(httpTo(chunked.url).send(get)).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('what was not sent has no unknown outcome: nobody listens, nobody can be trusted', async () => {
    const gone = await serve(() => undefined)
    await closeServers()
    await expect(httpTo(gone.url).send(post)).rejects.toMatchObject({ code: 'unavailable', reason: 'unavailable' })
    expect(lines).toHaveLength(4)
    // A server without TLS behind an https address.
    const plain = await serve((_request, response) => answer(200)(response))
    const error = await failureOf(httpTo(plain.url.replace('http:', 'https:'), { account: 'tls' }).send(post))
    expect(error).toMatchObject({ code: 'unavailable', reason: 'unavailable' })
    expect(error).toHaveProperty('cause')
    expect(plain.count()).toBe(0)
  })

  test('an answer that is no HTTP is unavailable, and its bytes are not kept', async () => {
    const url = await onLoopback(
      createSocketServer((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nSecretia +33612345678\r\n\r\n{}'))
      }),
    )
    const error = await failureOf(httpTo(url).send(get))
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(inspect(error, { depth: 9 })).not.toMatch(/Secretia|3361234|token-1/)
  })

  test.each([
    [400, 'invalid'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [409, 'conflict'],
    [410, 'not_found'],
    [412, 'conflict'],
    [422, 'invalid'],
    [418, 'invalid'],
    [304, 'bad_response'],
  ])('%i is %s, at once, and quotes nothing; or an answer when it is expected', async (status, code) => {
    const server = await serve((_request, response) => answer(status, status === 304 ? '' : '{"message":"Secretia"}')(response))
    const error = await failureOf(httpTo(server.url).send({ ...get, query: { email: 'ana@example.org' } }))
    expect(error).toMatchObject({ code })
    expect(inspect(error, { depth: 9 })).not.toMatch(/Secretia|ana|token-1/)
    expect(server.count()).toBe(1)
    expect((await httpTo(server.url).send({ ...get, accept: [status] })).status).toBe(status)
  })

  test.each([408, 425])('%i was not acted on: even a creation is sent again', async (status) => {
    const server = await serve((_request, response, count) => answer(count === 1 ? status : 201)(response))
    expect((await httpTo(server.url).send(post)).status).toBe(201)
  })

  test('a person’s call that has failed for 20 seconds is not begun again', async () => {
    const server = await serve(() => undefined)
    await expect(httpTo(server.url, { timeout: 820 }).send(get)).rejects.toMatchObject({ code: 'unavailable' })
    expect(server.count()).toBe(1)
    await expect(httpTo(server.url, { timeout: 30, priority: 'background' }).send(get)).rejects.toMatchObject({
      code: 'unavailable',
    })
    expect(server.count()).toBe(5)
  })
})

describe('the vendor’s own reading of a refusal', () => {
  test('goes before the status: a 403 that is a limit is waited for', async () => {
    const server = await serve((_request, response, count) => answer(count === 1 ? 403 : 200, '{}')(response))
    const refusal = () => new CrmError('rate_limited', 'Too many', { retryAfter: 3 })
    const started = clock.now()
    expect((await httpTo(server.url, { refusal }).send(post)).status).toBe(200)
    expect(clock.now() - started).toBeGreaterThanOrEqual(3_000)
  })

  test('a 401 that no renewal mends is final', async () => {
    let renewals = 0
    const access: Access = { ...fixedAccess, renew: async (grant) => ((renewals += 1) > 0 ? grant : grant) }
    const server = await serve((_request, response) => answer(401)(response))
    const refusal = () => new CrmError('forbidden', 'The app was removed', { reason: 'app_removed' })
    await expect(httpTo(server.url, { access, refusal }).send(get)).rejects.toMatchObject({ reason: 'app_removed' })
    expect([server.count(), renewals]).toEqual([1, 0])
  })

  test('null leaves it to the status; a daily limit is told at once', async () => {
    const server = await serve((_request, response) => answer(409)(response))
    await expect(httpTo(server.url, { refusal: () => null }).send(get)).rejects.toMatchObject({ code: 'conflict' })
    const daily = await serve((_request, response) => answer(429)(response))
    const refusal = () => new CrmError('rate_limited', 'Daily', { reason: 'daily_limit', retryAfter: 3_600 })
    await expect(httpTo(daily.url, { refusal }).send(get)).rejects.toMatchObject({ reason: 'daily_limit', retryAfter: 3_600 })
    expect(daily.count()).toBe(1)
  })
})

test('a vendor’s own header holds the token alone, and no other does', async () => {
  const seen: unknown[] = []
  const { url } = await serve((request, response) => {
    seen.push(request.headers['x-own-token'], request.headers.authorization)
    answer(200)(response)
  })
  await httpTo(url, { authorization: () => null }).send({ ...get, tokenHeader: 'x-own-token' })
  expect(seen).toEqual(['token-1', undefined])
})

describe('tokens', () => {
  const only = (good: string) =>
    serve((request, response) => answer(request.headers.authorization === `Bearer ${good}` ? 200 : 401)(response))

  test('a refused one is renewed once and the request repeated, a creation too', async () => {
    const server = await only('token-2')
    expect((await httpTo(server.url).send(post)).status).toBe(200)
    expect(server.count()).toBe(2)
  })

  test('one that is refused again is auth_expired', async () => {
    const server = await only('none')
    await expect(httpTo(server.url).send(get)).rejects.toMatchObject({ code: 'auth_expired' })
    expect(server.count()).toBe(2)
  })

  test('a hundred at once: one exchange, each request repeated once', async () => {
    const server = await only('token-2')
    let exchanges = 0
    const access = renewingAccess({ accessToken: 'token-1', apiUrl: null }, async (): Promise<AccessGrant> => {
      exchanges += 1
      await new Promise((done) => setTimeout(done, 30))
      return { accessToken: 'token-2', apiUrl: null }
    })
    const http = httpTo(server.url, { access })
    const answers = await Promise.all(Array.from({ length: 100 }, () => http.send(get)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(exchanges).toBe(1)
    expect(server.count()).toBeLessThanOrEqual(200)
  })

  test('a storm of refusals does not loop, whatever renewal does', async () => {
    const server = await only('none')
    let serial = 1
    const access = renewingAccess({ accessToken: 'token-1', apiUrl: null }, async () => ({
      accessToken: `token-${(serial += 1)}`,
      apiUrl: null,
    }))
    const http = httpTo(server.url, { access })
    const failures = await Promise.all(Array.from({ length: 50 }, () => failureOf(http.send(get))))
    for (const failure of failures) expect(failure).toMatchObject({ code: 'auth_expired' })
    expect(server.count()).toBeLessThanOrEqual(100)
    // Renewal that answers the same token, or fails.
    const stuck = httpTo(server.url, { access: { ...fixedAccess, renew: async (grant) => grant } })
    await expect(stuck.send(get)).rejects.toMatchObject({ code: 'auth_expired' })
    const away = new CrmError('unavailable', 'The token address does not answer')
    const failing = httpTo(server.url, { access: { ...fixedAccess, renew: async () => Promise.reject(away) } })
    await expect(failing.send(get)).rejects.toBe(away)
  })

  test('one with signs that no header holds is refused here', async () => {
    const server = await only('x')
    for (const accessToken of ['', 'a b', 'a\r\nX-Evil: 1', 'clé'])
      await expect(
        httpTo(server.url, { access: { ...fixedAccess, current: async () => ({ accessToken, apiUrl: null }) } }).send(get),
      ).rejects.toMatchObject({ code: 'auth_expired' })
    expect(server.count()).toBe(0)
  })
})

describe('the breaker', () => {
  afterEach(() => void vi.useRealTimers())

  test('opens after eight failures in a row, sends nothing, is the account’s own, and lets one through after ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    let status = 500
    const server = await serve((_request, response) => setTimeout(() => answer(status)(response), 5))
    const http = httpTo(server.url)
    for (let i = 0; i < 8; i++) await expect(http.send(post)).rejects.toMatchObject({ reason: 'outcome_unknown' })
    vi.advanceTimersByTime(3_000)
    await expect(http.send(post)).rejects.toMatchObject({ code: 'unavailable', reason: 'unavailable', retryAfter: 7 })
    expect(server.count()).toBe(8)
    await expect(httpTo(server.url, { account: 'other' }).send(post)).rejects.toMatchObject({ reason: 'outcome_unknown' })
    expect(server.count()).toBe(9)
    // The probe has one attempt; the others wait for it and are refused with it.
    vi.advanceTimersByTime(7_000)
    const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(http.send(get))))
    for (const failure of failures) expect(failure).toMatchObject({ code: 'unavailable' })
    expect(server.count()).toBe(10)
    status = 200
    vi.advanceTimersByTime(10_000)
    const answers = await Promise.all(Array.from({ length: 20 }, () => http.send(get)))
    expect(answers).toHaveLength(20)
    expect(server.count()).toBe(30)
  })

  test('any answer but an outage ends the row: a 404, a 429, a refused token', async () => {
    const server = await serve((request, response) => answer(Number(request.url?.slice(1)))(response))
    const http = httpTo(server.url)
    for (const between of [404, 422, 401]) {
      for (let i = 0; i < 7; i++) await failureOf(http.send({ ...post, path: '/500' }))
      await failureOf(http.send({ ...post, path: `/${between}` }))
    }
    const before = server.count()
    await expect(http.send({ ...post, path: '/500' })).rejects.toMatchObject({ reason: 'outcome_unknown' })
    expect(server.count()).toBe(before + 1)
  })

  test('trouble of ours does not open it', async () => {
    const server = await serve((_request, response) => answer(200)(response))
    const away = () => Promise.reject(new CrmError('unavailable', 'The token address does not answer'))
    for (let i = 0; i < 10; i++) await failureOf(httpTo(server.url, { access: { current: away, renew: away } }).send(get))
    expect((await httpTo(server.url).send(get)).status).toBe(200)
  })
})

describe('accounts', () => {
  test('a limit is the account’s, whoever calls; a bucket without one of its own counts with the default', async () => {
    const server = await serve((_request, response) => answer(200)(response))
    const limits = { default: { requests: 3, per: 20_000 }, search: { requests: 2, per: 20_000 } }
    for (const bucket of ['default', 'unknown', 'constructor']) await httpTo(server.url, { limits }).send({ ...get, bucket })
    await httpTo(server.url, { limits }).send({ ...get, bucket: 'search' })
    expect(accounts.use('toy', 'shop')).toEqual({ default: { used: 3, of: 3 }, search: { used: 1, of: 2 } })
    expect(accounts.use('toy', 'nobody')).toEqual({})
    // A person is not left hanging for a full window of 20 seconds.
    await expect(httpTo(server.url, { limits }).send(get)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 20 })
    expect(server.count()).toBe(4)
    expect((await httpTo(server.url, { limits, account: 'other' }).send(get)).status).toBe(200)
  })

  test('idle ones are forgotten when there are many; one that counts or is paused is not', () => {
    const few = new HttpAccounts(clock, 3)
    const limits = { default: { requests: 1, per: 1_000 } }
    few.of('toy', 'a')
    few.of('toy', 'paused').budget({ limits }).pause(60_000)
    few.of('toy', 'b')
    few.of('toy', 'c')
    expect(few.size).toBe(2)
    const paused = few.of('toy', 'paused')
    expect(paused.isIdle()).toBe(false)
    for (const name of ['d', 'e', 'f', 'g']) few.of('toy', name).budget({ limits }).pause(60_000)
    expect(few.size).toBe(3)
  })
})

describe('logs', () => {
  test('a line an attempt, without query, ids, token or body', async () => {
    const server = await serve((_request, response, count) => answer(count === 1 ? 500 : 200)(response))
    await httpTo(server.url).send({ method: 'GET', path: '/contacts/ana%40example.org', query: { q: 'Secretia' } })
    expect(lines).toMatchObject([
      { vendor: 'toy', account: 'shop', method: 'GET', path: '/contacts/:id', status: 500, attempt: 1 },
      { path: '/contacts/:id', status: 200, attempt: 2 },
    ])
    expect(JSON.stringify(lines)).not.toMatch(/Secretia|token-|ana/)
  })

  test.each([
    ['/crm/objects/2026-09/contacts/512?idProperty=email', '/crm/objects/2026-09/contacts/:id'],
    ['/crm/v3/objects/contacts/batch/read', '/crm/v3/objects/contacts/batch/read'],
    ['/services/data/v62.0/sobjects/Contact/003xx000004TmiQAAS', '/services/data/v62.0/sobjects/Contact/:id'],
    ['/contacts/7', '/contacts/:id'],
    ['/contacts/+33612345678', '/contacts/:id'],
    ['/contacts/jean.dupont', '/contacts/:id'],
    ['/contacts/%C3%89lodie', '/contacts/:id'],
    ['/a#b', '/a'],
  ])('%s is %s', (path, pattern) => expect(pathPattern(path)).toBe(pattern))
})
