// The customer list: plans at 100,000 rows, every sort by its index; at 20,000 pages that lose and repeat nothing, few statements.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type CustomerFilter, type CustomerListRequest, type CustomerSort, customerSorts } from '@/lib/customers/customer-store'
import { readRule } from '@/lib/customers/rule'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { fillShop } from '@/lib/test/fill-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { countStatement } from './count-customers'
import { listStatement } from './customer-list'
import type { Statement } from './list-conditions'
import { tenantDb } from './tenant-db'

const many = 20_000
const evenMore = 100_000
let shops: TestShops
let shop: Shop
let useCase: UseCase
/** The shop whose plans are looked at. */
let large: Shop
let largeCase: UseCase

beforeAll(async () => {
  shops = await openTestShops()
  shop = await shops.create()
  useCase = shops.useCase(shop)
  await fillShop(shops, shop.id, many)
  await fillShop(shops, (await shops.create()).id, 3_000)
  large = await shops.create()
  largeCase = shops.useCase(large)
  await fillShop(shops, large.id, evenMore)
  await shops.backDoor.query('vacuum analyze')
}, 300_000)
afterAll(() => shops.close())

const request = (
  sort: CustomerListRequest['sort'],
  direction: 'asc' | 'desc',
  cursor: string | null,
  filter: CustomerFilter = {},
): CustomerListRequest => ({
  filter,
  sort,
  direction,
  cursor,
  limit: 50,
})

const planRow = z.object({ 'QUERY PLAN': z.unknown() })
interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  Plans?: PlanNode[]
}
const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** The plan as the app's own role gets it, under row-level security. */
async function planOf(statement: Statement | null): Promise<PlanNode[]> {
  if (statement === null) throw new Error('no statement')
  const rows = await tenantDb(large.id).sql((sql) =>
    sql.rows(planRow, `explain (format json) ${statement.text}`, statement.values),
  )
  const [{ Plan }] = rows[0]?.['QUERY PLAN'] as [{ Plan: PlanNode }]
  return nodesOf(Plan)
}

/** Tables of people read from end to end; a handful of tags or connections may be. */
const sequentially = (nodes: PlanNode[]): string[] =>
  nodes.flatMap(({ 'Node Type': type, 'Relation Name': table = '' }) =>
    type === 'Seq Scan' && /^Customer/.test(table) ? [table] : [],
  )

const indexOf: Record<CustomerSort, string> = {
  name: 'Customer_list_name_idx',
  created: 'Customer_list_created_idx',
  updated: 'Customer_list_updated_idx',
  contact: 'Customer_list_contact_idx',
  spent: 'Customer_list_spent_idx',
  orders: 'Customer_list_orders_idx',
}
const everySort = customerSorts.flatMap((sort) => (['asc', 'desc'] as const).map((direction) => [sort, direction] as const))

