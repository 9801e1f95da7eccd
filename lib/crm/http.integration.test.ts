// What comes back from a vendor and how much of it is ever held; redirects; real time limits. Slower than http.test.ts.
import { createServer as createSocketServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { answer, closeServers, onLoopback, serve } from '@/lib/test/loopback'
import { createVendorHttp, type VendorHttp, type VendorHttpConfig } from './http'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined }) }))
afterEach(closeServers)

let made = 0
const httpTo = (url: string, more: Partial<VendorHttpConfig> = {}): VendorHttp =>
  createVendorHttp({
    vendor: 'toy',
    account: `account-${(made += 1)}`,
    access: {
      current: async () => ({ accessToken: 'token-1', apiUrl: null }),
      renew: async () => ({ accessToken: 'token-2', apiUrl: null }),
    },
    apiUrl: () => url,
    allows: ({ origin }) => origin === new URL(url).origin,
    ownOrigins: [new URL(url).origin],
    limits: { default: { requests: 1_000, per: 1_000 } },
    timeout: 2_000,
    priority: 'interactive',
    ...more,
  })

const get = { method: 'GET', path: '/contacts/1' } as const
const post = { method: 'POST', path: '/contacts', json: { a: 1 } } as const
const mebibyte = 1024 * 1024

describe('time', () => {
  test('one limit covers waiting for the answer and a body that drips', async () => {
    const silent = await serve(() => undefined)
    const dripping = await serve((_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drip))
    })
    for (const server of [silent, dripping]) {
      const started = performance.now()
      await expect(httpTo(server.url, { timeout: 300 }).send(post)).rejects.toMatchObject({ reason: 'outcome_unknown' })
      expect(performance.now() - started).toBeGreaterThan(290)
      expect(performance.now() - started).toBeLessThan(1_500)
      expect(server.count()).toBe(1)
    }
  })

  test('redirects share the limit', async () => {
    const server = await serve((_request, response, count) =>
      setTimeout(() => answer(302, '', { location: `/${count}` })(response), 150),
    )
    const started = performance.now()
    await expect(httpTo(server.url, { timeout: 250 }).send({ ...get, repeatable: false })).rejects.toMatchObject({
      code: 'unavailable',
    })
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  test('the usual backoff is short and grows: four attempts within two seconds', async () => {
    const server = await serve((_request, response) => answer(500)(response))
    const started = performance.now()
    await expect(httpTo(server.url).send(get)).rejects.toMatchObject({ code: 'unavailable' })
    expect(server.count()).toBe(4)
    expect(performance.now() - started).toBeLessThan(2_500)
  })
})

