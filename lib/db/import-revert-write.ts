// What taking an import back writes: customers gone, fields, handles and tags as they were, each with its line.
import type { Restoration } from '@/lib/customers/import/plan-revert'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import type { SqlTx } from './tenant-db'

/** The history stays; the handles become free for others. */
export async function removeCustomers(sql: SqlTx, shop: Shop, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql.run(
    `update "Customer" set "deletedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(), version = version + 1
     where "tenantId" = $1 and id = any($2::text[]) and "deletedAt" is null`,
    [shop.id, ids],
  )
  await sql.run(
    `update "CustomerHandle" set "deletedAt" = clock_timestamp() where "tenantId" = $1 and "customerId" = any($2::text[]) and "deletedAt" is null`,
    [shop.id, ids],
  )
}

export type Restored = Restoration & { id: string }

export async function restoreCustomers(sql: SqlTx, shop: Shop, customers: readonly Restored[]): Promise<void> {
  if (customers.length === 0) return
  await sql.run(
    `update "CustomerHandle" set "deletedAt" = clock_timestamp(), "isPrimary" = false where "tenantId" = $1 and id = any($2::text[])`,
    [shop.id, customers.flatMap(({ removed }) => removed)],
  )
  const leads = customers.flatMap(({ id, primary }) => Object.entries(primary).map(([kind, handle]) => ({ id, kind, handle })))
  await sql.run(
    `update "CustomerHandle" h set "isPrimary" = (h.id = n.handle)
     from jsonb_to_recordset($2::jsonb) n (id text, kind text, handle text)
     where h."tenantId" = $1 and h."customerId" = n.id and h.kind = n.kind and h."deletedAt" is null`,
    [shop.id, JSON.stringify(leads)],
  )
  await sql.run(
    `delete from "CustomerTag" ct using "Tag" t, jsonb_to_recordset($2::jsonb) n (id text, key text)
     where ct."tenantId" = $1 and ct."customerId" = n.id and t."tenantId" = $1 and t.id = ct."tagId" and t."deletedAt" is null and t.key = n.key`,
    [shop.id, JSON.stringify(customers.flatMap(({ id, tags }) => tags.map((key) => ({ id, key }))))],
  )
  const primary = (kind: string) =>
    `(select value from "CustomerHandle" h where h."tenantId" = c."tenantId" and h."customerId" = c.id and h.kind = '${kind}'
      and h."isPrimary" and h."deletedAt" is null limit 1)`
  await sql.run(
    `update "Customer" c set "firstName" = n."firstName", "lastName" = n."lastName", language = n.language,
       "preferredChannel" = n."preferredChannel", segment = n.segment, metadata = n.metadata,
       phone = ${primary('phone')}, email = ${primary('email')}, version = c.version + 1, "updatedAt" = clock_timestamp()
     from jsonb_to_recordset($2::jsonb) n (id text, "firstName" text, "lastName" text, language text, "preferredChannel" text, segment text, metadata jsonb)
     where c."tenantId" = $1 and c.id = n.id`,
    [shop.id, JSON.stringify(customers.map(({ id, fields, metadata }) => ({ id, ...fields, metadata })))],
  )
}

export async function tellReverted(
  sql: SqlTx,
  shop: Shop,
  actor: Actor,
  importId: string,
  removed: readonly string[],
  restored: readonly Restored[],
): Promise<void> {
  const lines = [
    ...removed.map((id) => ({ id, action: 'import.customer-remove', fields: [] as string[] })),
    ...restored.map(({ id, names }) => ({ id, action: 'import.customer-restore', fields: names })),
  ].map(({ id, action, fields }) => ({
    customerId: id,
    auditId: newId(),
    activityId: newId(),
    action,
    changes: { importId, fields },
    metadata: { by: actor.name, importId, fields },
  }))
  await sql.run(
    `insert into "AuditEvent" ("tenantId", id, "actorKind", "actorId", "actorName", action, entity, "entityId", changes)
     select $1, n."auditId", $3, $4, $5, n.action, 'customer', n."customerId", n.changes
     from jsonb_to_recordset($2::jsonb) n ("auditId" text, "customerId" text, action text, changes jsonb)`,
    [shop.id, JSON.stringify(lines), actor.kind, actor.id, actor.name],
  )
  await sql.run(
    `insert into "CustomerActivity" ("tenantId", id, "customerId", type, description, "timestamp", metadata)
     select $1, n."activityId", n."customerId", 'customer_updated', '', clock_timestamp(), n.metadata
     from jsonb_to_recordset($2::jsonb) n ("activityId" text, "customerId" text, metadata jsonb)`,
    [shop.id, JSON.stringify(lines.filter(({ action }) => action === 'import.customer-restore'))],
  )
}
