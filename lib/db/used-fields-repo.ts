// What a shop's customers have of their own: read from those changed last, so that the shop's size does not matter.
import { z } from 'zod'
import type { UsedFields } from '@/lib/customers/customer-store'
import type { SqlTx } from './tenant-db'

/** Customers that are looked at. */
const recent = 2_000
/** More names than these nobody reads through. */
const most = 200

export async function usedFields(sql: SqlTx): Promise<UsedFields> {
  const [row] = await sql.rows(
    z.object({ own: z.array(z.string()), languages: z.array(z.string()) }),
    `with recent as materialized (
       select metadata, language from "Customer" where "deletedAt" is null order by "updatedAt" desc, id desc limit $1)
     select array(select key from recent, jsonb_object_keys(metadata) key group by key order by count(*) desc, key limit $2) as own,
       array(select distinct language from recent order by language limit $2) as languages`,
    [recent, most],
  )
  return row ?? { own: [], languages: [] }
}
