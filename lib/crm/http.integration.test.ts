// The way out to a vendor: waiting, repeating, giving up; what never leaves; and how much is ever held.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { Access } from './access'
import { guardedAgent, isPublicAddress } from './egress'
import { createVendorHttp, type VendorHttp, type VendorHttpConfig } from './http'

const lines: unknown[] = []
vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: (line: unknown) => lines.push(line) }) }))

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
})

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void

async function serve(handler: Handler): Promise<{ url: string; count(): number }> {
  let count = 0
  const server = createServer((request, response) => handler(request, response, (count += 1)))
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, count: () => count }
}

const fixedAccess: Access = {
  current: async () => ({ accessToken: 'token-1', apiUrl: null }),
  renew: async () => ({ accessToken: 'token-2', apiUrl: null }),
}

let made = 0
const httpTo = (url: string, more: Partial<VendorHttpConfig> = {}): VendorHttp =>
  createVendorHttp({
    vendor: 'toy',
    account: `account-${(made += 1)}`,
    access: fixedAccess,
    apiUrl: () => url,
    allows: ({ origin }) => origin === new URL(url).origin,
    ownOrigins: [new URL(url).origin],
    limits: { default: { requests: 1_000, per: 1_000 } },
    timeout: 400,
    priority: 'interactive',
    ...more,
  })

const answer =
  (status: number, body = '{}', headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end(body)
const get = { method: 'GET', path: '/contacts/1' } as const
const post = { method: 'POST', path: '/contacts', json: { a: 1 } } as const

describe('refusals and repetition', () => {
  test('a number of seconds, a date, and none: waited for; the request goes through', async () => {
    for (const header of ['1', new Date(Date.now() + 1_500).toUTCString(), null]) {
      const server = await serve((_request, response, count) =>
        count === 1
          ? answer(429, '', header === null ? {} : { 'retry-after': header })(response)
          : answer(200, '{"ok":true}')(response),
      )
      const started = Date.now()
      // A refusal had no effect: even a creation is sent again.
      expect(await httpTo(server.url).read(z.object({ ok: z.literal(true) }), post)).toEqual({ ok: true })
      expect(server.count()).toBe(2)
      if (header === '1') expect(Date.now() - started).toBeGreaterThanOrEqual(950)
    }
  })

  test('a long wait is told, not waited for; a job waits longer than a person', async () => {
    const server = await serve((_request, response) => answer(429, '', { 'retry-after': '3600' })(response))
    await expect(httpTo(server.url).send(get)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 3600 })
    await expect(httpTo(server.url, { priority: 'background' }).send(get)).rejects.toMatchObject({ code: 'rate_limited' })
    expect(server.count()).toBe(2)
  })

  test.each([500, 502, 504])(
    '%i: a read is tried four times, a creation once, and its effect is said to be unknown',
    async (status) => {
      const server = await serve((_request, response) => answer(status)(response))
      await expect(httpTo(server.url).send(get)).rejects.toMatchObject({ code: 'unavailable', reason: 'unavailable' })
      expect(server.count()).toBe(4)
      await expect(httpTo(server.url).send(post)).rejects.toMatchObject({ code: 'unavailable', reason: 'outcome_unknown' })
      expect(server.count()).toBe(5)
      await expect(httpTo(server.url).send({ ...post, repeatable: true })).rejects.toMatchObject({ code: 'unavailable' })
      expect(server.count()).toBe(9)
    },
  )

  test('silence and a broken connection are the same to a creation; nobody listening is not', async () => {
    const silent = await serve(() => undefined)
    await expect(httpTo(silent.url).send(post)).rejects.toMatchObject({ reason: 'outcome_unknown' })
    expect(silent.count()).toBe(1)
    const broken = await serve((request) => void request.socket.destroy())
    await expect(httpTo(broken.url).send(post)).rejects.toMatchObject({ reason: 'outcome_unknown' })
    const cut = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"id":')
      setTimeout(() => response.destroy(), 20)
    })
    await expect(httpTo(cut.url).send(post)).rejects.toMatchObject({ reason: 'outcome_unknown' })
    await expect(httpTo('http://127.0.0.1:1').send(post)).rejects.toMatchObject({ code: 'unavailable', reason: 'unavailable' })
  })

  test('a slow body counts into the time limit', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(drip))
    })
    const started = Date.now()
    await expect(httpTo(server.url).send({ ...post })).rejects.toMatchObject({ code: 'unavailable' })
    expect(Date.now() - started).toBeLessThan(2_000)
  })

  test.each([
    [403, 'forbidden'],
    [404, 'not_found'],
    [409, 'conflict'],
    [412, 'conflict'],
    [400, 'invalid'],
    [422, 'invalid'],
  ])('%i is %s, at once', async (status, code) => {
    const server = await serve((_request, response) => answer(status, '{"message":"Secretia"}')(response))
    const error: unknown = await httpTo(server.url)
      .send(get)
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code })
    expect(String(error)).not.toContain('Secretia')
    expect(server.count()).toBe(1)
    expect((await httpTo(server.url).send({ ...get, accept: [status] })).status).toBe(status)
  })

  test('a refused token is renewed once; one that is refused again is auth_expired', async () => {
    const seen: (string | undefined)[] = []
    const server = await serve((request, response) => {
      seen.push(request.headers.authorization)
      answer(request.headers.authorization === 'Bearer token-2' ? 200 : 401)(response)
    })
    expect((await httpTo(server.url).send(post)).status).toBe(200)
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-2'])
    const never = await serve((_request, response) => answer(401)(response))
    await expect(httpTo(never.url).send(get)).rejects.toMatchObject({ code: 'auth_expired' })
    expect(never.count()).toBe(2)
  })

  test('the breaker opens after failures in a row, sends nothing, and is an account’s own', async () => {
    const server = await serve((_request, response) => answer(500)(response))
    const http = httpTo(server.url)
    for (let i = 0; i < 12; i++) await expect(http.send(post)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(http.send(post)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 10 })
    expect(server.count()).toBe(12)
    await expect(httpTo(server.url).send(post)).rejects.toMatchObject({ reason: 'outcome_unknown' })
    expect(server.count()).toBe(13)
  })
})

