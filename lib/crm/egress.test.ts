// R20: nothing goes to a private address, however it is written, whatever a name resolves to; a sentinel counts connections.
import type { LookupAddress } from 'node:dns'
import { createServer, type Server } from 'node:net'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { guardedAgent, isPublicAddress, type Resolver } from './egress'
import { createVendorHttp } from './http'
import { oauthFetch } from './oauth-transport'
import { staticAccess } from './static-access'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined }) }))

/** On both families of loopback with the same port. */
let connections = 0
let port = 0
const sentinels: Server[] = []
const listen = (host: string, at: number): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    server.once('error', fail)
    server.listen(at, host, () => {
      sentinels.push(server)
      const address = server.address()
      done(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

beforeAll(async () => {
  port = await listen('127.0.0.1', 0)
  // Not every machine has IPv6.
  await listen('::1', port).catch(() => undefined)
})
afterAll(() => sentinels.forEach((server) => server.close()))

const hosts = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
  ],
  ...['127.255.255.254', '127%2e0%2e0%2e1', '１２７.0.0.1', '①②⑦.⓪.⓪.①', '127。0。0。1', '0', '0.0.0.0', '0x0', '00'],
  ...[
    '10.0.0.1',
    '10.255.255.255',
    '167772161',
    '172.16.0.1',
    '172.31.255.254',
    '192.168.0.1',
    '192.168.255.255',
    '3232235521',
    '192.168.1',
  ],
  ...[
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '0251.0376.0251.0376',
    '169.254.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '192.0.0.1',
  ],
  ...['192.0.2.1', '192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255'],
  ...['240.0.0.1', '255.255.255.255', '4294967295'],
  ...[
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:169.254.169.254]',
    '[::ffff:8.8.8.8]',
  ],
  ...[
    '[::127.0.0.1]',
    '[::7f00:1]',
    '[fe80::1]',
    '[febf::1]',
    '[fec0::1]',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[ff02::1]',
    '[ff0e::1]',
  ],
  ...[
    '[2001:db8::1]',
    '[2001::1]',
    '[2001:10::1]',
    '[2002:7f00:1::]',
    '[2002:a9fe:a9fe::]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b::8.8.8.8]',
  ],
  ...['[64:ff9b:1::1]', '[100::1]', '[3fff::1]', '[5f00::1]', '[4000::1]'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'ip6-localhost', 'intranet', 'metadata'],
]
/** Addresses as a settings form, a token answer or a redirect may hold them. */
const hostile = (): string[] => [
  ...hosts.flatMap((host) => [`https://${host}`, `https://${host}:${port}`, `http://${host}:${port}`]),
  ...[`https://api.vendor.example:${port}`, `https://api.vendor.example.`, 'http://api.vendor.example'],
  ...[`https://api.vendor.example@127.0.0.1:${port}`, `https://user@api.vendor.example`, `https://:pw@api.vendor.example`],
  ...[`https://127.0.0.1:${port}#@api.vendor.example`, `https://127.0.0.1:${port}\\@api.vendor.example`],
  ...[`https:127.0.0.1:${port}`, `https:///127.0.0.1:${port}`, `//127.0.0.1:${port}`, `https://[::1`, `https://`, ''],
  ...[
    `ftp://127.0.0.1:${port}`,
    `gopher://127.0.0.1:${port}`,
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:1',
    'no address',
  ],
]

