// P4: the number above the list, counted no further than the cap, in database time (p95).
import type { CustomerCount, CustomerFilter } from '@/lib/customers/customer-store'
import { median, percentile, report, rounded } from './lib/figures'
import { connectAs, on, storeOf } from './lib/store-of'
import { databaseTime, meterStatements } from './lib/statement-meter'
import { readWorld } from './lib/world'

const budget = 5
// As the list's page asks: what is searched or tagged stops sooner.
const capOf = ({ query, tags }: CustomerFilter): number => (query === undefined && tags === undefined ? 10_000 : 1_000)
const world = readWorld()
meterStatements()
const database = connectAs(world.appUrl)
const store = storeOf(world.large)

const filters: Record<string, CustomerFilter> = {
  everybody: {},
  'segment active': { segment: 'active' },
  'tag fidèle': { tags: ['fidèle'] },
  'search martin': { query: 'martin' },
}
const counted: Record<string, CustomerCount & { p95Ms: number }> = {}
await on(database, async () => {
  for (const [name, filter] of Object.entries(filters)) {
    const rounds: number[] = []
    for (let round = -1; round < 5; round++) {
      const times: number[] = []
      for (let i = 0; i < 20; i++) times.push(await databaseTime(() => store.count(filter, capOf(filter))))
      if (round >= 0) rounds.push(percentile(times, 0.95))
    }
    counted[name] = { p95Ms: rounded(median(rounds)), ...(await store.count(filter, capOf(filter))) }
  }
})
await database.close()
const worst = Math.max(...Object.values(counted).map(({ p95Ms }) => p95Ms))
report({
  id: 'P4',
  ratio: worst / budget,
  goal: 1,
  detail: { budgetMs: budget, worstP95Ms: worst, customers: world.large.customers, counted },
})
