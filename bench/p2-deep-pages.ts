// P2: a page deep in the list against the first page, for every sort on offer, in database time (median of p95).
import { type CustomerSort, customerSorts } from '@/lib/customers/customer-store'
import { interleave, median, percentile, report, rounded } from './lib/figures'
import { connectAs, on, storeOf } from './lib/store-of'
import { databaseTime, meterStatements } from './lib/statement-meter'
import { readWorld } from './lib/world'

const repeats = 40
const stride = 200
const world = readWorld()
meterStatements()
const database = connectAs(world.appUrl)
const store = storeOf(world.large)
/** Page 2,000 of 50 rows begins after 99,950; a smaller shop is walked nearly to its end. */
const depth = Math.floor(Math.min(99_950, world.large.customers - 50) / 50) * 50

const request = (sort: CustomerSort, cursor: string | null, limit = 50) =>
  ({ filter: {}, sort, direction: sort === 'name' ? 'asc' : 'desc', cursor, limit }) as const

/** The cursor that a person would hold after reading `rows` rows. */
async function walk(sort: CustomerSort, rows: number): Promise<string | null> {
  let cursor: string | null = null
  for (let left = rows; left > 0;) {
    const step = await store.list(request(sort, cursor, Math.min(stride, left)))
    left -= step.data.length
    cursor = step.nextCursor
    if (cursor === null) throw new Error(`The list by ${sort} ended ${left} rows early`)
  }
  return cursor
}

const sorts: Record<string, { deepMs: number; firstMs: number; ratio: number }> = {}
await on(database, async () => {
  for (const sort of customerSorts) {
    const cursor = await walk(sort, depth)
    const take = (from: string | null) => async () => {
      const times: number[] = []
      for (let i = 0; i < repeats; i++) times.push(await databaseTime(() => store.list(request(sort, from))))
      return percentile(times, 0.95)
    }
    const taken = await interleave(5, take(cursor), take(null))
    const [deep, first] = [median(taken.a), median(taken.b)]
    sorts[sort] = { deepMs: rounded(deep), firstMs: rounded(first), ratio: rounded(deep / first) }
  }
})
await database.close()
report({
  id: 'P2',
  ratio: Math.max(...Object.values(sorts).map(({ ratio }) => ratio)),
  goal: 1.5,
  detail: { page: depth / 50 + 1, pageOf: 50, rounds: 5, worstOf: sorts },
})
