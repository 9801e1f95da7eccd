// The customer list: filters, search and every sort, each page found by its key and never by counting rows.
import { z } from 'zod'
import { consentStateSchema } from '@/lib/consent/preferences'
import { contactChannelSchema, type Page } from '@/lib/customers/customer'
import type { CustomerListRequest, CustomerSort, ListedCustomer } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'
import { countRowSchema, countSql } from './count-sql'
import { badCursor, decodeCursor, encodeCursor } from './cursor'
import { customerColumns, type CustomerRow, customerRowSchema, toCustomer } from './customer-row'
import { conditions, filteredSearch, isPlain, isSearch, searchSource, type Statement, wantedTags } from './list-conditions'
import { Parameters } from './parameters'
import type { SqlTx } from './tenant-db'

type Way = 'asc' | 'desc'
type ListRow = CustomerRow & { sortName: string; rank: number | null; place: string | null }
interface SortRule {
  /** As in the index of the migration, to the letter. */
  by: string
  type: string
  /** The row's key, exactly as the index compares it. */
  key(row: ListRow): string | number
}

const sortRules: Record<CustomerSort, SortRule> = {
  name: { by: 'c."sortName"', type: 'text', key: (row) => row.sortName },
  created: { by: 'c."createdAt"', type: 'timestamptz', key: (row) => row.createdAt.toISOString() },
  updated: { by: 'c."updatedAt"', type: 'timestamptz', key: (row) => row.updatedAt.toISOString() },
  contact: {
    // CASE and not COALESCE: only of CASE does PostgreSQL know that it leaks nothing, and uses the index under a policy.
    by: `case when c."lastContactAt" is null then '-infinity'::timestamptz else c."lastContactAt" end`,
    type: 'timestamptz',
    key: (row) => row.lastContactAt?.toISOString() ?? '-infinity',
  },
  spent: { by: 'c."spentMinor"', type: 'bigint', key: (row) => row.spentMinor },
  orders: { by: 'c."orderCount"', type: 'integer', key: (row) => row.orderCount },
}

const positionSchema = z.strictObject({
  s: z.string(),
  d: z.enum(['asc', 'desc']),
  k: z.union([z.string().max(600), z.number()]),
  i: z.string().max(100),
  /** Of a search: where among those that match as well. */
  p: z.string().max(2_000).optional(),
})

/** The newest line of the ledger per channel is what holds (lib/consent). */
const consentColumn = `coalesce((select json_object_agg(latest.channel, latest.state) from (
    select distinct on (e.channel) e.channel, e.state from "ConsentEntry" e
    where e."tenantId" = c."tenantId" and e."customerId" = c.id and e.purpose = 'marketing'
    order by e.channel, e.at desc, e.id desc) latest), '{}') as consents`

/**
 * One page and one row more; null when nothing can match. `backwards`: the rows before the cursor, nearest first.
 * `countTo`: the row of `countSql` comes along as `counted`. Throws `invalid` for a cursor of another list.
 */
export function listStatement(
  shop: Shop,
  request: CustomerListRequest,
  tagIds: string[] | null,
  { backwards = false, countTo = 0 }: { backwards?: boolean; countTo?: number } = {},
): Statement | null {
  const { filter, cursor } = request
  const sort = request.sort === 'relevance' && !isSearch(filter) ? 'name' : request.sort
  const direction = sort === 'relevance' ? 'desc' : request.direction
  const position = cursor === null ? null : decodeCursor(positionSchema, cursor)
  if (position !== null && (position.s !== sort || position.d !== direction)) throw badCursor()

  const parameters = new Parameters()
  const wanted = conditions(filter, shop, tagIds, parameters)
  if (wanted === null) return null
  const where = ['c."deletedAt" is null', ...wanted.map(({ sql }) => sql)]
  const most = request.limit + 1
  const rule = sort === 'relevance' ? { by: 'hit.rank', type: 'real', key: () => 0 } : sortRules[sort]
  // The best match first and then by place and id upwards; all other sorts take the id in the sort's own direction.
  const turned = (way: Way): Way => (backwards === (way === 'asc') ? 'desc' : 'asc')
  const [way, then] = [turned(direction), turned(sort === 'relevance' ? 'asc' : direction)]
  const beyond = (order: Way) => (order === 'asc' ? '>' : '<')
  const byRank = sort === 'relevance'
  if (position !== null) {
    if (!keySchemas[rule.type]?.safeParse(position.k).success || byRank !== (position.p !== undefined)) throw badCursor()
    const key = () => parameters.add(position.k, rule.type)
    const id = () => parameters.add(position.i, 'text')
    // The search itself begins after a row; what comes before one is looked for among all matches.
    if (!byRank) where.push(`(${rule.by}, c.id) ${beyond(way)} (${key()}, ${id()})`)
    else if (backwards)
      where.push(`(hit.rank > ${key()} or (hit.rank = ${key()} and
        (hit.place collate "C", c.id) < (${parameters.add(position.p ?? '', 'text')}, ${id()})))`)
  }
  /** The search's matches as a table `hit`: as many as the page needs where they come in its order. */
  const hits = (query: string): string => {
    const inOrder = byRank && !backwards
    const after =
      inOrder && position !== null
        ? [parameters.add(position.k, 'real'), parameters.add(position.p ?? '', 'text'), parameters.add(position.i, 'text')]
        : []
    if (inOrder && !isPlain(filter)) return filteredSearch(query, shop, where, most, parameters, after)
    const source = searchSource(query, shop, inOrder ? Math.max(most, countTo + 1) : null, parameters, after)
    return `hit as materialized (select * from ${source})`
  }
  const search = isSearch(filter) ? hits(filter.query) : null
  const from = search === null ? '"Customer" c' : 'hit join "Customer" c on c.id = hit.id'
  // A search that begins at its beginning is asked once, for the page and for the number.
  const ofSearch = search !== null && isPlain(filter) && (!byRank || position === null)
  const count = ofSearch
    ? 'select count(*)::int as count, null as seen, null as all from hit'
    : countTo > 0 && countSql(shop, filter, countTo, tagIds, parameters)
  const counted = countTo > 0 && count !== null ? `, (select row_to_json(n) from (${count}) n) as counted` : ''
  const rank = search === null ? 'null::real as rank, null::text as place' : 'hit.rank, hit.place'
  const order = (by: string, place: string) => `${by} ${way}, ${byRank ? `${place} collate "C" ${then}, ` : ''}c.id ${then}`
  return {
    // The inner query finds the page from the index alone; only its rows are then made whole.
    text: `${search === null ? '' : `with ${search}`}
      select ${customerColumns}, c."sortName", c.rank, c.place${counted}${request.consents === true ? `, ${consentColumn}` : ''} from (
        select c.*, ${rank} from ${from} where ${where.join(' and ')} order by ${order(rule.by, 'hit.place')} limit ${parameters.add(most, 'integer')}) c
      order by ${order(byRank ? 'c.rank' : rule.by, 'c.place')}`,
    values: parameters.values,
  }
}