describe('what comes back', () => {
  test.each(['', '<html>', '{"id":', '[]', 'null', '{"id":1}'])('%j is bad_response', async (body) => {
    const server = await serve((_request, response) => answer(200, body)(response))
    await expect(httpTo(server.url).read(z.object({ id: z.string() }), get)).rejects.toMatchObject({ code: 'bad_response' })
  })

  test('signs that are cut between two packets are whole; a byte order mark is none of the text', async () => {
    const bytes = Buffer.from('\ufeff{"name":"Zoë 💙 Élodie"}')
    const server = await serve((_request, response) => {
      response.writeHead(200)
      let at = 0
      const next = (): void => {
        if (at >= bytes.length) return void response.end()
        response.write(bytes.subarray(at, (at += 1)), next)
      }
      next()
    })
    expect(await httpTo(server.url).read(z.object({ name: z.string() }), get)).toEqual({ name: 'Zoë 💙 Élodie' })
  })

  test('bytes that are no UTF-8 and an encoding nobody asked for are bad_response', async () => {
    const latin = await serve((_request, response) => answer(200, Buffer.from('{"name":"Zo\xeb"}', 'latin1'))(response))
    await expect(httpTo(latin.url).send(get)).rejects.toMatchObject({ code: 'bad_response' })
    const bomb = gzipSync(Buffer.alloc(50 * mebibyte, ' '))
    const zipped = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity')
      answer(200, bomb, { 'content-encoding': 'gzip' })(response)
    })
    await expect(httpTo(zipped.url).send(get)).rejects.toMatchObject({ code: 'bad_response' })
  })

  test('a refusal counts by its status, though its body is endless, cut or no text', async () => {
    const endless = await serve((_request, response) => {
      response.writeHead(404)
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(mebibyte, 'x'))) continue
      }
      response.on('drain', more)
      more()
    })
    await expect(httpTo(endless.url).send(get)).rejects.toMatchObject({ code: 'not_found' })
    const cut = await serve((_request, response) => {
      response.writeHead(409, { 'content-length': '100' }).write('{')
      setTimeout(() => response.destroy(), 5)
    })
    await expect(httpTo(cut.url).send(post)).rejects.toMatchObject({ code: 'conflict' })
    const bytes = await serve((_request, response) => answer(403, Buffer.from([0xff, 0xfe, 0x80]))(response))
    await expect(httpTo(bytes.url).send(post)).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('just within the cap is an answer, a byte more is not', async () => {
    const server = await serve((request, response) => answer(200, 'x'.repeat(Number(request.url?.slice(1))))(response))
    const http = httpTo(server.url, { maxBytes: 100_000 })
    expect((await http.send({ method: 'GET', path: '/100000' })).body).toHaveLength(100_000)
    await expect(http.send({ method: 'GET', path: '/100001' })).rejects.toMatchObject({ code: 'bad_response' })
  })

  test('of a gigabyte hardly more than the cap is ever taken from the wire, and memory stays flat', async () => {
    const block = Buffer.alloc(mebibyte, 'x')
    let written = 0
    let requests = 0
    const url = await onLoopback(
      createSocketServer((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => {
          requests += 1
          socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${1024 * mebibyte}\r\n\r\n`)
          const more = (): void => {
            while (!socket.destroyed) {
              written += block.length
              if (!socket.write(block)) break
            }
          }
          socket.on('drain', more)
          more()
        })
      }),
    )
    const before = process.memoryUsage().rss
    for (let i = 0; i < 10; i++)
      await expect(httpTo(url, { maxBytes: 2 * mebibyte, timeout: 20_000 }).send(get)).rejects.toMatchObject({
        code: 'bad_response',
      })
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * mebibyte)
    // Ten times the cap, and what buffers of the two ends hold.
    expect(written).toBeLessThan(10 * 24 * mebibyte)
    expect(requests).toBe(10)
  })
})

describe('redirects', () => {
  const redirecting = async (location: string, status = 302) =>
    serve((request, response) => {
      if (request.url === '/start') answer(status, '', { location })(response)
      else answer(200, JSON.stringify({ at: request.url, by: request.headers.authorization }))(response)
    })
  const start = { method: 'GET', path: '/start' } as const

  test.each([301, 302, 303, 307, 308])('%i on the same origin is followed for a read', async (status) => {
    const server = await redirecting('/there?x=1', status)
    expect(JSON.parse((await httpTo(server.url).send(start)).body)).toEqual({ at: '/there?x=1', by: 'Bearer token-1' })
    for (const method of ['POST', 'PATCH', 'PUT', 'DELETE'] as const) {
      const before = server.count()
      await expect(httpTo(server.url).send({ ...start, method })).rejects.toMatchObject({ code: 'bad_response' })
      expect(server.count()).toBe(before + 1)
    }
  })

  test('three in a row are followed, a fourth is not', async () => {
    const server = await serve((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) answer(200)(response)
      else answer(302, '', { location: `/${left - 1}` })(response)
    })
    expect((await httpTo(server.url).send({ method: 'GET', path: '/3' })).status).toBe(200)
    await expect(httpTo(server.url).send({ method: 'GET', path: '/4' })).rejects.toMatchObject({ code: 'bad_response' })
  })

  test('never to another origin, not even one that the vendor allows and the operator set', async () => {
    const other = await serve((_request, response) => answer(200)(response))
    const port = new URL(other.url).port
    const elsewhere = [
      other.url,
      `//127.0.0.1:${port}/x`,
      `http://localhost:${port}`,
      'https://evil.example',
      'file:///etc/passwd',
    ]
    for (const location of [...elsewhere, `\\\\127.0.0.1:${port}\\x`, 'http://[', '']) {
      const server = await redirecting(location)
      const http = httpTo(server.url, { allows: () => true, ownOrigins: [server.url, other.url] })
      // An empty one leads to itself, again and again.
      await expect(http.send(start), location).rejects.toMatchObject({ code: 'bad_response' })
    }
    expect(other.count()).toBe(0)
  })

  test('never to a path that the vendor does not allow, nor to an address with a user in it', async () => {
    const server = await redirecting('/secret')
    const allows = ({ pathname }: URL): boolean => pathname !== '/secret'
    await expect(httpTo(server.url, { allows }).send(start)).rejects.toMatchObject({ code: 'bad_response' })
    expect(server.count()).toBe(1)
    const named = await redirecting('/there')
    const port = new URL(named.url).port
    const user = await redirecting(`http://user:pw@127.0.0.1:${port}/x`)
    await expect(httpTo(user.url).send(start)).rejects.toMatchObject({ code: 'bad_response' })
    expect(named.count()).toBe(0)
  })
})

test('an address that the vendor does not allow is refused, nothing is sent', async () => {
  const server = await serve((_request, response) => answer(200)(response))
  await expect(httpTo(server.url, { allows: () => false }).send(get)).rejects.toMatchObject({
    code: 'forbidden',
    reason: 'egress_refused',
  })
  expect(server.count()).toBe(0)
})

test.each(['.evil.example/x', '@127.0.0.1:1/x', ':1/x', '1/x', 'x', '', '?q', '#x', '\\x', '%2f..'])(
  'a path that could become part of the host is refused though the vendor allows everything: %j',
  async (path) => {
    const server = await serve((_request, response) => answer(200)(response))
    await expect(httpTo(server.url, { allows: () => true }).send({ method: 'GET', path })).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'egress_refused',
    })
    expect(server.count()).toBe(0)
  },
)

