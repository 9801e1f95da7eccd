// An account that may ask for less than others of its vendor says so in its answers, and is never asked for more.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fastClock } from '@/lib/test/clocks'
import { answer, closeServers, serve } from '@/lib/test/loopback'
import { createVendorHttp, type Limit, type VendorHttp, type VendorHttpConfig } from './http'
import { HttpAccounts } from './http-accounts'
import { staticAccess } from './static-access'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined }) }))

/** A second takes a fifth of one. */
const clock = fastClock(5)
/** Where it counts when a request arrives: a busy machine may be late by a whole second before two windows overlap. */
const realTime = fastClock(1)
let accounts: HttpAccounts
beforeEach(() => void (accounts = new HttpAccounts(clock)))
afterEach(closeServers)

const stated: Limit = { requests: 40, per: 2_000 }
const plain = (url: string): VendorHttpConfig => ({
  vendor: 'toy',
  account: 'shop',
  access: staticAccess({ accessToken: 'token', apiUrl: null }),
  apiUrl: () => url,
  allows: ({ origin }) => origin === url,
  ownOrigins: [url],
  limits: { default: stated, search: { requests: 5, per: 1_000 } },
  timeout: 5_000,
  priority: 'background',
})
const tools = { clock, random: () => 0.5 }
const learnLimits: VendorHttpConfig['learnLimits'] = ({ 'x-limit': most, 'x-per': per }) =>
  most === undefined ? null : { default: { requests: Number(most), per: Number(per) } }
const httpTo = (url: string, more: Partial<VendorHttpConfig> = {}): VendorHttp =>
  createVendorHttp({ ...plain(url), learnLimits, ...more }, tools, accounts)
const get = { method: 'GET', path: '/x' } as const

/** Allows `most` in any window, says so when `tells`, and counts what was too much. */
async function strictVendor(most: number, { tells = true, time = clock, per = stated.per } = {}) {
  const arrivals: number[] = []
  let refused = 0
  const server = await serve((_request, response) => {
    const now = time.now()
    const isTooMany = arrivals.filter((at) => now - at < per).length >= most
    if (isTooMany) refused += 1
    else arrivals.push(now)
    const headers = tells ? { 'x-limit': String(most), 'x-per': String(per) } : {}
    // Slow to answer: whoever does not wait for the first answer has sent everything by then.
    setTimeout(() => answer(isTooMany ? 429 : 200, '{}', headers)(response), 5)
  })
  return { url: server.url, refused: () => refused, count: server.count }
}

test('a smaller limit is learned from the first answer: of forty requests at once none is refused', async () => {
  const vendor = await strictVendor(12, { time: realTime, per: 500 })
  accounts = new HttpAccounts(realTime)
  const config = { ...plain(vendor.url), learnLimits, limits: { default: { requests: 40, per: 500 } } }
  const http = createVendorHttp(config, { ...tools, clock: realTime }, accounts)
  await Promise.all(Array.from({ length: 40 }, () => http.send(get)))
  expect([vendor.refused(), vendor.count()]).toEqual([0, 40])
  expect(accounts.use('toy', 'shop').default?.of).toBe(12)
})

test('the very same account without learning is refused: the vendor is strict', async () => {
  const vendor = await strictVendor(12)
  const http = createVendorHttp(plain(vendor.url), tools, accounts)
  await Promise.allSettled(Array.from({ length: 40 }, () => http.send(get)))
  expect(vendor.refused()).toBeGreaterThan(0)
})

test('a larger limit is not used, and one that is no limit is not believed', async () => {
  for (const told of ['4000', '0', '-1', 'NaN', '1.5', '1e400', '']) {
    const server = await serve((_request, response) => answer(200, '{}', { 'x-limit': told, 'x-per': '2000' })(response))
    await httpTo(server.url, { account: told }).send(get)
    expect(accounts.use('toy', told).default?.of, told).toBe(40)
  }
})

test('what another system of the account states does not undo what was learned; a newer word does', async () => {
  let most = 7
  const server = await serve((_request, response) => answer(200, '{}', { 'x-limit': String(most), 'x-per': '2000' })(response))
  await httpTo(server.url).send(get)
  await httpTo(server.url, { limits: { default: { requests: 30, per: 2_000 } } }).send(get)
  expect(accounts.use('toy', 'shop').default?.of).toBe(7)
  most = 20
  await httpTo(server.url).send(get)
  expect(accounts.use('toy', 'shop').default?.of).toBe(20)
})

test('of limits over different times the slower one counts', async () => {
  for (const [requests, per, expected] of [
    [2, 1_000, 2],
    [5, 1_000, 40],
    [4, 1_000, 4],
    [400, 200_000, 400],
    [300, 200_000, 300],
  ] as const) {
    const server = await serve((_request, response) =>
      answer(200, '{}', { 'x-limit': String(requests), 'x-per': String(per) })(response),
    )
    const account = `${requests} ${per}`
    await httpTo(server.url, { account, limits: { default: { requests: 40, per: 10_000 } } }).send(get)
    expect(accounts.use('toy', account).default?.of, account).toBe(expected)
  }
})

test('an answer that says nothing ends the slow beginning of its own bucket', async () => {
  const vendor = await strictVendor(1_000, { tells: false })
  const http = httpTo(vendor.url)
  await http.send({ ...get, bucket: 'search' })
  expect(accounts.use('toy', 'shop')).toEqual({ search: { used: 1, of: 5 } })
  await http.send(get)
  expect(accounts.use('toy', 'shop').default).toEqual({ used: 1, of: 40 })
})
