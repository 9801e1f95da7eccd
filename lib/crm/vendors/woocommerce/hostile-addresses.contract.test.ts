// A hundred hostile shop addresses: nothing leaves for a private address, and keys go to the shop that was typed and nowhere else.
import { createHook } from 'node:async_hooks'
import type * as Dns from 'node:dns'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { staticAccess } from '../../static-access'
import { startWooFake } from './__fixtures__/woocommerce-fake'
import { closeWoos, openWoo } from './__fixtures__/woo-world'
import { WooCommerceCustomers } from './adapter'
import { storeUrl } from './store-url'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined, info: () => undefined, warn: () => undefined }) }))

/** What the world's name servers say, and how often they were asked. */
const names: Record<string, string[]> = {
  'intranet.example': ['10.0.0.5'],
  'router.example': ['192.168.1.1'],
  'docker.example': ['172.17.0.2'],
  'loop.example': ['127.0.0.1'],
  'loop-far.example': ['127.255.255.254'],
  'meta.example': ['169.254.169.254'],
  'carrier.example': ['100.64.0.1'],
  'zero.example': ['0.0.0.0'],
  'test-net.example': ['192.0.2.1'],
  'bench.example': ['198.18.0.1'],
  'many.example': ['224.0.0.1'],
  'future.example': ['240.0.0.1'],
  'broadcast.example': ['255.255.255.255'],
  'six-loop.example': ['::1'],
  'six-none.example': ['::'],
  'six-mapped.example': ['::ffff:127.0.0.1'],
  'six-mapped-hex.example': ['::ffff:7f00:1'],
  'six-compat.example': ['::7f00:1'],
  'six-nat.example': ['64:ff9b::7f00:1'],
  'six-local.example': ['fd00::1'],
  'six-link.example': ['fe80::1'],
  'six-site.example': ['fec0::1'],
  'six-many.example': ['ff02::1'],
  'six-teredo.example': ['2001::1'],
  'six-6to4.example': ['2002:7f00:1::'],
  'six-doc.example': ['2001:db8::1'],
  'six-aws.example': ['fd00:ec2::254'],
  'one-of-two.example': ['93.184.215.14', '127.0.0.1'],
  'one-of-two-six.example': ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::1'],
  'nobody.example': [],
}
/** Says something public to whoever checks first, and something private to whoever connects. */
const rebinding = { 'rebind.example': ['93.184.215.14', '127.0.0.1'], 'rebind-six.example': ['2606:4700::1111', '::1'] }
const asked = new Map<string, number>()

vi.mock('node:dns', async (original) => ({
  ...(await original<typeof Dns>()),
  lookup: (host: string, _options: unknown, done: (error: Error | null, addresses: Dns.LookupAddress[]) => void) => {
    const turn = asked.get(host) ?? 0
    asked.set(host, turn + 1)
    const moving = Object.entries(rebinding).find(([name]) => name === host)?.[1]
    const found = moving === undefined ? (names[host] ?? []) : [moving[Math.min(turn, moving.length - 1)] ?? '']
    if (found.length === 0) return done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  },
}))

/** Every connection that this process begins, whoever begins it. */
let connections = 0
const hook = createHook({ init: (_id, type) => void (type === 'TCPCONNECTWRAP' && (connections += 1)) })

