// A shop's links to customer systems.
import 'server-only'
import { z } from 'zod'
import { tenantDb } from './tenant-db'

const connectionSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  status: z.string(),
  label: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
})
export type Connection = z.infer<typeof connectionSchema>

/** The system that keeps the shop's customers, or null when that is Coccinelle itself. */
export async function findPrimaryConnection(tenantId: string): Promise<Connection | null> {
  const [connection] = await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      connectionSchema,
      `select id, vendor, status, label, settings from "CrmConnection" where role = 'primary' and "deletedAt" is null`,
    ),
  )
  return connection ?? null
}
