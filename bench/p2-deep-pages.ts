// P2: the last page of the list, 20,000 of a million customers, against the first, for every sort on offer, in database time
// (median of p95); the same in the small shop.
import { z } from 'zod'
import { type CustomerSort, type CustomerStore, customerSorts } from '@/lib/customers/customer-store'
import { decodeCursor, encodeCursor } from '@/lib/db/cursor'
import { interleave, median, percentile, report, rounded } from './lib/figures'
import { connectAs, on, storeOf } from './lib/store-of'
import { databaseTime, meterStatements } from './lib/statement-meter'
import { readWorld } from './lib/world'

const repeats = 40
const pageOf = 50
const world = readWorld()
meterStatements()
const database = connectAs(world.appUrl)

type Way = 'asc' | 'desc'
const usualWay = (sort: CustomerSort): Way => (sort === 'name' ? 'asc' : 'desc')
const request = (sort: CustomerSort, direction: Way, cursor: string | null, limit = pageOf) =>
  ({ filter: {}, sort, direction, cursor, limit }) as const

/** Where the last page begins, found from the other end: the cursor that a person holds who has read all the pages before. */
async function beforeLastPage(store: CustomerStore, sort: CustomerSort): Promise<string> {
  const direction = usualWay(sort)
  const { nextCursor } = await store.list(request(sort, direction === 'asc' ? 'desc' : 'asc', null, pageOf + 1))
  const cursor = encodeCursor({ ...decodeCursor(z.looseObject({}), nextCursor ?? ''), d: direction })
  const { data, nextCursor: beyond } = await store.list(request(sort, direction, cursor))
  if (data.length !== pageOf || beyond !== null) throw new Error(`The list by ${sort} does not end where it should`)
  return cursor
}

interface Depth {
  deepMs: number
  firstMs: number
  ratio: number
}
const shops: Record<string, Record<string, Depth>> = {}
await on(database, async () => {
  for (const [name, shop] of Object.entries({ small: world.small, large: world.large })) {
    const store = storeOf(shop)
    const sorts: Record<string, Depth> = {}
    for (const sort of customerSorts) {
      const cursor = await beforeLastPage(store, sort)
      const take = (from: string | null) => async () => {
        const times: number[] = []
        for (let i = 0; i < repeats; i++) times.push(await databaseTime(() => store.list(request(sort, usualWay(sort), from))))
        return percentile(times, 0.95)
      }
      const taken = await interleave(5, take(cursor), take(null))
      const [deep, first] = [median(taken.a), median(taken.b)]
      sorts[sort] = { deepMs: rounded(deep), firstMs: rounded(first), ratio: rounded(deep / first) }
    }
    shops[name] = sorts
  }
})
await database.close()
report({
  id: 'P2',
  ratio: Math.max(...Object.values(shops.large ?? {}).map(({ ratio }) => ratio)),
  goal: 1.5,
  detail: {
    lastPage: world.large.customers / pageOf,
    lastPageOfSmall: world.small.customers / pageOf,
    pageOf,
    rounds: 5,
    worstOf: shops,
  },
})
