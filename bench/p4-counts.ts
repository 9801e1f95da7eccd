// P4: the number above the list, counted no further than the list's page does, in database time (p95), in both shops.
import type { CustomerCount, CustomerFilter } from '@/lib/customers/customer-store'
import { listCountCap } from '@/lib/customers/list-count-cap'
import { median, percentile, report, rounded } from './lib/figures'
import { listFilters } from './lib/list-filters'
import { connectAs, on, storeOf } from './lib/store-of'
import { databaseTime, meterStatements } from './lib/statement-meter'
import { readWorld } from './lib/world'

const budget = 5
const world = readWorld()
meterStatements()
const database = connectAs(world.appUrl)
const shops = { small: storeOf(world.small), large: storeOf(world.large) }

const filters: Record<string, CustomerFilter> = {
  everybody: {},
  ...listFilters,
  'search martin': { query: 'martin' },
  'search cam': { query: 'cam' },
  'search beaucouroux': { query: 'beaucouroux' },
  'search Dupond': { query: 'Dupond' },
  'search 5432': { query: '5432' },
}
const counted: Record<string, Record<string, CustomerCount & { p95Ms: number; medianMs: number }>> = {}
await on(database, async () => {
  for (const [name, filter] of Object.entries(filters))
    for (const [size, store] of Object.entries(shops)) {
      const count = () => store.count(filter, listCountCap(filter))
      const [rounds, middles]: [number[], number[]] = [[], []]
      for (let round = -1; round < 5; round++) {
        const times: number[] = []
        for (let i = 0; i < 20; i++) times.push(await databaseTime(count))
        if (round < 0) continue
        rounds.push(percentile(times, 0.95))
        middles.push(median(times))
      }
      counted[name] = {
        ...counted[name],
        [size]: { p95Ms: rounded(median(rounds)), medianMs: rounded(median(middles)), ...(await count()) },
      }
    }
})
await database.close()
const large = Object.entries(counted).map(([name, { large: one }]): [string, number] => [name, one?.p95Ms ?? Infinity])
const worst = Math.max(...large.map(([, p95Ms]) => p95Ms))
report({
  id: 'P4',
  ratio: worst / budget,
  goal: 1,
  detail: {
    budgetMs: budget,
    worstP95Ms: worst,
    beyondBudget: large.filter(([, p95Ms]) => p95Ms > budget).map(([name]) => name),
    customers: [world.small.customers, world.large.customers],
    counted,
  },
})