describe('what comes back', () => {
  test.each(['', '<html>', '{"id":', '[]', 'null', '{"id":1}'])('%j is bad_response and quotes nothing', async (body) => {
    const server = await serve((_request, response) => answer(200, body)(response))
    const error: unknown = await httpTo(server.url)
      .read(z.object({ id: z.string() }), get)
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'bad_response' })
  })

  test('an endless answer is cut at the cap, and memory stays flat', async () => {
    const block = Buffer.alloc(1024 * 1024, 'x')
    const server = await serve((_request, response) => {
      response.writeHead(200)
      const more = (): void => {
        while (!response.destroyed && response.write(block)) continue
      }
      response.on('drain', more)
      more()
    })
    const before = process.memoryUsage().rss
    const http = httpTo(server.url, { maxBytes: 2 * 1024 * 1024, timeout: 20_000 })
    for (let i = 0; i < 5; i++) await expect(http.send(get)).rejects.toMatchObject({ code: 'bad_response' })
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
  })

  test('a redirect is followed on the same origin, for reads only; the token goes nowhere else', async () => {
    const other = await serve((_request, response) => answer(200)(response))
    const server = await serve((request, response) => {
      if (request.url === '/near') answer(302, '', { location: '/there' })(response)
      else if (request.url === '/loop') answer(302, '', { location: '/loop' })(response)
      else if (request.url === '/far') answer(302, '', { location: `${other.url}/there` })(response)
      else answer(200, '{"at":"there"}')(response)
    })
    const http = httpTo(server.url, { ownOrigins: [server.url, other.url] })
    expect((await http.send({ method: 'GET', path: '/near' })).body).toBe('{"at":"there"}')
    for (const path of ['/loop', '/far'])
      await expect(http.send({ method: 'GET', path })).rejects.toMatchObject({ code: 'bad_response' })
    await expect(http.send({ ...post, path: '/near' })).rejects.toMatchObject({ code: 'bad_response' })
    expect(other.count()).toBe(0)
  })
})