describe('100 hostile addresses and more', () => {
  test('the sentinel would be reached by a careless agent', async () => {
    const careless = new Agent()
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', 'localhost'])
      await request(`http://${host}:${port}/`, { dispatcher: careless }).catch(() => undefined)
    expect(connections).toBe(4)
    connections = 0
    await careless.close()
  })

  test('a vendor that allows everything is stopped: refused, nothing sent', async () => {
    const urls = hostile()
    expect(urls.length).toBeGreaterThan(100)
    for (const url of urls) {
      const http = createVendorHttp({
        vendor: 'toy',
        account: 'hostile',
        access: staticAccess({ accessToken: 'token', apiUrl: url }),
        apiUrl: ({ apiUrl }) => apiUrl ?? '',
        allows: () => true,
        ownOrigins: [],
        limits: { default: { requests: 10_000, per: 1_000 } },
        timeout: 500,
        priority: 'interactive',
      })
      await expect(http.send({ method: 'GET', path: '/x' }), url).rejects.toMatchObject({
        code: 'forbidden',
        reason: 'egress_refused',
      })
    }
    expect(connections).toBe(0)
  })

  test('the way to a token endpoint is as narrow', async () => {
    let tried = 0
    for (const url of hostile()) {
      if (!URL.canParse(url)) continue
      tried += 1
      await expect(oauthFetch('toy', [])(url, { method: 'POST', body: 'secret' }), url).rejects.toMatchObject({
        code: 'forbidden',
        reason: 'egress_refused',
      })
    }
    expect(tried).toBeGreaterThan(100)
    expect(connections).toBe(0)
  })

  test('the connection itself is refused too, should somebody forget to look at the address first', async () => {
    const agent = guardedAgent()
    for (const host of hosts.filter((one) => !/^(intranet|metadata)$/.test(one)))
      for (const url of [`https://${host}:${port}/`, `http://${host}:${port}/`]) {
        if (!URL.canParse(url)) continue
        const failure: unknown = await request(url, { dispatcher: agent }).catch((error: unknown) => error)
        expect(failure, url).toBeInstanceOf(Error)
      }
    expect(connections).toBe(0)
    await agent.close()
  })
})

describe('names', () => {
  const resolving =
    (...addresses: string[]): Resolver =>
    (_host, _options, done) =>
      done(
        null,
        addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
      )

  test.each([
    [['127.0.0.1']],
    [['93.184.216.34', '127.0.0.1']],
    [['127.0.0.1', '93.184.216.34']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['fe80::1%lo']],
    [['2002:7f00:1::']],
    [['169.254.169.254']],
    [[]],
  ])('one that resolves to %j is refused when the connection is made', async (addresses) => {
    const agent = guardedAgent({ resolver: resolving(...addresses) })
    await expect(request(`https://rebinding.example:${port}/`, { dispatcher: agent })).rejects.toMatchObject({
      code: 'EGRESS_REFUSED',
    })
    expect(connections).toBe(0)
    await agent.close()
  })

  test('one that is public at first and private at the next connection is refused then', async () => {
    let asked = 0
    const flipping: Resolver = (host, options, done) =>
      (asked += 1) === 1
        ? done(Object.assign(new Error('later'), { code: 'EAI_AGAIN' }), [])
        : resolving('127.0.0.1')(host, options, done)
    const agent = guardedAgent({ resolver: flipping })
    const go = () => request(`https://flipping.example:${port}/`, { dispatcher: agent })
    await expect(go()).rejects.toMatchObject({ code: 'EAI_AGAIN' })
    await expect(go()).rejects.toMatchObject({ code: 'EGRESS_REFUSED' })
    expect(asked).toBe(2)
    await agent.close()
  })

  test('the operator’s own origin may be here, by http; its neighbours may not', async () => {
    const own = `http://fake.example:${port}`
    const agent = guardedAgent({ ownOrigins: [own], resolver: resolving('127.0.0.1') })
    await expect(request(`${own}/x`, { dispatcher: agent })).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' })
    expect(connections).toBe(1)
    connections = 0
    for (const other of [`https://fake.example:${port}`, `http://fake.example:${port + 1}`, `http://other.example:${port}`])
      await expect(request(other, { dispatcher: agent }), other).rejects.toMatchObject({ code: 'EGRESS_REFUSED' })
    expect(connections).toBe(0)
    await agent.close()
  })
})

test('public addresses are public, texts are not', () => {
  for (const address of ['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4007::1'])
    expect(isPublicAddress(address), address).toBe(true)
  for (const text of ['', 'x', '1.2.3', '999.1.1.1', '2606:4700::1111%eth0', 'fe80::1%lo', '8.8.8.8/8', ' 8.8.8.8'])
    expect(isPublicAddress(text), text).toBe(false)
})
