// How many customers a filter finds, for about the price of one page whatever the shop's size: counted up to a cap where an index
// alone says who is meant; otherwise of so many of them it is looked how many are, and the rest is taken to be like these.
import { z } from 'zod'
import type { CustomerCount, CustomerFilter } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'
import { type Condition, conditions, isPlain, isSearch, searchSource } from './list-conditions'
import type { Parameters } from './parameters'

/** Customers looked at one by one. */
const looked = 400
/** How far it is counted of how many they are a part. */
const known = 5_000
/** Below, those looked at say nothing of the others. */
const telling = 5

export const countRowSchema = z.object({
  count: z.int(),
  /** Null: all were counted, as far as the cap. More than are looked at: there are others. */
  seen: z.int().nullable(),
  /** Of how many those seen are a part; null: nobody knows. */
  all: z.int().nullable(),
})

/** One row of `count`, `seen` and `all`; null when nothing can match. */
export function countSql(
  shop: Shop,
  filter: CustomerFilter,
  cap: number,
  tagIds: string[] | null,
  parameters: Parameters,
): string | null {
  const parts = conditions(filter, shop, tagIds, parameters)
  if (parts === null) return null
  const limit = (most: number) => `limit ${parameters.add(most, 'integer')}`
  const holds = (some: readonly Condition[]) => (some.length === 0 ? 'true' : some.map(({ sql }) => sql).join(' and '))
  const counted = (source: string) => `select count(*)::int as count, null::int as seen, null::int as all from ${source}`
  const lookedAt = (source: string, size: string, some: readonly Condition[]) =>
    `select count(*) filter (where ${holds(some)})::int as count, count(*)::int as seen, ${size}::int as all
      from (${source} ${limit(looked + 1)}) c`
  if (isSearch(filter)) {
    if (isPlain(filter)) return counted(searchSource(filter.query, shop, cap + 1, parameters))
    const source = searchSource(filter.query, shop, looked + 1, parameters)
    return lookedAt(`select c.* from ${source} hit join "Customer" c on c.id = hit.id`, 'null', parts)
  }

  // Looked at are those whom the best index finds.
  const first = parts.toSorted((one, other) => other.narrows - one.narrows)[0]
  const lead = first === undefined || first.narrows === 0 ? null : first
  const rest = parts.filter((part) => part !== lead)
  // Looked up one by one: joined, PostgreSQL would walk through all customers in step with the other table.
  const eachOf = (rows: string, most: number) =>
    `(select "tenantId", "customerId" from ${rows} ${limit(most)}) r left join lateral (
       select * from "Customer" c where c."tenantId" = r."tenantId" and c.id = r."customerId" and c."deletedAt" is null limit 1) c on true`
  const found = `"Customer" c where c."deletedAt" is null and ${lead?.sql ?? 'true'}`
  if (lead?.kept !== undefined) {
    const { rows, size } = lead.kept
    if (rest.length === 0)
      return `select least(${size}, ${parameters.add(cap, 'integer')} + 1)::int as count, null::int as seen, null::int as all`
    // Rows of archived customers are among those looked at, and not in the kept number.
    const all = `${size} * count(*) / greatest(count(c.id), 1)`
    return lookedAt(`select c.* from ${eachOf(rows, looked + 1)}`, all, [{ sql: 'c.id is not null', narrows: 0 }, ...rest])
  }
  if (rest.length === 0) return counted(`(select from ${found} ${limit(cap + 1)}) counted`)
  // In the order of names, which has nothing to do with what is asked.
  const size = `(select count(*) from (select from ${found} ${limit(known + 1)}) counted)`
  return lookedAt(`select c.* from ${found}${lead === null ? ' order by c."sortName", c.id' : ''}`, size, rest)
}

/** What a row of `countSql` says; `atLeast` are known to be there. */
export function toCount({ count, seen, all }: z.output<typeof countRowSchema>, cap: number, atLeast = 0): CustomerCount {
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