describe('where nothing goes (R20)', () => {
  const privateHosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0x7f.1',
    '127.0.0.1.',
    '0',
    '0.0.0.0',
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.254',
    '192.168.0.1',
    '192.168.255.255',
    '169.254.169.254',
    '169.254.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '192.88.99.1',
    '3232235521',
    '0xa9fea9fe',
    '2852039166',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:169.254.169.254]',
    '[fe80::1]',
    '[fe80::1%25lo]',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[ff02::1]',
    '[2001:db8::1]',
    '[2002:7f00:1::]',
    '[2001::1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::1]',
    '[::127.0.0.1]',
    '[3fff::1]',
    '[100::1]',
    'localhost',
    'localhost.',
    'LOCALHOST',
    'intranet',
    'metadata',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
  ]
  const forms = (host: string): string[] => [`https://${host}`, `http://${host}`]
  const others = (port: number): string[] => [
    `http://127.0.0.1:${port}`,
    `https://127.0.0.1:${port}`,
    `http://user:pass@127.0.0.1:${port}`,
    `https://api.vendor.example:${port}`,
    `https://user@api.vendor.example`,
    `https://:pw@api.vendor.example`,
    'ftp://api.vendor.example',
    'file:///etc/passwd',
    'gopher://127.0.0.1',
    'data:text/plain,x',
    'javascript:1',
    'https://api.vendor.example.',
    `http://api.vendor.example`,
    'https://',
    'not an address',
    '',
  ]

  test('100 hostile addresses and more: no connection reaches this machine', async () => {
    const sentinel = await serve((_request, response) => answer(200)(response))
    const port = Number(new URL(sentinel.url).port)
    const hostile = [...privateHosts.flatMap(forms), ...others(port)]
    expect(hostile.length).toBeGreaterThanOrEqual(100)
    for (const url of hostile) {
      // A careless vendor that allows everything: the guard alone must hold.
      const http = createVendorHttp({
        vendor: 'toy',
        account: `hostile-${url}`,
        access: fixedAccess,
        apiUrl: () => url,
        allows: () => true,
        ownOrigins: [],
        limits: { default: { requests: 1_000, per: 1_000 } },
        timeout: 300,
        priority: 'interactive',
      })
      await expect(http.send(get), url).rejects.toMatchObject({ code: 'forbidden', reason: 'egress_refused' })
    }
    expect(sentinel.count()).toBe(0)
  })

  test('a name is judged by what it resolves to when the connection is made, all of it', async () => {
    const sentinel = await serve((_request, response) => answer(200)(response))
    const port = new URL(sentinel.url).port
    for (const addresses of [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::1'], ['::ffff:127.0.0.1'], []]) {
      const agent = guardedAgent((_host, _options, done) =>
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
      )
      const { request } = await import('undici')
      await expect(request(`http://rebinding.example:${port}/`, { dispatcher: agent })).rejects.toMatchObject({
        code: 'EGRESS_REFUSED',
      })
      await agent.close()
    }
    expect(sentinel.count()).toBe(0)
  })

  test('public addresses are public', () => {
    for (const address of ['93.184.216.34', '8.8.8.8', '2606:4700::1111', '2a00:1450:4007::1'])
      expect(isPublicAddress(address), address).toBe(true)
    for (const text of ['', 'x', '1.2.3', '999.1.1.1']) expect(isPublicAddress(text)).toBe(false)
  })

  test('an address that the vendor does not allow is refused before the token is asked for', async () => {
    const server = await serve((_request, response) => answer(200)(response))
    await expect(httpTo(server.url, { allows: () => false }).send(get)).rejects.toMatchObject({ reason: 'egress_refused' })
    expect(server.count()).toBe(0)
  })
})

test('log lines hold no query, no id and no token', async () => {
  const server = await serve((_request, response) => answer(200)(response))
  lines.length = 0
  await httpTo(server.url).send({
    method: 'GET',
    path: '/crm/objects/2026-09/contacts/512?idProperty=email',
    query: { q: 'Secretia' },
  })
  await httpTo(server.url).send({ method: 'GET', path: '/contacts/ana%40example.org' })
  expect(lines).toMatchObject([{ path: '/crm/objects/:id/contacts/:id', status: 200, attempt: 1 }, { path: '/contacts/:id' }])
  expect(JSON.stringify(lines)).not.toMatch(/Secretia|token-|512|ana/)
})
