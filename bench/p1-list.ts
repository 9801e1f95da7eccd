// P1: the customer list of a large shop against that of a small one, in database time (p95): every sort, the page before, and
// filters of every kind by the order in which the list opens. The ratio is of the pages that are full in both shops: a page of
// six rows is no measure of one of fifty. The others stand beside, with what they take.
import { type CustomerListRequest, customerSorts } from '@/lib/customers/customer-store'
import { interleave, median, percentile, report, rounded } from './lib/figures'
import { listFilters } from './lib/list-filters'
import { connectAs, on, storeOf } from './lib/store-of'
import { databaseTime, meterStatements } from './lib/statement-meter'
import { readWorld } from './lib/world'

const repeats = 20
/** Milliseconds after which a read is not asked again in its round. */
const patience = 1_000
const pageOf = 50
const world = readWorld()
meterStatements()
const database = connectAs(world.appUrl)
const [small, large] = [storeOf(world.small), storeOf(world.large)]

const page = (sort: (typeof customerSorts)[number], filter: CustomerListRequest['filter'] = {}): CustomerListRequest => ({
  filter,
  sort,
  direction: sort === 'name' ? 'asc' : 'desc',
  cursor: null,
  limit: pageOf,
})
type Shop = typeof small
type Read = (store: Shop) => Promise<{ data: unknown[] } | null>

const cursors = new Map<Shop, string | null>()
/** Page 3 of the list as it opens: the page before it is page 2. */
async function pageBefore(store: Shop): Promise<null> {
  if (!cursors.has(store)) cursors.set(store, (await store.list({ ...page('contact'), limit: 100 })).nextCursor)
  await store.previousCursor({ ...page('contact'), cursor: cursors.get(store) ?? null })
  return null
}

const reads: Record<string, Read> = {
  ...Object.fromEntries(customerSorts.map((sort): [string, Read] => [sort, (store) => store.list(page(sort))])),
  'the page before': pageBefore,
  'with consents': (store) => store.list({ ...page('contact'), consents: true }),
  ...Object.fromEntries(
    Object.entries(listFilters).map(([name, filter]): [string, Read] => [name, (store) => store.list(page('contact', filter))]),
  ),
}

const detail: Record<string, { largeP95Ms: number; smallP95Ms: number; ratio: number; rows: (number | null)[] }> = {}
const all: { a: number[]; b: number[] } = { a: [], b: [] }
await on(database, async () => {
  for (const [name, read] of Object.entries(reads)) {
    const samples: { a: number[]; b: number[] } = { a: [], b: [] }
    const take = (which: 'a' | 'b') => async () => {
      const times: number[] = []
      for (let i = 0, since = performance.now(); i < repeats && performance.now() - since < patience; i++)
        times.push(await databaseTime(() => read(which === 'a' ? large : small)))
      samples[which].push(...times)
      return percentile(times, 0.95)
    }
    const taken = await interleave(5, take('a'), take('b'))
    const rows = [await read(large), await read(small)].map((found) => found?.data.length ?? null)
    if (rows.every((found) => found === null || found === pageOf)) {
      all.a.push(...samples.a)
      all.b.push(...samples.b)
    }
    detail[name] = {
      largeP95Ms: rounded(median(taken.a)),
      smallP95Ms: rounded(median(taken.b)),
      ratio: rounded(median(taken.a) / median(taken.b)),
      rows,
    }
  }
})
await database.close()
const [a, b] = [percentile(all.a, 0.95), percentile(all.b, 0.95)]
report({
  id: 'P1',
  ratio: a / b,
  goal: 1.2,
  detail: {
    customers: [world.large.customers, world.small.customers],
    largeP95Ms: rounded(a),
    smallP95Ms: rounded(b),
    rounds: 5,
    pageOf,
    beyondGoal: Object.keys(detail).filter((name) => (detail[name]?.ratio ?? 0) > 1.2),
    longest: Object.entries(detail).toSorted(([, one], [, other]) => other.largeP95Ms - one.largeP95Ms)[0]?.[0],
    requests: detail,
  },
})