test('a path with two slashes stays on its host', async () => {
  const server = await serve((request, response) => answer(200, request.url)(response))
  expect((await httpTo(server.url).send({ method: 'GET', path: '//evil.example/x' })).body).toBe('//evil.example/x')
})

test('what is sent: the token, the body in its form, the query encoded', async () => {
  const seen: unknown[] = []
  const server = await serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { authorization, 'content-type': type } = request.headers
      seen.push([request.method, request.url, authorization, type, Buffer.concat(chunks).toString()])
      answer(200)(response)
    })
  })
  const http = httpTo(server.url)
  await http.send({ method: 'GET', path: '/a%20b', query: { q: "O'Brien & 100%", none: undefined } })
  await http.send({ ...post, json: { name: 'Zoë' } })
  await http.send({ method: 'POST', path: '/f', form: { a: '1&2', b: 'é' } })
  await http.send({ method: 'PUT', path: '/t', text: { body: '<a/>', contentType: 'text/xml' }, headers: { 'x-own': '1' } })
  expect(seen).toEqual([
    ['GET', '/a%20b?q=O%27Brien+%26+100%25', 'Bearer token-1', undefined, ''],
    ['POST', '/contacts', 'Bearer token-1', 'application/json', '{"name":"Zoë"}'],
    ['POST', '/f', 'Bearer token-1', 'application/x-www-form-urlencoded', 'a=1%262&b=%C3%A9'],
    ['PUT', '/t', 'Bearer token-1', 'text/xml', '<a/>'],
  ])
})
