// P5: SQL statements that one page costs, whatever the number of rows: counted on the wire of the production build.
import { setTimeout as sleep } from 'node:timers/promises'
import { hashPassword } from '@/lib/auth/password'
import { createSession } from '@/lib/auth/session'
import { sealSession, sessionCookie } from '@/lib/auth/session-cookie'
import { addMembership, createUser } from '@/lib/db/account-repo'
import { database, openDatabase, replaceDatabase } from '@/lib/db/client'
import { startCountingProxy } from './lib/counting-proxy'
import { report } from './lib/figures'
import { freePort, startServer } from './lib/product'
import { storeOf } from './lib/store-of'
import { readWorld, type World } from './lib/world'

const budget = 6
const world = readWorld()

/** A signed-in browser of the shop: the cookie's name and value. */
async function signedIn(shop: World['small']): Promise<string> {
  const user = await createUser({
    email: `${shop.slug}@example.org`,
    name: shop.slug,
    passwordHash: await hashPassword('a password of no value'),
    locale: null,
  })
  await addMembership(shop.id, user.id, 'owner')
  const { value } = await createSession(user.id, { userAgent: 'bench' })
  return `${sessionCookie().name}=${await sealSession(value)}`
}

const someone = async (shop: World['small']): Promise<string> => {
  const { data } = await storeOf(shop).list({ filter: {}, sort: 'orders', direction: 'desc', cursor: null, limit: 1 })
  return data[0]?.id ?? ''
}

replaceDatabase(openDatabase(world.appUrl, 2))
const shops = { small: world.small, large: world.large }
const visitors = await Promise.all(
  Object.entries(shops).map(async ([name, shop]) => ({
    name,
    shop,
    cookie: await signedIn(shop),
    customer: await someone(shop),
  })),
)
await database().close()

const { hostname, port: databasePort } = new URL(world.ownerUrl)
const proxy = await startCountingProxy({ host: hostname, port: Number(databasePort) })
const throughProxy = new URL(world.ownerUrl)
throughProxy.port = String(proxy.port)
const port = await freePort()
const variables = {
  DATABASE_URL: throughProxy.toString(),
  APP_SECRET: world.appSecret,
  COCCINELLE_DATA_DIR: `${world.folder}/data`,
  APP_URL: `http://127.0.0.1:${port}`,
}
const web = await startServer(['scripts/web.mjs'], variables, { port })

const pages: Record<string, (customer: string) => string> = {
  list: () => '/dashboard/customers',
  'list by name': () => '/dashboard/customers?sort=name',
  'list of two hundred': () => '/dashboard/customers?view=all&size=200',
  'list, filtered': () => `/dashboard/customers?segment=vip&tag=${encodeURIComponent('fidèle')}&where=consent.sms:in:granted`,
  'list, two tags': () => `/dashboard/customers?tag=${encodeURIComponent('fidèle')}&tag=robe`,
  search: () => '/dashboard/customers?query=martin',
  'search, few found': () => '/dashboard/customers?query=xyzzyq',
  customer: (customer) => `/dashboard/customers/${customer}`,
  'new customer': () => '/dashboard/customers/new',
  home: () => '/dashboard',
  statistics: () => '/dashboard/stats?period=12m',
  till: () => '/dashboard/till',
  'till, found': () => '/dashboard/till?query=martin',
  'till, while typing': () => '/dashboard/till/found?query=5432',
  duplicates: () => '/dashboard/customers/duplicates',
}
const counts: Record<string, Record<string, { statements: number; control: number }>> = {}
try {
  for (const { name, cookie, customer } of visitors)
    for (const [page, pathOf] of Object.entries(pages)) {
      // The first visit fills what is kept in memory; the second is what a page costs.
      for (const visit of [1, 2]) {
        await sleep(200)
        proxy.take()
        const answer = await fetch(`${web.url}${pathOf(customer)}`, { headers: { cookie }, redirect: 'manual' })
        const html = await answer.text()
        if (answer.status !== 200 || html.length < 20) throw new Error(`${pathOf(customer)} answered ${answer.status}`)
        const { statements, control } = proxy.take()
        if (visit === 2) counts[page] = { ...counts[page], [name]: { statements: statements.length, control } }
      }
    }
} finally {
  await web.stop()
  await proxy.close()
}
const all = Object.values(counts).flatMap((byShop) => Object.values(byShop).map(({ statements }) => statements))
const constant = Object.values(counts).every(
  (byShop) => new Set(Object.values(byShop).map(({ statements }) => statements)).size === 1,
)
report({
  id: 'P5',
  ratio: Math.max(...all) / budget,
  goal: 1,
  also: constant,
  detail: {
    budget,
    most: Math.max(...all),
    sameForEverySize: constant,
    customers: [world.small.customers, world.large.customers],
    pages: counts,
  },
})
