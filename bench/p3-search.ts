// P3: search in a large shop, the list's and the till's, as the app's role, against the very same queries without row-level
// security, in database time (p95); the small shop beside it.
// "Without" is a superuser, for whom policies do not count, and a copy of the search function that runs with the caller's rights.
import pg from 'pg'
import { readCustomerCards } from '@/lib/db/customer-cards'
import { median, percentile, interleave, report, rounded } from './lib/figures'
import { connectAs, on, shopOf, storeOf } from './lib/store-of'
import { databaseTime, meterStatements } from './lib/statement-meter'
import { readWorld, type World } from './lib/world'

const budget = 20
const world = readWorld()

/** Typed by a person: whole names, beginnings, no accents, mistakes, two words, numbers, last digits, an e-mail's start. */
const typed = [
  'martin',
  'helene',
  'Hélène',
  'dup',
  'Dupond',
  'lefevre marie',
  'jean ba',
  'nathallie',
  'beaucouroux',
  'xyzzyq',
  'n’diaye',
  '5432',
  '1234',
  '06 12',
  'marie.martin',
  'cam',
  'marie',
  'le',
  'martin jean',
  'mart jea',
  'helene dupond',
]
/** At the till: the last four digits that a customer says, and half names. */
const atTill = ['5432', '07 89', '0042', 'mart', 'dup', 'camil', 'nat', 'lefe', 'marie mar', 'n’di']

/** Makes `bench.search_customers` and `bench.near_words`: the product's text, the caller's rights. Found first by search_path. */
async function copySearchWithoutPolicies({ superUrl }: World): Promise<string> {
  const client = new pg.Client({ connectionString: superUrl })
  await client.connect()
  try {
    await client.query('create schema if not exists bench')
    for (const name of ['near_words', 'search_customers']) {
      const { rows } = await client.query<{ text: string }>(`select pg_get_functiondef($1::regproc) as text`, [`public.${name}`])
      const copy = (rows[0]?.text ?? '')
        .replace(`FUNCTION public.${name}`, `FUNCTION bench.${name}`)
        .replace('SECURITY DEFINER', 'SECURITY INVOKER')
        .replace(/\bFROM (near_words|search_customers)\(/g, 'FROM bench.$1(')
      if (!copy.includes('SECURITY INVOKER')) throw new Error(`${name} is not what this comparison expects`)
      await client.query(copy)
    }
  } finally {
    await client.end()
  }
  const url = new URL(superUrl)
  url.searchParams.set('options', '-c search_path=bench,public')
  return url.toString()
}

const withoutUrl = await copySearchWithoutPolicies(world)
meterStatements()
const [app, without] = [connectAs(world.appUrl), connectAs(withoutUrl)]
type Search = (query: string) => Promise<number>
const listed =
  (shop: World['small']): Search =>
  async (query) =>
    (await storeOf(shop).list({ filter: { query }, sort: 'relevance', direction: 'desc', cursor: null, limit: 50 })).data.length
const carded =
  (shop: World['small']): Search =>
  async (query) =>
    (await readCustomerCards(shopOf(shop), query, 8)).cards.length

const searches: Record<string, { found: number; appMs: number; withoutMs: number; smallMs: number }> = {}
const take = (database: typeof app, which: 'appMs' | 'withoutMs' | 'smallMs', shop: World['small']) => () =>
  on(database, async () => {
    const times: number[] = []
    for (const [place, texts, search] of [
      ['list', typed, listed(shop)],
      ['till', atTill, carded(shop)],
    ] as const)
      for (const query of texts) {
        const own: number[] = []
        for (let i = 0; i < 12; i++) own.push(await databaseTime(() => search(query)))
        times.push(...own)
        const name = `${place}: ${query}`
        const known = searches[name] ?? { found: 0, appMs: 0, withoutMs: 0, smallMs: 0 }
        searches[name] = {
          ...known,
          ...(which === 'appMs' ? { found: await search(query) } : {}),
          [which]: rounded(median(own)),
        }
      }
    return percentile(times, 0.95)
  })
const taken = await interleave(5, take(app, 'appMs', world.large), take(without, 'withoutMs', world.large))
const small = await interleave(2, take(app, 'smallMs', world.small), take(app, 'appMs', world.large))
await app.close()
await without.close()
const [a, b] = [median(taken.a), median(taken.b)]
report({
  id: 'P3',
  ratio: a / b,
  goal: 1.3,
  also: a <= budget,
  detail: {
    customers: [world.small.customers, world.large.customers],
    budgetMs: budget,
    appP95Ms: rounded(a),
    withoutPoliciesP95Ms: rounded(b),
    smallP95Ms: rounded(median(small.a)),
    rounds: 5,
    medianBySearch: searches,
  },
})
