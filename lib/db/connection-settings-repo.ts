// What a shop chose for a link (the mapping of fields, the stages), kept with the version that was seen.
import 'server-only'
import { z } from 'zod'
import type { Metadata } from '@/lib/customers/customer'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { notFound, staleVersion } from '@/lib/shared/errors'
import { insertAudit } from './audit-repo'
import { tenantDb } from './tenant-db'

const schema = z.object({
  id: z.string(),
  vendor: z.string(),
  accountLabel: z.string().nullable(),
  settings: z.record(z.string(), z.json()),
  version: z.int(),
})
export type ConnectionSettings = z.infer<typeof schema>

const select = `select id, vendor, "accountLabel", settings, version from "CrmConnection" where id = $1 and "deletedAt" is null`

/** Null for an unknown, unlinked or foreign id. */
export async function findConnectionSettings(tenantId: string, id: string): Promise<ConnectionSettings | null> {
  const [row] = await tenantDb(tenantId).sql((sql) => sql.rows(schema, select, [id]))
  return row ?? null
}

/**
 * Replaces the settings whole. Throws `not_found`, or `conflict` (`stale_version`, `currentVersion`) when the link changed
 * since `expectedVersion`.
 */
export const updateSettings = (
  shop: Shop,
  actor: Actor,
  id: string,
  settings: Metadata,
  expectedVersion: number,
): Promise<{ version: number }> =>
  tenantDb(shop.id).sql(async (sql) => {
    const [row] = await sql.rows(schema, `${select} for update`, [id])
    if (row === undefined) throw notFound('connection')
    if (row.version !== expectedVersion) throw staleVersion(row.version)
    await sql.run(`update "CrmConnection" set settings = $2::jsonb, version = version + 1, "updatedAt" = now() where id = $1`, [
      id,
      JSON.stringify(settings),
    ])
    const changed = Object.keys({ ...row.settings, ...settings }).filter(
      (name) => JSON.stringify(row.settings[name]) !== JSON.stringify(settings[name]),
    )
    await insertAudit(sql, shop.id, actor, {
      action: 'connection.settings',
      entity: 'connection',
      entityId: id,
      changes: Object.fromEntries(changed.map((name) => [name, settings[name] ?? null])),
    })
    return { version: row.version + 1 }
  })

/** A live customer whom a link knows already, the first one linked; null without one. */
export async function firstLinkedCustomer(tenantId: string, connectionId: string): Promise<string | null> {
  const [row] = await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      z.object({ customerId: z.string() }),
      `select l."customerId" from "ExternalLink" l
       join "Customer" c on c."tenantId" = l."tenantId" and c.id = l."customerId" and c."deletedAt" is null
       where l."connectionId" = $1 and l.kind = 'customer' order by l."createdAt", l.id limit 1`,
      [connectionId],
    ),
  )
  return row?.customerId ?? null
}
