// How many customers a list has, for about the price of one page whatever the shop's size: counted up to a cap where an index
// alone says who is meant; otherwise of so many of them it is looked how many are, and the rest is taken to be like these.
import { z } from 'zod'
import type { Page } from '@/lib/customers/customer'
import type { CustomerCount, CustomerFilter, CustomerListRequest, ListedCustomer } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'
import { listCustomers } from './customer-list'
import { conditions, isPlain, isSearch, searchSource, type Statement, wantedTags } from './list-conditions'
import { Parameters } from './parameters'
import type { SqlTx } from './tenant-db'

/** Customers looked at one by one. */
const looked = 1_000
/** How far it is counted of how many they are a part. */
const known = 5_000
/** Below, those looked at say nothing of the others. */
const telling = 5

const countRow = z.object({
  count: z.int(),
  /** Null: all were looked at. */
  seen: z.int().nullable(),
  /** Of how many those seen are a part; null: nobody knows. */
  all: z.int().nullable(),
})

/** Null when nothing can match. */
export function countStatement(shop: Shop, filter: CustomerFilter, cap: number, tagIds: string[] | null): Statement | null {
  const parameters = new Parameters()
  const parts = conditions(filter, shop, tagIds, parameters)
  if (parts === null) return null
  const limit = (most: number) => `limit ${parameters.add(most, 'integer')}`
  const hit = `coalesce(${parts.map(({ sql }) => sql).join(' and ')}, false)`
  const statement = (text: string): Statement => ({ text, values: parameters.values })
  if (isSearch(filter) && isPlain(filter))
    return statement(`select count(*)::int as count, null::int as seen, null::int as all
      from ${searchSource(filter.query, shop, cap + 1, parameters)}`)
  if (isSearch(filter))
    return statement(`select count(*) filter (where looked.hit)::int as count, count(*)::int as seen, null::int as all from (
      select ${hit} as hit from ${searchSource(filter.query, shop, looked, parameters)} join "Customer" c on c.id = hit.id) looked`)

  // Looked at are those whom the best index finds.
  const first = parts.toSorted((one, other) => other.narrows - one.narrows)[0]
  const lead = first === undefined || first.narrows === 0 ? null : first
  const rest = parts.filter((part) => part !== lead)
  const found = `from "Customer" c where c."deletedAt" is null${lead === null ? '' : ` and ${lead.sql}`}`
  if (rest.length === 0)
    return statement(
      `select count(*)::int as count, null::int as seen, null::int as all from (select 1 ${found} ${limit(cap + 1)}) counted`,
    )
  // In the order of names, which has nothing to do with what is asked.
  return statement(`select count(*) filter (where ${rest.map(({ sql }) => sql).join(' and ')})::int as count, count(*)::int as seen,
      (select count(*) from (select 1 ${found} ${limit(known + 1)}) counted)::int as all
    from (select c.* ${found}${lead === null ? ' order by c."sortName", c.id' : ''} ${limit(looked)}) c`)
}

/** @param atLeast as many are known to be there */
export async function countCustomers(
  sql: SqlTx,
  shop: Shop,
  filter: CustomerFilter,
  cap: number,
  tagIds: string[] | null,
  atLeast = 0,
): Promise<CustomerCount> {
  const statement = countStatement(shop, filter, cap, tagIds)
  const [row] = statement === null ? [] : await sql.rows(countRow, statement.text, statement.values)
  if (row === undefined) return { count: 0, capped: false, estimated: false }
  const { count, seen, all } = row
  if (seen === null || seen < looked) return { count: Math.min(count, cap), capped: count > cap, estimated: false }
  if (count > cap) return { count: cap, capped: true, estimated: false }
  if (all === null || count < telling) return { count: Math.min(Math.max(count, atLeast), cap), capped: true, estimated: false }
  const about = rounded((count / seen) * Math.min(all, known))
  return { count: Math.min(Math.max(about, count, atLeast), cap), capped: all > known || about > cap, estimated: true }
}

/** With the one or two figures that such a number deserves. */
function rounded(rows: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, rows))) - 1)
  return Math.round(rows / unit) * unit
}

/** A page and how many there are of its kind, in three statements at most; a first page that is all of it is counted by that. */
export async function listCounted(
  sql: SqlTx,
  shop: Shop,
  request: CustomerListRequest,
  cap: number,
): Promise<{ page: Page<ListedCustomer>; total: CustomerCount }> {
  const tagIds = await wantedTags(sql, request.filter)
  const page = await listCustomers(sql, shop, request, tagIds)
  const shown = page.data.length
  if (request.cursor === null && page.nextCursor === null)
    return { page, total: { count: shown, capped: false, estimated: false } }
  return { page, total: await countCustomers(sql, shop, request.filter, cap, tagIds, shown) }
}