const keySchemas: Record<string, z.ZodType> = {
  text: z.string(),
  timestamptz: z.union([z.iso.datetime(), z.literal('-infinity')]),
  bigint: z.int(),
  integer: z.int32(),
  real: z.number().min(0).max(1),
}

const listRowSchema = customerRowSchema.extend({
  sortName: z.string(),
  rank: z.number().nullable(),
  place: z.string().nullable(),
  counted: countRowSchema.optional(),
  consents: z.partialRecord(contactChannelSchema, consentStateSchema).optional(),
})

/**
 * At most two statements: the tags' ids when tags are asked for, and the page.
 * @param countTo how far it is counted how many there are in all; not at all when 0
 */
export async function listPage(
  sql: SqlTx,
  shop: Shop,
  request: CustomerListRequest,
  countTo = 0,
): Promise<{ page: Page<ListedCustomer>; counted: z.output<typeof countRowSchema> | null }> {
  const limit = Math.min(200, Math.max(1, Math.trunc(request.limit)))
  const bounded = { ...request, limit }
  const statement = listStatement(shop, bounded, await wantedTags(sql, request.filter), { countTo })
  if (statement === null) return { page: { data: [], nextCursor: null }, counted: null }
  const rows = await sql.rows(listRowSchema, statement.text, statement.values)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    counted: last?.counted ?? null,
    page: {
      data: page.map(({ sortName: _sortName, rank: _rank, place: _place, counted: _counted, consents, ...row }) => ({
        ...toCustomer(row, shop.currency),
        ...(consents === undefined ? {} : { consents }),
      })),
      nextCursor: rows.length > limit && last !== undefined ? nextCursor(bounded, last) : null,
    },
  }
}

export const listCustomers = async (sql: SqlTx, shop: Shop, request: CustomerListRequest): Promise<Page<ListedCustomer>> =>
  (await listPage(sql, shop, request)).page

/**
 * Where the page before the one that begins at `request.cursor` begins; null when that is the first page.
 * Walking backwards, the row after a page's worth is the last of the page before that one, which is what a cursor names.
 */
export async function previousCursor(sql: SqlTx, shop: Shop, request: CustomerListRequest): Promise<string | null> {
  if (request.cursor === null) return null
  const limit = Math.min(200, Math.max(1, Math.trunc(request.limit)))
  const statement = listStatement(shop, { ...request, limit: limit - 1 }, await wantedTags(sql, request.filter), {
    backwards: true,
  })
  const rows = statement === null ? [] : await sql.rows(listRowSchema, statement.text, statement.values)
  const before = rows[limit - 1]
  return before === undefined ? null : nextCursor(request, before)
}

function nextCursor(request: CustomerListRequest, last: ListRow): string {
  if (request.sort === 'relevance' && isSearch(request.filter))
    return encodeCursor({ s: 'relevance', d: 'desc', k: last.rank ?? 0, i: last.id, p: last.place ?? '' })
  const sort = request.sort === 'relevance' ? 'name' : request.sort
  return encodeCursor({ s: sort, d: request.direction, k: sortRules[sort].key(last), i: last.id })
}
