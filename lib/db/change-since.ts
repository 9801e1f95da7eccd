// Whether anything that customers' screens show has changed: one step in the index of changes.
import 'server-only'
import { z } from 'zod'
import { tenantDb } from './tenant-db'

/** @param at an invalid or absurd date counts as long ago */
export async function shopChangedSince(tenantId: string, at: Date): Promise<boolean> {
  const date = at.getTime() > 0 ? at : new Date(0)
  const [row] = await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      z.object({ changed: z.boolean() }),
      `select exists (select from "Customer" where "tenantId" = $1 and "updatedAt" > $2)
         or exists (select from "Import" where "tenantId" = $1 and "updatedAt" > $2)
         or exists (select from "BulkJob" where "tenantId" = $1 and "updatedAt" > $2) as changed`,
      [tenantId, date],
    ),
  )
  return row?.changed ?? false
}
