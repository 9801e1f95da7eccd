// How many customers a list has, for about the price of one page whatever the shop's size: counted up to a cap where an index
// alone says who is meant; otherwise of so many of them it is looked how many are, and the rest is taken to be like these.
import { z } from 'zod'
import type { Page } from '@/lib/customers/customer'
import type { CustomerCount, CustomerFilter, CustomerListRequest, ListedCustomer } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'
import { listPage } from './customer-list'
import { type Condition, conditions, isPlain, isSearch, searchSource, type Statement, wantedTags } from './list-conditions'
import { Parameters } from './parameters'
import type { SqlTx } from './tenant-db'

/** Customers looked at one by one. */
const looked = 500
/** How far it is counted of how many they are a part. */
const known = 5_000
/** Below, those looked at say nothing of the others. */
const telling = 5

const countRow = z.object({
  count: z.int(),
  /** Null: nobody was looked at, all were counted. One more than are looked at: there are others. */
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
  const all = (some: readonly Condition[]) => (some.length === 0 ? 'true' : some.map(({ sql }) => sql).join(' and '))
  const counted = (text: string): Statement => ({
    text: `select count(*)::int as count, null::int as seen, null::int as all from ${text}`,
    values: parameters.values,
  })
  const lookedAt = (source: string, known: string, some: readonly Condition[]): Statement => ({
    text: `select count(*) filter (where ${all(some)})::int as count, count(*)::int as seen, ${known}::int as all
      from (${source} ${limit(looked + 1)}) c`,
    values: parameters.values,
  })
  if (isSearch(filter)) {
    if (isPlain(filter)) return counted(searchSource(filter.query, shop, cap + 1, parameters))
    const source = searchSource(filter.query, shop, looked + 1, parameters)
    return lookedAt(`select c.* from ${source} hit join "Customer" c on c.id = hit.id`, 'null', parts)
  }

  // Looked at are those whom the best index finds.
  const first = parts.toSorted((one, other) => other.narrows - one.narrows)[0]
  const lead = first === undefined || first.narrows === 0 ? null : first
  const rest = parts.filter((part) => part !== lead)
  const found =
    lead?.rows === undefined
      ? `"Customer" c where c."deletedAt" is null and ${lead?.sql ?? 'true'}`
      : `(select "tenantId", "customerId" from ${lead.rows}) r join "Customer" c
           on c."tenantId" = r."tenantId" and c.id = r."customerId" and c."deletedAt" is null`
  if (rest.length === 0) return counted(`(select from ${found} ${limit(cap + 1)}) counted`)
  return lookedAt(
    // In the order of names, which has nothing to do with what is asked.
    `select c.* from ${found}${lead === null ? ' order by c."sortName", c.id' : ''}`,
    `(select count(*) from (select from ${lead?.rows ?? found} ${limit(known + 1)}) counted)`,
    rest,
  )
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
  if (seen === null || seen <= looked) return { count: Math.min(count, cap), capped: count > cap, estimated: false }
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
  const { page, found } = await listPage(sql, shop, request, tagIds, cap + 1)
  const shown = page.data.length
  const all = request.cursor === null && page.nextCursor === null ? shown : found
  if (all !== null) return { page, total: { count: Math.min(all, cap), capped: all > cap, estimated: false } }
  return { page, total: await countCustomers(sql, shop, request.filter, cap, tagIds, shown) }
}
