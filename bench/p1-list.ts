// P1: the customer list of a large shop against that of a small one, in database time (p95), every sort and the usual filters.
import { type CustomerListRequest, customerSorts } from '@/lib/customers/customer-store'
import { interleave, median, percentile, report, rounded } from './lib/figures'
import { connectAs, on, storeOf } from './lib/store-of'
import { databaseTime, meterStatements } from './lib/statement-meter'
import { readWorld } from './lib/world'

const repeats = 40
const world = readWorld()
meterStatements()
const database = connectAs(world.appUrl)
const [small, large] = [storeOf(world.small), storeOf(world.large)]

const page = (sort: (typeof customerSorts)[number], filter: CustomerListRequest['filter'] = {}): CustomerListRequest => ({
  filter,
  sort,
  direction: sort === 'name' ? 'asc' : 'desc',
  cursor: null,
  limit: 50,
})
const requests: Record<string, CustomerListRequest> = {
  ...Object.fromEntries(customerSorts.map((sort) => [sort, page(sort)])),
  'segment vip, by creation': page('created', { segment: 'vip' }),
  'tag fidèle, by creation': page('created', { tags: ['fidèle'] }),
}

const detail: Record<string, unknown> = {}
const all: { a: number[]; b: number[] } = { a: [], b: [] }
await on(database, async () => {
  for (const [name, request] of Object.entries(requests)) {
    const samples: { a: number[]; b: number[] } = { a: [], b: [] }
    const take = (which: 'a' | 'b') => async () => {
      const times: number[] = []
      for (let i = 0; i < repeats; i++) times.push(await databaseTime(() => (which === 'a' ? large : small).list(request)))
      samples[which].push(...times)
      return percentile(times, 0.95)
    }
    const taken = await interleave(5, take('a'), take('b'))
    all.a.push(...samples.a)
    all.b.push(...samples.b)
    detail[name] = {
      largeP95Ms: rounded(median(taken.a)),
      smallP95Ms: rounded(median(taken.b)),
      ratio: rounded(median(taken.a) / median(taken.b)),
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
    pageOf: 50,
    requests: detail,
  },
})
