// Who a shop's customers are in its linked systems.
import 'server-only'
import { z } from 'zod'
import type { LinkKind } from '@/lib/customers/link-evidence'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { type Base, readBase } from '@/lib/sync/base'
import type { Barred, CustomerLink, LinkEnd } from '@/lib/sync/outbox-store'
import { insertAudit } from './audit-repo'
import { insertSyncLine } from './sync-line'
import type { SqlTx } from './tenant-db'

/** In the audit log: what linked systems made us do. */
export const syncActor = { kind: 'system', id: null, name: 'sync' } as const

const linkSchema = z
  .object({ id: z.string(), customerId: z.string(), externalId: z.string(), base: z.unknown() })
  .transform((row): CustomerLink => ({ ...row, base: readBase(row.base) }))
const columns = `l.id, l."customerId", l."externalId", l.base`

/**
 * The customer's own first, then what came by a merge that still stands; the oldest of each first. Without other `kinds` only
 * records that can be written to.
 */
export const linksOf = (
  sql: SqlTx,
  connectionId: string,
  customerId: string,
  kinds: readonly LinkKind[] = ['customer'],
): Promise<CustomerLink[]> =>
  sql.rows(
    linkSchema,
    `select ${columns} from "ExternalLink" l where l."connectionId" = $1 and l."customerId" = $2 and l.kind = any($3::text[])
     order by exists (select from "CustomerMerge" m where m."tenantId" = l."tenantId" and m."winnerId" = l."customerId"
       and m."undoneAt" is null and m.ledger->'moved'->'links' @> to_jsonb(l.id)), l."createdAt", l.id`,
    [connectionId, customerId, kinds],
  )

export async function linkOfRecord(sql: SqlTx, connectionId: string, externalId: string): Promise<CustomerLink | null> {
  const [link] = await sql.rows(
    linkSchema,
    `select ${columns} from "ExternalLink" l where l."connectionId" = $1 and l."externalId" = $2`,
    [connectionId, externalId],
  )
  return link ?? null
}

/**
 * The record is the customer's, or of whom he became part meanwhile. Throws `conflict` (`linked_to_other`) when it is
 * somebody else's.
 */
export async function insertLink(
  sql: SqlTx,
  tenantId: string,
  connectionId: string,
  {
    customerId,
    externalId,
    base,
    remoteVersion,
  }: Pick<CustomerLink, 'customerId' | 'externalId' | 'base'> & { remoteVersion: string | null },
): Promise<CustomerLink> {
  const [link] = await sql.rows(
    linkSchema,
    `insert into "ExternalLink" as l ("tenantId", id, "connectionId", "customerId", "externalId", base, "remoteVersion")
     select c."tenantId", $2, $3, coalesce(c."mergedIntoId", c.id), $5, $6::jsonb, $7 from "Customer" c where c."tenantId" = $1 and c.id = $4
     on conflict ("tenantId", "connectionId", "externalId") do update
       set base = coalesce(excluded.base, l.base), "remoteVersion" = coalesce(excluded."remoteVersion", l."remoteVersion"), "updatedAt" = now()
       where l."customerId" = excluded."customerId"
     returning ${columns}`,
    [tenantId, newId(), connectionId, customerId, externalId, base === null ? null : JSON.stringify(base), remoteVersion],
  )
  if (link === undefined)
    throw new CrmError('conflict', 'The record is linked to another customer', { reason: 'linked_to_other' })
  return link
}

/** Whose link it is; null for one that is gone. */
export async function updateLink(sql: SqlTx, id: string, base: Base, remoteVersion: string | null): Promise<string | null> {
  const [link] = await sql.rows(
    z.object({ customerId: z.string() }),
    `update "ExternalLink" set base = $2::jsonb, "remoteVersion" = coalesce($3, "remoteVersion"), "updatedAt" = now() where id = $1
     returning "customerId"`,
    [id, JSON.stringify(base), remoteVersion],
  )
  return link?.customerId ?? null
}

/** The link goes; that it was there, and why it went, stays in the customer's audit log, where `endedLinks` finds it. */
export async function removeLink(
  sql: SqlTx,
  tenantId: string,
  connectionId: string,
  { id, customerId, externalId }: CustomerLink,
  end: LinkEnd,
): Promise<void> {
  if ((await sql.run(`delete from "ExternalLink" where id = $1`, [id])) === 0) return
  await insertAudit(sql, tenantId, syncActor, {
    action: `link.${end}`,
    entity: 'customer',
    entityId: customerId,
    changes: { connectionId, externalId },
  })
  await insertSyncLine(sql, tenantId, connectionId, customerId, end)
}

/**
 * Those who became part of him, by however many merges, are asked for as well: an erasure holds for the person. The full meaning of an
 * erasure (a hashed entry that also stops other records of the person) is a later issue.
 */
export async function endedLinks(
  sql: SqlTx,
  connectionId: string,
  customerId: string,
): Promise<{ ended: number; barred: Barred | null }> {
  const [row] = await sql.rows(
    z.object({ ended: z.int(), erased: z.boolean(), merged: z.boolean() }),
    `with recursive parts (id, depth) as (
       select $2, 0 union all select c.id, p.depth + 1 from parts p join "Customer" c on c."mergedIntoId" = p.id where p.depth < 100)
     select count(*)::int as ended, coalesce(bool_or(a.action = 'link.erased'), false) as erased,
       coalesce(bool_or(a.action = 'link.merged' and a."entityId" = $2), false) as merged
     from "AuditEvent" a
     where a."tenantId" = (select current_setting('app.tenant_id')) and a.entity = 'customer'
       and a."entityId" = any (array(select id from parts))
       and a.action in ('link.gone', 'link.erased', 'link.merged', 'link.removed') and a.changes->>'connectionId' = $1`,
    [connectionId, customerId],
  )
  if (row === undefined) return { ended: 0, barred: null }
  return { ended: row.ended, barred: row.erased ? 'erased' : row.merged ? 'merged' : null }
}

/** The other system gave the record another id. */
export async function repointLink(
  sql: SqlTx,
  tenantId: string,
  connectionId: string,
  link: CustomerLink,
  externalId: string,
): Promise<void> {
  await sql.run(`update "ExternalLink" set "externalId" = $2, "updatedAt" = now() where id = $1`, [link.id, externalId])
  await insertAudit(sql, tenantId, syncActor, {
    action: 'link.repointed',
    entity: 'customer',
    entityId: link.customerId,
    changes: { connectionId, from: link.externalId, to: externalId },
  })
}
