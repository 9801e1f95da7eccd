// Which further data a shop keeps with its customers: the columns that an export needs beside the product's own.
import { z } from 'zod'
import type { SqlTx } from './tenant-db'

/** One walk over the shop's customers: for what is asked for seldom. */
export async function metadataKeys(sql: SqlTx, most: number): Promise<string[]> {
  const rows = await sql.rows(
    z.object({ key: z.string() }),
    `select key from (select jsonb_object_keys(metadata) as key from "Customer" where "deletedAt" is null and metadata <> '{}') keys
     group by key order by count(*) desc, key limit $1`,
    [most],
  )
  return rows.map(({ key }) => key)
}
