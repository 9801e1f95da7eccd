// P9 for WooCommerce: a full read of 100,000 accounts and 30,000 orders through the adapter, against the least time and the fewest
// requests that pages of a hundred rows allow. WooCommerce states no limit: what a page costs is the shop's own time for it.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { staticAccess } from '@/lib/crm/static-access'
import { WooCommerceCustomers } from '@/lib/crm/vendors/woocommerce/adapter'
import { report, rounded } from './lib/figures'
import { readAll } from './lib/full-read'

const accounts = 100_000

const shop = fork(new URL('p9-woocommerce-shop.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
const told = async <S extends z.ZodType>(schema: S): Promise<z.output<S>> => schema.parse((await once(shop, 'message'))[0])

async function readOrders(system: WooCommerceCustomers, orders: number): Promise<number> {
  const started = performance.now()
  const seen = new Set<string>()
  for (let cursor: string | null = null, hasMore = true; hasMore;) {
    const page: Awaited<ReturnType<typeof system.ordersSince>> = await system.ordersSince(cursor)
    for (const { externalId } of page.orders) seen.add(externalId)
    ;({ cursor, hasMore } = page)
  }
  if (seen.size !== orders) throw new Error(`${seen.size} orders were read, of ${orders}`)
  return performance.now() - started
}

try {
  const { port, pageTime, orders } = await told(z.object({ port: z.number(), pageTime: z.number(), orders: z.number() }))
  const apiUrl = `http://127.0.0.1:${port}`
  process.env.WOOCOMMERCE_BASE_URL = apiUrl
  const access = staticAccess({ accessToken: 'ck_of_no_value:cs_of_no_value', apiUrl })
  const system = new WooCommerceCustomers({}, {}, { access, account: 'bench', priority: 'background' })
  const before = process.cpuUsage()
  const { milliseconds, heapMiB, isFlat } = await readAll(system, accounts)
  const ordersTook = await readOrders(system, orders)
  const { user, system: kernel } = process.cpuUsage(before)
  shop.send('figures')
  const { requests } = await told(z.object({ requests: z.number() }))
  const leastRequests = (accounts + orders) / 100
  const floor = leastRequests * pageTime
  const took = milliseconds + ordersTook
  report({
    id: 'P9-woocommerce',
    ratio: Math.max(took / floor, requests / leastRequests),
    goal: 1.1,
    also: isFlat,
    detail: {
      seconds: rounded(took / 1000, 1),
      floorSeconds: rounded(floor / 1000, 1),
      timeRatio: rounded(took / floor, 3),
      accounts,
      orders,
      requests,
      leastRequests,
      requestRatio: rounded(requests / leastRequests, 3),
      ownMsPerPage: rounded(took / requests - pageTime, 1),
      processorMsPerPage: rounded((user + kernel) / 1000 / requests, 1),
      heapMiB: { at10k: rounded(heapMiB.atTenth, 1), at100k: rounded(heapMiB.atEnd, 1) },
    },
  })
} finally {
  shop.kill('SIGTERM')
}
