// P10, the first import of a linked shop: 100,000 customers and 300,000 orders from a system without limits, in records a second;
// what is held meanwhile, and what reading it all once more writes (nothing).
import pg from 'pg'
import { z } from 'zod'
import { mockOptionsSchema, MockCustomers } from '@/lib/crm/vendors/mock/adapter'
import type { Customer } from '@/lib/customers/customer'
import type { OrderPage, RemoteOrder } from '@/lib/customers/remote-order'
import type { Actor } from '@/lib/customers/use-case'
import { createTenant } from '@/lib/db/account-repo'
import { openDatabase, replaceDatabase } from '@/lib/db/client'
import { createConnection } from '@/lib/db/connection-repo'
import { createSourceStore } from '@/lib/db/source-stream-repo'
import { pullSource } from '@/lib/sync/pull-source'
import { report, rounded } from './lib/figures'
import { heldBytes, watchMemory } from './lib/held-bytes'
import { firstNames, lastNames } from './lib/names'
import { readWorld } from './lib/world'

const people = 100_000
const orders = 300_000
const pageSize = 250
/** Records a second, and bytes that may be held more at the end than at the beginning. */
const goal = 10_000
const memoryGoal = 100 * 2 ** 20

const world = readWorld()
const database = openDatabase(world.appUrl, 3)
replaceDatabase(database)
const actor: Actor = { kind: 'user', id: 'bench', name: 'Bench' }
const shop = await createTenant({ slug: 'bench-import', name: 'Bench' })
const { id: connectionId } = await createConnection(shop, actor, {
  vendor: 'mock',
  role: 'source',
  label: null,
  credentials: {},
  settings: {},
  bringsIn: true,
})

const start = Date.UTC(2024, 0, 1)
const nameOf = (n: number) => ({
  firstName: firstNames[(n * 7919) % firstNames.length] ?? '',
  lastName: lastNames[(n * 104_729) % lastNames.length] ?? '',
  email: `acheteur.${n}@example.org`,
  phone: `+337${10_000_000 + n}`,
})

function customerOf(n: number): Customer {
  const at = new Date(start + n)
  return {
    ...nameOf(n),
    id: `c${n}`,
    handles: [],
    preferredChannel: null,
    language: 'fr',
    segment: null,
    tags: n % 3 === 0 ? ['boutique en ligne'] : [],
    totalOrders: 0,
    totalSpent: null,
    averageOrderValue: null,
    lastOrderAt: null,
    lastContactAt: null,
    lastContactChannel: null,
    createdAt: at,
    updatedAt: at,
    version: 1,
    metadata: {},
    links: [],
  }
}

/** Every tenth is a guest's, and every guest buys three times. */
function orderOf(n: number): RemoteOrder {
  const isGuest = n % 10 === 9
  const buyer = nameOf(isGuest ? people + Math.floor(n / 30) : (n * 7) % people)
  return {
    externalId: `${7_000_000_000_000_000 + n}`,
    name: `#${n}`,
    status: n % 25 === 0 ? 'cancelled' : 'fulfilled',
    total: { amount: 1_000 + (n % 20_000), currency: 'EUR' },
    refunded: { amount: n % 40 === 0 ? 500 : 0, currency: 'EUR' },
    placedAt: new Date(start + n * 200_000),
    updatedAt: new Date(start + n * 200_000),
    buyer: {
      ...buyer,
      externalId: isGuest ? `guest:${buyer.email}` : `c${(n * 7) % people}`,
      guest: isGuest,
      phoneRaw: buyer.phone,
    },
  }
}

const noOptIn = { email: null, sms: null, whatsapp: null, phone: null }
const from = (cursor: string | null, size: number): number[] =>
  Array.from({ length: Math.min(pageSize, size - Number(cursor ?? 0)) }, (_, n) => Number(cursor ?? 0) + n)
const cursorAfter = (cursor: string | null, size: number) => {
  const next = Math.min(size, Number(cursor ?? 0) + pageSize)
  return { cursor: String(next), hasMore: next < size, total: size }
}

class Endless extends MockCustomers {
  override async changesSince(cursor: string | null) {
    const changes = from(cursor, people).map((n) => {
      const customer = customerOf(n)
      return { kind: 'upsert' as const, id: customer.id, customer, at: customer.updatedAt, optIn: noOptIn }
    })
    return { changes, ...cursorAfter(cursor, people) }
  }

  /** When the first page of orders was asked for. */
  ordersAt = 0

  override async ordersSince(cursor: string | null): Promise<OrderPage> {
    this.ordersAt ||= performance.now()
    return { orders: from(cursor, orders).map(orderOf), ...cursorAfter(cursor, orders) }
  }
}
const system = new Endless({ tenantId: 'bench' }, mockOptionsSchema.parse({}))

async function pull(): Promise<number> {
  const started = performance.now()
  const { again } = await pullSource({ system, store: createSourceStore(shop, connectionId), mayGoOn: () => true })
  if (again !== null) throw new Error('not finished')
  return (performance.now() - started) / 1000
}

const backDoor = new pg.Client({ connectionString: world.superUrl })
await backDoor.connect()
const counted = z.object({ n: z.coerce.number() })
const ask = async (text: string): Promise<number> =>
  counted.parse((await backDoor.query<Record<string, unknown>>(text, [shop.id])).rows[0]).n

const idle = heldBytes()
const memory = watchMemory(5_000)
const begun = performance.now()
const seconds = await pull()
const peopleSeconds = (system.ordersAt - begun) / 1000
const held = memory.most() - idle
const kept = [
  await ask('select count(*) as n from "Customer" where "tenantId" = $1'),
  await ask('select count(*) as n from "Order" where "tenantId" = $1'),
]
if (kept[0] !== people + orders / 30 || kept[1] !== orders) throw new Error(`kept ${kept.join(', ')}`)

const rowsOf = (table: string) => `select coalesce(max(xmin::text::bigint), 0) as n from "${table}" where "tenantId" = $1`
const tables = ['Customer', 'CustomerHandle', 'ExternalLink', 'Order', 'CustomerActivity', 'ConsentEntry']
const newest = () => Promise.all(tables.map((table) => ask(rowsOf(table))))
await backDoor.query('update "SourceStream" set cursor = null where "tenantId" = $1', [shop.id])
const before = await newest()
const again = await pull()
const writesNothing = JSON.stringify(await newest()) === JSON.stringify(before)
await backDoor.end()
await database.close()

report({
  id: 'P10-first-import',
  ratio: (people + orders) / seconds / goal,
  goal: 1,
  atLeast: true,
  also: held <= memoryGoal && writesNothing,
  detail: {
    people,
    orders,
    seconds: rounded(seconds),
    perSecond: Math.round((people + orders) / seconds),
    customersPerSecond: Math.round(people / peopleSeconds),
    ordersPerSecond: Math.round(orders / (seconds - peopleSeconds)),
    heldMiB: rounded(held / 2 ** 20, 1),
    replay: { seconds: rounded(again), perSecond: Math.round((people + orders) / again), writesNothing },
  },
})