let sentinel: Server
let port = 0
const caught: string[] = []
beforeAll(async () => {
  sentinel = createServer((request, response) => {
    caught.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`)
    response.end('[]')
  })
  await new Promise<void>((done) => sentinel.listen(0, '127.0.0.1', done))
  const address = sentinel.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
  hook.enable()
})
afterAll(async () => {
  hook.disable()
  sentinel.closeAllConnections()
  await new Promise((done) => sentinel.close(done))
  await closeWoos()
})
beforeEach(() => {
  caught.length = 0
  connections = 0
  asked.clear()
  // Pauses between attempts.
  vi.spyOn(Math, 'random').mockReturnValue(0)
})

/** PORT stands for the sentinel's. */
const hostile: readonly string[] = [
  // Plain http, and other schemes.
  ...[
    'http://shop.example',
    'http://shop.example/blog',
    'HTTP://shop.example',
    'ftp://shop.example',
    'file:///etc/passwd',
    'gopher://shop.example:70/_x',
  ],
  ...[
    'javascript://shop.example/%0aalert(1)',
    'data:text/html,x',
    'ws://shop.example',
    'unix:/var/run/docker.sock',
    'http+unix://%2Fvar%2Frun%2Fdocker.sock',
    '//shop.example',
  ],
  // Loopback in every spelling.
  ...[
    'http://127.0.0.1:PORT',
    'https://127.0.0.1:PORT',
    'https://127.0.0.1',
    'https://127.1',
    'https://127.0.1',
    'https://0.0.0.0',
    'https://0',
    'https://localhost',
    'https://localhost:PORT',
    'https://localhost.',
    'https://LOCALHOST',
  ],
  ...[
    'https://2130706433',
    'https://0x7f000001',
    'https://0x7f.0.0.1',
    'https://0x7f.1',
    'https://017700000001',
    'https://0177.0.0.1',
    'https://0177.0.0.01',
    'https://127.0.0.1.',
    'https://127。0。0。1',
    'https://１２７.0.0.1',
    'https://①②⑦.0.0.1',
  ],
  ...[
    'https://[::1]',
    'https://[::1]:PORT',
    'https://[0:0:0:0:0:0:0:1]',
    'https://[::]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'https://[::127.0.0.1]',
    'https://[64:ff9b::7f00:1]',
    'https://[fe80::1%25eth0]',
    'https://[fd00::1]',
    'https://[2002:7f00:1::]',
  ],
  // Private nets and the clouds' own.
  ...[
    'https://10.0.0.5',
    'https://172.16.0.1',
    'https://192.168.0.1',
    'https://169.254.169.254/latest/meta-data',
    'https://100.100.100.200',
    'https://168.63.129.16',
    'https://metadata',
    'https://metadata.google.internal:80',
    'https://2852039166',
    'https://0xa9fea9fe',
    'https://0251.0376.0251.0376',
    'https://[fd00:ec2::254]',
  ],
  // A public address in figures is no shop's name either.
  ...['https://93.184.215.14', 'https://1572395790', 'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]'],
  // Who is the host?
  ...[
    'https://shop.example@127.0.0.1:PORT',
    'https://user:pass@shop.example',
    'https://127.0.0.1:PORT@shop.example',
    'https://shop.example:443@127.0.0.1:PORT',
    'https://127.0.0.1:PORT\\@shop.example',
    'https://127.0.0.1:PORT#@shop.example',
    'https://127.0.0.1:PORT?@shop.example',
    'https://shop.example\\.evil.example',
    'https:\\\\127.0.0.1:PORT',
    'https:/127.0.0.1:PORT',
    'https:127.0.0.1:PORT',
    'https:///127.0.0.1:PORT',
  ],
  // Ports, and what hides in a path.
  ...[
    'https://shop.example:22',
    'https://shop.example:8443',
    'https://shop.example:0',
    'https://shop.example:65536',
    'https://shop.example/../../etc',
    'https://shop.example/a/%2e%2e/b',
    'https://shop.example/a//b',
    'https://shop.example/x?rest_route=/wc/v3',
    'https://shop.example/#x',
    'https://shop.example/\r\nX-Injected:1',
    'https://shop.example/a b',
    'https://shop\u0000.example',
  ],
  // Names that are none.
  ...[
    '',
    ' ',
    'shop',
    'https://shop',
    'https://.example',
    'https://shop.example.',
    'https://-',
    'https://xn--',
    `https://${'a'.repeat(400)}.example`,
    'https://shop.example,127.0.0.1',
    'https://shop.example;127.0.0.1',
  ],
]
const atPort = (address: string) => address.replaceAll('PORT', String(port))
const unsafeNames = [...Object.keys(names), ...Object.keys(rebinding)]

const key = { consumerKey: 'ck_0123456789abcdef', consumerSecret: 'cs_0123456789abcdef' }
const refused = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

test('there are more than a hundred', () => expect(hostile.length + unsafeNames.length).toBeGreaterThanOrEqual(100))

test('the counters count: a shop of the operator’s own is connected to, and gets its keys', async () => {
  const { crm } = await openWoo()
  expect((await crm.testConnection()).ok).toBe(true)
  expect(connections).toBeGreaterThan(0)
  await fetch(`http://127.0.0.1:${port}/`)
  expect(caught).toEqual(['GET / '])
  await closeWoos()
})

describe('typed by a person', () => {
  test.each(hostile.map((address) => [address]))('%j is no shop’s address, and nothing is sent', (address) => {
    expect(storeUrl(atPort(address))).toBeNull()
    expect(refused(() => new WooCommerceCustomers({ storeUrl: atPort(address), ...key }))).toMatchObject({
      code: 'invalid',
      issues: [{ path: ['storeUrl'] }],
    })
    expect([connections, caught]).toEqual([0, []])
  })
})

const systemAt = (apiUrl: string) =>
  new WooCommerceCustomers(
    {},
    { timeout: 2_000 },
    {
      access: staticAccess({ accessToken: `${key.consumerKey}:${key.consumerSecret}`, apiUrl }),
      account: `hostile ${apiUrl}`,
      priority: 'interactive',
    },
  )

describe('even when it stands in a link already', () => {
  test.each(hostile.map((address) => [address]))('%j gets no packet and no key', async (address) => {
    const error: unknown = await systemAt(atPort(address))
      .getCustomer('1')
      .catch((caughtError: unknown) => caughtError)
    expect(error).toBeInstanceOf(CrmError)
    expect((await systemAt(atPort(address)).testConnection()).ok).toBe(false)
    // Some of them name a public shop once the trap is taken off: its name is not known here, and nothing is sent.
    expect([connections, caught]).toEqual([0, []])
  })
})

describe('a name', () => {
  test.each(unsafeNames.map((name) => [name]))(
    '%s is refused by what it stands for when the connection is made',
    async (name) => {
      // Somebody checks the name beforehand, which says nothing about later.
      if (name in rebinding)
        await new Promise((done) => void import('node:dns').then(({ lookup }) => lookup(name, { all: true }, done)))
      const crm = new WooCommerceCustomers({ storeUrl: name, ...key }, { timeout: 2_000 })
      const error: unknown = await crm.getCustomer('1').catch((caughtError: unknown) => caughtError)
      expect(error).toMatchObject({
        code: name === 'nobody.example' ? 'unavailable' : 'forbidden',
        ...(name === 'nobody.example' ? {} : { reason: 'egress_refused' }),
      })
      expect(asked.get(name)).toBeGreaterThan(0)
      expect([connections, caught]).toEqual([0, []])
    },
  )
})

describe('a shop that sends us elsewhere', () => {
  const elsewhere = [
    ...[
      'http://127.0.0.1:PORT/wp-json/wc/v3/customers/1',
      '//127.0.0.1:PORT/x',
      'http://localhost:PORT/',
      'http://[::1]:PORT/',
      'https://evil.example/',
      'https://www.shop.example/wp-json/wc/v3/customers/1',
    ],
    ...[
      'http://user@127.0.0.1:PORT/',
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'http://2130706433:PORT/',
      '\\\\127.0.0.1:PORT\\x',
      '',
    ],
  ]
  test.each(
    elsewhere.flatMap((to) =>
      [301, 302, 303, 307, 308].slice(0, to.startsWith('http://127') ? 5 : 1).map((status) => [status, to] as const),
    ),
  )('by %i to %j is not followed, and no key goes along', async (status, to) => {
    const fake = await startWooFake()
    vi.stubEnv('WOOCOMMERCE_BASE_URL', fake.url)
    const crm = systemAt(fake.url)
    fake.state.refuse = () => ({ status, body: { code: 'x', message: '', data: { status } }, headers: { location: atPort(to) } })
    for (const call of [() => crm.getCustomer('1'), () => crm.createCustomer({ firstName: 'Ana' }), () => crm.listCustomers()])
      expect(await call().catch((error: unknown) => error)).toMatchObject({ code: 'bad_response', reason: 'redirected' })
    expect((await crm.testConnection()).detail).toBe('redirected')
    expect(caught).toEqual([])
    await fake.close()
  })
})

describe('what people paste', () => {
  test.each([
    ['boutique.fr', 'https://boutique.fr'],
    [' HTTPS://Boutique.FR/ ', 'https://boutique.fr'],
    ['https://boutique.fr:443', 'https://boutique.fr'],
    ['https://boutique.fr/wp-admin/admin.php', 'https://boutique.fr'],
    ['https://boutique.fr/wp-json/wc/v3', 'https://boutique.fr'],
    ['www.boutique.co.uk/shop/', 'https://www.boutique.co.uk/shop'],
    ['https://boutique.fr/blog/wp-login.php', 'https://boutique.fr/blog'],
    ['https://boutique-été.fr', new URL('https://boutique-été.fr').origin],
  ])('%j is %s', (typed, url) => expect(storeUrl(typed)).toBe(url))
})
