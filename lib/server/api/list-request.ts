// The query of `GET /customers` as the store takes it.
import type { z } from 'zod'
import type { CustomerFilter, CustomerListRequest } from '@/lib/customers/customer-store'
import type { listCustomers } from './customer-operations'

/** Without `sort`: the best match first when something is searched, else the newest. Names go up, the rest goes down. */
export function listRequest({
  query,
  email,
  phone,
  tag,
  segment,
  ...page
}: z.output<typeof listCustomers.query>): CustomerListRequest {
  const filter: CustomerFilter = {
    ...(query === undefined ? {} : { query }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(segment === undefined ? {} : { segment }),
  }
  const sort = page.sort ?? (query !== undefined && query.trim() !== '' ? 'relevance' : 'created')
  return {
    filter,
    sort,
    direction: page.direction ?? (sort === 'name' ? 'asc' : 'desc'),
    cursor: page.cursor ?? null,
    limit: page.limit,
  }
}
