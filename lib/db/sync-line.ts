// A line on the timeline for what passed between a customer and a linked system: which one, and what.
import type { LiveEvent } from '@/lib/customers/customer-store'
import type { LinkEnd } from '@/lib/sync/outbox-store'
import { newId } from '@/lib/shared/ids'
import type { SqlTx } from './tenant-db'

/** `sent`: changes of ours are there now; `differs`: somebody changed the record over there; the others are ends of a link. */
export type SyncAction = 'linked' | 'sent' | 'differs' | LinkEnd

/** Nothing for a customer who is not there. Such a line never leaves for a linked system itself. */
export async function insertSyncLine(
  sql: SqlTx,
  tenantId: string,
  connectionId: string,
  customerId: string,
  action: SyncAction,
): Promise<void> {
  await sql.run(
    `insert into "CustomerActivity" ("tenantId", id, "customerId", type, description, "timestamp", metadata)
     select $1, $2, u.id, 'synced', '', clock_timestamp(), jsonb_build_object('system', c.vendor, 'connectionId', c.id, 'action', $5::text)
     from "CrmConnection" c, "Customer" u where c."tenantId" = $1 and c.id = $3 and u."tenantId" = $1 and u.id = $4`,
    [tenantId, newId(), connectionId, customerId, action],
  )
  const event: LiveEvent = { kind: 'activity', customerId }
  await sql.run(`select pg_notify('coccinelle_live', $1)`, [JSON.stringify({ tenantId, ...event })])
}
