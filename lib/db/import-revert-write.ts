// What taking an import back writes: customers gone, fields, handles and tags as they were, each with its line.
import type { Restoration } from '@/lib/customers/import/plan-revert'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { insertCustomerAudits, insertTimelineLines } from './tell-many'
import type { SqlTx } from './tenant-db'

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
  await insertCustomerAudits(sql, shop.id, actor, [
    ...removed.map((id) => ({ customerId: id, action: 'import.customer-remove', changes: { importId, fields: [] } })),
    ...restored.map(({ id, names }) => ({
      customerId: id,
      action: 'import.customer-restore',
      changes: { importId, fields: names },
    })),
  ])
  await insertTimelineLines(
    sql,
    shop.id,
    restored.map(({ id, names }) => ({
      customerId: id,
      type: 'customer_updated',
      description: '',
      metadata: { by: actor.name, importId, fields: names },
    })),
  )
}
