// Takes customers out of every list, many at once, as lib/customers/delete-customer.ts does with one.
import { z } from 'zod'
import { byCustomer } from './by-customer'
import type { SqlTx } from './tenant-db'

/**
 * The history stays; the handles become free for others. Live customers only.
 * @returns of each customer that was archived: his version now, and the handles that became free
 */
export async function archiveCustomers(
  sql: SqlTx,
  tenantId: string,
  ids: readonly string[],
): Promise<{ id: string; version: number; handles: string[] }[]> {
  if (ids.length === 0) return []
  const archived = await sql.rows(
    z.object({ id: z.string(), version: z.int() }),
    `update "Customer" set "deletedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(), version = version + 1
     where "tenantId" = $1 and id = any($2::text[]) and "deletedAt" is null returning id, version`,
    [tenantId, ids],
  )
  const freed = await sql.rows(
    z.object({ id: z.string(), customerId: z.string() }),
    `update "CustomerHandle" set "deletedAt" = clock_timestamp()
     where "tenantId" = $1 and "customerId" = any($2::text[]) and "deletedAt" is null returning id, "customerId"`,
    [tenantId, archived.map(({ id }) => id)],
  )
  const handles = byCustomer(freed)
  return archived.map((customer) => ({ ...customer, handles: (handles.get(customer.id) ?? []).map(({ id }) => id) }))
}
