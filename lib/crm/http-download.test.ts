// Part of a file from a server of every temper: what is asked for and no more, without a token, and nowhere private.
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { downloadPart } from './http-download'

let server: Server | undefined
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((done) => server?.close(done) ?? done(undefined))
  server = undefined
})

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer)
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

const read = (origin: string, from: number, most: number, timeout = 2_000) =>
  downloadPart('acme', `${origin}/file?signature=s`, { from, most, ownOrigins: [origin], timeout })

const file = Buffer.from('0123456789'.repeat(10))
const inParts: RequestListener = (request, response) => {
  const [, from = '0', to = '0'] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  if (Number(from) >= file.length) return void response.writeHead(416).end()
  const part = file.subarray(Number(from), Number(to) + 1)
  response.writeHead(206, { 'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${file.length}` }).end(part)
}

describe('a server that gives parts', () => {
  test('is asked for the part, and the last one is known as such', async () => {
    const origin = await serve(inParts)
    expect(await read(origin, 0, 40)).toEqual({ bytes: file.subarray(0, 40), isEnd: false })
    expect(await read(origin, 40, 40)).toEqual({ bytes: file.subarray(40, 80), isEnd: false })
    expect(await read(origin, 80, 40)).toEqual({ bytes: file.subarray(80), isEnd: true })
    expect(await read(origin, 60, 40)).toEqual({ bytes: file.subarray(60), isEnd: true })
  })

  test('has nothing behind the last byte', async () => {
    expect(await read(await serve(inParts), 100, 40)).toEqual({ bytes: Buffer.alloc(0), isEnd: true })
  })

  test.each(['bytes 0-9/100', 'bytes 20-29/*', 'chars 20-29/100', ''])(
    'and gives another one (%j) is not believed',
    async (header) => {
      const origin = await serve(
        (_request, response) => void response.writeHead(206, { 'content-range': header }).end('0123456789'),
      )
      await expect(read(origin, 20, 10)).rejects.toMatchObject({ code: 'bad_response' })
    },
  )

  test('and gives more than it was asked for is cut', async () => {
    const origin = await serve(
      (_request, response) => void response.writeHead(206, { 'content-range': 'bytes 0-9/100' }).end(file),
    )
    expect(await read(origin, 0, 10)).toEqual({ bytes: file.subarray(0, 10), isEnd: false })
  })
})

test('of a server that gives all, what comes before is passed over, and the rest is not waited for', async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200)
    // Never ends.
    response.write(file)
    response.write(file)
  })
  expect(await read(origin, 95, 10)).toEqual({ bytes: Buffer.from('5678901234'), isEnd: false })
  const whole = await serve((_request, response) => void response.writeHead(200).end(file))
  expect(await read(whole, 95, 10)).toEqual({ bytes: Buffer.from('56789'), isEnd: true })
})

test('neither a token nor a cookie goes along', async () => {
  let seen: unknown = null
  const origin = await serve((request, response) => {
    seen = request.headers
    inParts(request, response)
  })
  await read(origin, 0, 10)
  expect(Object.keys(Object(seen)).sort()).toEqual(['accept-encoding', 'connection', 'host', 'range', 'user-agent'])
})

test.each([
  [400, 'not_found'],
  [403, 'not_found'],
  [404, 'not_found'],
  [410, 'not_found'],
  [429, 'unavailable'],
  [500, 'unavailable'],
  [503, 'unavailable'],
  [302, 'bad_response'],
  [204, 'bad_response'],
])('HTTP %i is %s', async (status, code) => {
  const origin = await serve((_request, response) => void response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end())
  await expect(read(origin, 0, 10)).rejects.toMatchObject({ code })
})

test('silence and a break are unavailable, and say nothing of the address', async () => {
  const silent = await serve(() => undefined)
  const error: unknown = await read(silent, 0, 10, 100).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'unavailable' })
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('signature')
  server?.closeAllConnections()
  const broken = await serve((request) => void request.socket.destroy())
  await expect(read(broken, 0, 10)).rejects.toMatchObject({ code: 'unavailable' })
})

test.each([
  'http://127.0.0.1:9/x',
  'http://files.example/x',
  'https://10.0.0.1/x',
  'https://u:p@files.example/x',
  'ftp://files.example/x',
  'x',
])('%s is not asked', async (address) => {
  const range = { from: 0, most: 10, ownOrigins: [], timeout: 500 }
  await expect(downloadPart('acme', address, range)).rejects.toMatchObject({ code: 'forbidden', reason: 'egress_refused' })
})