describe('plans', () => {
  test.each(everySort)(
    'by %s %s: its own index on the first page and on a later one, nothing read in sequence',
    async (sort, direction) => {
      const first = await largeCase.store.list(request(sort, direction, null))
      for (const cursor of [null, first.nextCursor]) {
        const nodes = await planOf(listStatement(large, request(sort, direction, cursor), []))
        expect(sequentially(nodes)).toEqual([])
        expect(nodes.find((node) => node['Relation Name'] === 'Customer')).toMatchObject({
          'Node Type': 'Index Scan',
          'Index Name': indexOf[sort],
        })
      }
    },
  )

  test('filters and searches do not read customers in sequence either', async () => {
    const filters: CustomerFilter[] = [
      { segment: 'vip' },
      { phone: '+33639980777' },
      { email: 'a@example.org' },
      { query: 'marie' },
      { query: 'aabard', segment: 'vip' },
      { query: '0777' },
    ]
    for (const filter of filters)
      for (const sort of ['relevance', 'name'] as const) {
        const nodes = await planOf(listStatement(large, request(sort, 'asc', null, filter), []))
        expect(sequentially(nodes), JSON.stringify(filter)).toEqual([])
      }
    for (const tag of ['tag-rare', 'tag-common']) {
      const nodes = await planOf(listStatement(large, request('name', 'asc', null), [tag]))
      expect(sequentially(nodes)).toEqual([])
    }
    const counted = await planOf(countStatement(large, {}, 10_000, []))
    expect(sequentially(counted)).toEqual([])
  })

  /** The plans of what the search function asks, for each text, its E.164 readings and beginning, and its digits. */
  async function searchPlans(typed: [string, string[], string[], string][], pages: (number | null)[]): Promise<string[]> {
    const client = new pg.Client({ connectionString: await superUrl() })
    const plans: string[] = []
    client.on('notice', (notice) => plans.push(notice.message ?? ''))
    await client.connect()
    try {
      await client.query(`load 'auto_explain'`)
      await client.query(
        `set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set client_min_messages = log`,
      )
      await client.query(`begin; set local role coccinelle_app; select set_config('app.tenant_id', '${large.id}', true)`)
      for (const values of typed)
        for (const most of pages) await client.query('select * from search_customers($1, $2, $3, $4, $5)', [...values, most])
    } finally {
      await client.end()
    }
    return plans.filter((plan) => /"Customer"|"CustomerHandle"|"SearchWord"/.test(plan))
  }

  test('inside the search function, whatever is typed, no table of people is read in sequence', async () => {
    const inner = await searchPlans(
      [
        ['marie', [], [], ''],
        ['mar', [], [], ''],
        ['m', [], [], ''],
        ['aabard', [], [], ''],
        ['aabrad', [], [], ''],
        ['zzyzzyx', [], [], ''],
        ['marie aabard', [], [], ''],
        ['nobody@example.org', [], [], ''],
        ['777', [], [], '777'],
        ['06 39 98 0', [], ['+336399800'], '639980'],
      ],
      [51, null],
    )
    expect(inner.length).toBeGreaterThan(40)
    expect(inner.filter((plan) => /Seq Scan on "(Customer|CustomerHandle|SearchWord)"/.test(plan))).toEqual([])
  })

  test('the page of what begins thousands of names or numbers is a walk along an index, without trigrams and without sorting', async () => {
    const inner = await searchPlans(
      [
        ['marie', [], [], ''],
        ['mar', [], [], ''],
        ['a', [], [], ''],
        ['marie a', [], [], ''],
        ['06 39', [], ['+33639'], '639'],
      ],
      [51],
    )
    const walks = inner.filter((plan) =>
      /using "(Customer_list_name_idx|Customer_search_start_idx|CustomerHandle_value_idx)"/.test(plan),
    )
    expect(walks.length).toBeGreaterThan(5)
    expect(inner.filter((plan) => plan.includes('Customer_search_idx'))).toEqual([])
    // Ties in a number's digits are put in order; never all that match.
    expect(
      inner.filter((plan) => /"Customer" c/.test(plan) && !/"CustomerHandle" h/.test(plan) && /\bSort\b/.test(plan)),
    ).toEqual([])
  })
})

const rule = (...parts: [field: string, operator: string, ...values: string[]][]) =>
  readRule({ match: 'all', parts: parts.map(([field, operator, ...values]) => ({ field, operator, values })) })

const superUrl = async () => {
  const { options } = shops.backDoor
  if (options.connectionString === undefined) throw new Error('the back door has no address')
  return options.connectionString
}

