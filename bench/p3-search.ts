// P3: search in a large shop as the app's role, against the very same queries without row-level security, in database time (p95).
// "Without" is a superuser, for whom policies do not count, and a copy of the search function that runs with the caller's rights.
import pg from 'pg'
import { median, percentile, interleave, report, rounded } from './lib/figures'
import { connectAs, on, storeOf } from './lib/store-of'
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
]

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
        .replace(/\bFROM near_words\(/g, 'FROM bench.near_words(')
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
const store = storeOf(world.large)
const search = (query: string) => store.list({ filter: { query }, sort: 'relevance', direction: 'desc', cursor: null, limit: 50 })

const queries: Record<string, { found: number; appMs: number; withoutMs: number }> = {}
const take = (database: typeof app, which: 'appMs' | 'withoutMs') => () =>
  on(database, async () => {
    const times: number[] = []
    for (const query of typed) {
      const own: number[] = []
      for (let i = 0; i < 12; i++) own.push(await databaseTime(() => search(query)))
      times.push(...own)
      const known = queries[query] ?? { found: (await search(query)).data.length, appMs: 0, withoutMs: 0 }
      queries[query] = { ...known, [which]: rounded(median(own)) }
    }
    return percentile(times, 0.95)
  })
const taken = await interleave(5, take(app, 'appMs'), take(without, 'withoutMs'))
await app.close()
await without.close()
const [a, b] = [median(taken.a), median(taken.b)]
report({
  id: 'P3',
  ratio: a / b,
  goal: 1.3,
  also: a <= budget,
  detail: {
    customers: world.large.customers,
    budgetMs: budget,
    appP95Ms: rounded(a),
    withoutPoliciesP95Ms: rounded(b),
    rounds: 5,
    medianByQuery: queries,
  },
})
