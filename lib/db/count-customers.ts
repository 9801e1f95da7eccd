// The number above the list: by itself, or in the statement of a page.
import type { Page } from '@/lib/customers/customer'
import type { CustomerCount, CustomerFilter, CustomerListRequest, ListedCustomer } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'
import { countRowSchema, countSql, toCount } from './count-sql'
import { listPage } from './customer-list'
import { type Statement, wantedTags } from './list-conditions'
import { Parameters } from './parameters'
import type { SqlTx } from './tenant-db'

const none: CustomerCount = { count: 0, capped: false, estimated: false }

/** Null when nothing can match. */
export function countStatement(shop: Shop, filter: CustomerFilter, cap: number, tagIds: string[] | null): Statement | null {
  const parameters = new Parameters()
  const text = countSql(shop, filter, cap, tagIds, parameters)
  return text === null ? null : { text, values: parameters.values }
}

export async function countCustomers(sql: SqlTx, shop: Shop, filter: CustomerFilter, cap: number): Promise<CustomerCount> {
  const statement = countStatement(shop, filter, cap, await wantedTags(sql, filter))
  const [row] = statement === null ? [] : await sql.rows(countRowSchema, statement.text, statement.values)
  return row === undefined ? none : toCount(row, cap)
}

/** A page and how many there are of its kind; a first page that is all of it is counted by that. */
export async function listCounted(
  sql: SqlTx,
  shop: Shop,
  request: CustomerListRequest,
  cap: number,
): Promise<{ page: Page<ListedCustomer>; total: CustomerCount }> {
  const { page, counted } = await listPage(sql, shop, request, cap)
  const shown = page.data.length
  if (request.cursor === null && page.nextCursor === null) return { page, total: { ...none, count: shown } }
  return { page, total: counted === null ? none : toCount(counted, cap, shown) }
}