describe('pages', () => {
  test.each(everySort)('by %s %s: a walk through ties meets everyone once, in order', async (sort, direction) => {
    const ids: string[] = []
    let cursor: string | null = null
    let pages = 0
    do {
      const page = await useCase.store.list({ ...request(sort, direction, cursor), limit: 200 })
      ids.push(...page.data.map((customer) => customer.id))
      cursor = page.nextCursor
      pages += 1
    } while (cursor !== null && pages < 25)
    expect(ids.length).toBe(200 * 25)
    expect(new Set(ids).size).toBe(ids.length)
    const order: Record<CustomerSort, string> = {
      name: '"sortName"',
      created: '"createdAt"',
      updated: '"updatedAt"',
      contact: `coalesce("lastContactAt", '-infinity')`,
      spent: '"spentMinor"',
      orders: '"orderCount"',
    }
    const { rows } = await shops.backDoor.query<{ id: string }>(
      `select id from "Customer" where "tenantId" = $1 and "deletedAt" is null order by ${order[sort]} ${direction}, id ${direction} limit $2`,
      [shop.id, ids.length],
    )
    expect(ids).toEqual(rows.map((row) => row.id))
  })

  test('a search is paged by rank and id without loss, also where a frequent beginning takes another way', async () => {
    const named = async (beginning: string, other = beginning, { id } = shop) => {
      const text = `select count(*)::int as n from "Customer" where "tenantId" = $1 and "searchText" like $2 and "searchText" like $3`
      return (await shops.backDoor.query<{ n: number }>(text, [id, `% ${beginning}%`, `% ${other}%`])).rows[0]?.n
    }
    const sizes = [
      ['marie', await named('marie'), useCase],
      ['chl', await named('chl'), useCase],
      ['aab', await named('aab'), useCase],
      ['77', many / 100, useCase],
      // More of these last names than are walked through at once.
      ['a mar', await named('a', 'mar', large), largeCase],
      ['marie a', await named('a', 'marie', large), largeCase],
    ] as const
    for (const [query, size, { store }] of sizes) {
      const ids: string[] = []
      let cursor: string | null = null
      do {
        const page = await store.list({ ...request('relevance', 'asc', cursor, { query }), limit: 200 })
        ids.push(...page.data.map((customer) => customer.id))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect(new Set(ids).size, query).toBe(ids.length)
      expect(ids.length, query).toBe(size)
      const short = await store.list({ ...request('relevance', 'asc', null, { query }), limit: 7 })
      expect(
        short.data.map((customer) => customer.id),
        query,
      ).toEqual(ids.slice(0, 7))
    }
  })

  test('a filtered search is paged without loss, also when those who meet the filter are not among the first matches', async () => {
    const filters: CustomerFilter[] = [
      { query: 'jean', segment: 'active', tags: ['common'] },
      { query: 'ines', tags: ['rare'] },
      { query: 'marie', rule: rule(['lastName', 'starts', 'z']) },
      { query: 'paul', rule: rule(['lastName', 'is', 'nobody']) },
    ]
    for (const filter of filters) {
      const every = await useCase.store.list({ ...request('name', 'asc', null, filter), limit: 200 })
      const found: string[] = []
      let cursor: string | null = null
      do {
        const page = await useCase.store.list({ ...request('relevance', 'asc', cursor, filter), limit: 60 })
        found.push(...page.data.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect(new Set(found).size, JSON.stringify(filter)).toBe(found.length)
      if (every.nextCursor === null) expect(new Set(found)).toEqual(new Set(every.data.map(({ id }) => id)))
      else expect(found.length).toBe(2_000)
    }
  })

  test('filters combine with a search and with every sort', async () => {
    const filter: CustomerFilter = { query: 'marie', segment: 'standard', tags: ['common'] }
    const found = await useCase.store.list({ ...request('relevance', 'asc', null, filter), limit: 200 })
    expect(found.data).toEqual([])
    const some = await useCase.store.list({
      ...request('spent', 'desc', null, { query: 'jean', tags: ['Common'], segment: 'active' }),
      limit: 200,
    })
    expect(some.data.length).toBe(200)
    expect(
      some.data.every(
        (customer) => customer.firstName === 'jean' && customer.tags.includes('common') && customer.segment === 'active',
      ),
    ).toBe(true)
    expect((await useCase.store.list(request('name', 'asc', null, { tags: ['never-used'] }))).data).toEqual([])
    expect((await useCase.store.list(request('name', 'asc', null, { tags: ['rare'] }))).data).toHaveLength(20)
    // Of a search's matches the first are looked at: so many, or more.
    const counted = await useCase.store.count({ query: 'jean', tags: ['common'], segment: 'active' }, 10_000)
    expect(counted).toEqual({ count: expect.any(Number), capped: true, estimated: false })
    expect(counted.count).toBeGreaterThan(100)
    expect(counted.count).toBeLessThanOrEqual(500)
    expect(await useCase.store.count({ query: 'aab', tags: ['common'] }, 10_000)).toMatchObject({ capped: false })
  })

  test('counts stop at their cap', async () => {
    expect(await useCase.store.count({}, 10_000)).toEqual({ count: 10_000, capped: true, estimated: false })
    expect(await useCase.store.count({}, many)).toEqual({ count: many, capped: false, estimated: false })
    expect(await useCase.store.count({ segment: 'vip' }, 100)).toEqual({ count: 100, capped: true, estimated: false })
    expect(await useCase.store.count({ query: 'zzyzzyx' }, 100)).toEqual({ count: 0, capped: false, estimated: false })
    expect(await useCase.store.count({ query: 'marie' }, 1_000)).toEqual({ count: 1_000, capped: true, estimated: false })
  })

  test('what an index alone finds is counted; of the rest some are looked at, and the number has few figures', async () => {
    const { store } = useCase
    const exact = { capped: false, estimated: false }
    expect(await store.count({ rule: rule(['spent', 'atLeast', '1000']) }, many)).toEqual({ ...exact, count: 1_818 })
    expect(await store.count({ tags: ['rare'] }, 1_000)).toEqual({ ...exact, count: 20 })
    // Twenty have the rare tag: looked at one by one.
    expect((await store.count({ tags: ['rare'], segment: 'vip' }, 1_000)).estimated).toBe(false)
    // A fifth of everybody, 4,000 of 20,000; "how many of the first five thousand" is what is known.
    const guessed = await store.count({ rule: rule(['firstName', 'contains', 'chl']) }, many)
    expect(guessed).toMatchObject({ capped: true, estimated: true })
    expect(guessed.count).toBeGreaterThan(700)
    expect(guessed.count).toBeLessThanOrEqual(1_300)
    expect(String(guessed.count)).toMatch(/^\d{1,2}0*$/)
    // Of the vip looked at some have this: of all 4,000 as many for one.
    const part = await store.count({ segment: 'vip', rule: rule(['lastContact', 'empty'], ['firstName', 'contains', 'a']) }, many)
    expect(part).toMatchObject({ capped: false, estimated: true })
    // Nobody among those looked at: that does not make it nobody.
    expect(await store.count({ rule: rule(['firstName', 'contains', 'zzz']) }, many)).toEqual({
      count: 0,
      capped: true,
      estimated: false,
    })
  })

  test('a page that is all there is says how many there are; otherwise there are at least those on it', async () => {
    const list = (filter: CustomerFilter) => useCase.store.listCounted(request('name', 'asc', null, filter), 1_000)
    const all = await list({ rule: rule(['firstName', 'contains', 'zzz']) })
    expect([all.page.data.length, all.total]).toEqual([0, { count: 0, capped: false, estimated: false }])
    const few = await list({ tags: ['rare'] })
    expect([few.page.data.length, few.total.count]).toEqual([20, 20])
    const many = await list({ rule: rule(['phone', 'contains', '99801']) })
    expect(many.page.data).toHaveLength(50)
    expect(many.total.count).toBeGreaterThanOrEqual(50)
    expect((await list({})).total).toEqual({ count: 1_000, capped: true, estimated: false })
    // A search is counted with its first page; on a later one by itself, to the same number.
    const search = { ...request('relevance', 'desc', null, { query: 'marie' }), limit: 20 }
    const first = await useCase.store.listCounted(search, 200)
    const second = await useCase.store.listCounted({ ...search, cursor: first.page.nextCursor }, 200)
    expect([first.total, second.total]).toEqual(Array(2).fill({ count: 200, capped: true, estimated: false }))
    expect(first.page.data.length + second.page.data.length).toBe(40)
  })

  test('a count never reads a table of people in sequence', async () => {
    const filters: CustomerFilter[] = [
      {},
      { segment: 'vip' },
      { rule: rule(['spent', 'atLeast', '900']) },
      { rule: rule(['lastContact', 'within', '90']) },
      { rule: rule(['lastContact', 'quiet', '90'], ['consent.sms', 'in', 'granted']) },
      { rule: rule(['consent.sms', 'in', 'granted']) },
      { rule: rule(['lastName', 'starts', 'aab'], ['email', 'present']) },
      { rule: rule(['firstName', 'contains', 'mar']) },
    ]
    for (const filter of filters)
      expect(sequentially(await planOf(countStatement(large, filter, 1_000, []))), JSON.stringify(filter)).toEqual([])
    for (const tag of ['tag-rare', 'tag-common'])
      expect(sequentially(await planOf(countStatement(large, { segment: 'vip' }, 1_000, [tag]))), tag).toEqual([])
  })

  test.each([
    ['lastName', 'is', ['aabard'], 'Customer_list_name_idx'],
    ['lastName', 'starts', ['aab'], 'Customer_list_name_idx'],
    ['firstName', 'is', ['nobody'], 'Customer_search_start_idx'],
    ['spent', 'atLeast', ['2000'], 'Customer_list_spent_idx'],
    ['orders', 'between', ['70', '80'], 'Customer_list_orders_idx'],
    ['created', 'within', ['1'], 'Customer_list_created_idx'],
    ['lastContact', 'within', ['1'], 'Customer_list_contact_idx'],
    ['segment', 'in', ['nothing'], 'Customer_segment_idx'],
  ])('who is meant by %s %s %j is found by an index, under the policy too', async (field, operator, values, index) => {
    const filter = { rule: rule([field, operator, ...values]) }
    const nodes = await planOf(listStatement(large, request('updated', 'desc', null, filter), []))
    expect(nodes.map((node) => node['Index Name'])).toContain(index)
  })

  test('at most two statements a page beside begin and commit, however many rows, also with its count', async () => {
    const query = vi.spyOn(pg.Client.prototype, 'query')
    try {
      for (const [limit, filter] of [
        [1, {}],
        [200, {}],
        [200, { query: 'marie', tags: ['common'], segment: 'active' }],
      ] as const) {
        query.mockClear()
        await useCase.store.list({
          ...request('name', 'asc', null, { ...filter, tags: [...('tags' in filter ? filter.tags : [])] }),
          limit,
        })
        const texts = query.mock.calls.map((call) => String(call[0]))
        expect(texts[0]).toMatch(/^begin; select set_config/)
        expect(texts.at(-1)).toBe('commit')
        expect(texts.length - 2).toBeLessThanOrEqual(2)
        query.mockClear()
        await useCase.store.listCounted({ ...request('name', 'asc', null, { tags: ['common'] }), limit }, 1_000)
        expect(query.mock.calls.length - 2).toBe(2)
      }
    } finally {
      query.mockRestore()
    }
  })

  test('a cursor of another list, or of nobody, is refused by name', async () => {
    const { nextCursor } = await useCase.store.list(request('name', 'asc', null))
    const forged = (position: unknown) => Buffer.from(JSON.stringify(position)).toString('base64url')
    const bad = [
      request('spent', 'asc', nextCursor),
      request('name', 'desc', nextCursor),
      request('name', 'asc', 'garbage'),
      request('name', 'asc', forged({ s: 'name', d: 'asc', k: 7, i: 'x' })),
      request('created', 'asc', forged({ s: 'created', d: 'asc', k: 'tomorrow', i: 'x' })),
      request('spent', 'asc', forged({ s: 'spent', d: 'asc', k: '1; drop table', i: 'x' })),
      request('orders', 'asc', forged({ s: 'orders', d: 'asc', k: 1e12, i: 'x' })),
      request('relevance', 'asc', nextCursor, { query: 'marie' }),
    ]
    for (const wrong of bad)
      await expect(useCase.store.list(wrong)).rejects.toMatchObject({
        code: 'invalid',
        issues: [{ path: ['cursor'], reason: 'cursor' }],
      })
  })
})
