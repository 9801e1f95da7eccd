// What stands around the list of customers, in one statement: the shop's linked systems.
import 'server-only'
import { z } from 'zod'
import { tenantDb } from './tenant-db'

const frameRow = z.object({
  systems: z.array(z.object({ id: z.string(), vendor: z.string(), account: z.string().nullable() })),
})
export type ListFrame = z.infer<typeof frameRow>

export const readListFrame = (tenantId: string): Promise<ListFrame> =>
  tenantDb(tenantId).sql(async (sql) => {
    const [row] = await sql.rows(
      frameRow,
      `select coalesce((select json_agg(json_build_object('id', id, 'vendor', vendor, 'account', coalesce(label, "accountLabel"))
         order by role, "createdAt", id) from "CrmConnection" where "deletedAt" is null), '[]') as systems`,
    )
    return row ?? { systems: [] }
  })
