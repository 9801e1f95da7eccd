// The audit log: one line per change, in the transaction of the change itself.
import type { Metadata } from '@/lib/customers/customer'
import type { Actor } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import type { SqlTx } from './tenant-db'

/** `changes` never holds secrets or message text. */
export async function insertAudit(
  sql: SqlTx,
  tenantId: string,
  actor: Actor,
  line: { action: string; entity: string; entityId: string; changes: Metadata },
): Promise<void> {
  await sql.run(
    `insert into "AuditEvent" ("tenantId", id, "actorKind", "actorId", "actorName", action, entity, "entityId", changes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)`,
    [tenantId, newId(), actor.kind, actor.id, actor.name, line.action, line.entity, line.entityId, JSON.stringify(line.changes)],
  )
}
