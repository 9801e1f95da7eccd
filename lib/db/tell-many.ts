// The lines of many customers at once, one statement each: in their timelines, and in the audit log.
import type { ActivityType, Metadata } from '@/lib/customers/customer'
import type { Actor } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import type { SqlTx } from './tenant-db'

export interface TimelineLine {
  customerId: string
  type: ActivityType
  description: string
  metadata: Metadata
}

/** Only for lines that tell of a change and leave by themselves for no linked system (lib/db/leaving-changes.ts). */
export async function insertTimelineLines(sql: SqlTx, tenantId: string, lines: readonly TimelineLine[]): Promise<void> {
  if (lines.length === 0) return
  await sql.run(
    `insert into "CustomerActivity" ("tenantId", id, "customerId", type, description, "timestamp", metadata)
     select $1, n.id, n."customerId", n.type, n.description, clock_timestamp(), n.metadata
     from jsonb_to_recordset($2::jsonb) n (id text, "customerId" text, type text, description text, metadata jsonb)`,
    [tenantId, JSON.stringify(lines.map((line) => ({ id: newId(), ...line })))],
  )
}

export interface AuditLine {
  customerId: string
  action: string
  changes: Metadata
}

export async function insertCustomerAudits(
  sql: SqlTx,
  tenantId: string,
  actor: Actor,
  lines: readonly AuditLine[],
): Promise<void> {
  if (lines.length === 0) return
  await sql.run(
    `insert into "AuditEvent" ("tenantId", id, "actorKind", "actorId", "actorName", action, entity, "entityId", changes)
     select $1, n.id, $3, $4, $5, n.action, 'customer', n."customerId", n.changes
     from jsonb_to_recordset($2::jsonb) n (id text, "customerId" text, action text, changes jsonb)`,
    [tenantId, JSON.stringify(lines.map((line) => ({ id: newId(), ...line }))), actor.kind, actor.id, actor.name],
  )
}
