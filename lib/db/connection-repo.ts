// A shop's links to customer systems.
import 'server-only'
import { z } from 'zod'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { insertAudit } from './audit-repo'
import { needsResealing, open, seal } from './secrets'
import { tenantDb } from './tenant-db'

/** `primary`: the system that keeps the shop's customers, one at most. `source`: a system that only adds to them. */
export const connectionRoles = ['primary', 'source'] as const
export type ConnectionRole = (typeof connectionRoles)[number]

const connectionSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  status: z.string(),
  label: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
})
export type Connection = z.infer<typeof connectionSchema>

/** What the vendor was given to let us in, by field name. */
export type Credentials = Record<string, unknown>
const credentialsSchema = z.record(z.string(), z.unknown())

const placeOf = (tenantId: string, connectionId: string) => ({
  tenantId,
  owner: connectionId,
  field: 'CrmConnection.credentials',
})

/**
 * Keeps a link; the credentials are stored sealed. Whether they are the vendor's is the caller's question.
 * Throws `conflict` `primary_taken` when another system keeps the shop's customers already.
 */
export async function createConnection(
  shop: Shop,
  actor: Actor,
  link: {
    vendor: string
    role: ConnectionRole
    label: string | null
    credentials: Credentials
    settings: Record<string, unknown>
  },
): Promise<{ id: string }> {
  const { vendor, role, label, credentials, settings } = link
  const id = newId()
  const sealed = Object.keys(credentials).length === 0 ? null : seal(JSON.stringify(credentials), placeOf(shop.id, id))
  await tenantDb(shop.id).sql(async (sql) => {
    const made = await sql.run(
      `insert into "CrmConnection" ("tenantId", id, vendor, role, label, settings, credentials)
       values ($1, $2, $3, $4, $5, $6::jsonb, $7) on conflict ("tenantId") where role = 'primary' and "deletedAt" is null do nothing`,
      [shop.id, id, vendor, role, label, JSON.stringify(settings), sealed],
    )
    if (made === 0) throw new CrmError('conflict', 'The shop has a primary system', { reason: 'primary_taken' })
    await insertAudit(sql, shop.id, actor, {
      action: 'connection.create',
      entity: 'connection',
      entityId: id,
      changes: { vendor, role },
    })
  })
  return { id }
}

/** The system that keeps the shop's customers, or null when that is Coccinelle itself. */
export async function findPrimaryConnection(tenantId: string): Promise<Connection | null> {
  return (await readPrimary(tenantId, connectionSchema)) ?? null
}

/** The same with what opens it. Throws `unavailable` when the credentials cannot be unsealed. */
export async function openPrimaryConnection(tenantId: string): Promise<(Connection & { credentials: Credentials }) | null> {
  const row = await readPrimary(tenantId, connectionSchema.extend({ credentials: z.string().nullable() }))
  if (row === undefined) return null
  return { ...row, credentials: row.credentials === null ? {} : openCredentials(row.credentials, tenantId, row.id) }
}

const openCredentials = (sealed: string, tenantId: string, id: string): Credentials =>
  credentialsSchema.parse(JSON.parse(open(sealed, placeOf(tenantId, id))))

async function readPrimary<S extends z.ZodObject>(tenantId: string, schema: S): Promise<z.output<S> | undefined> {
  const [row] = await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      schema,
      `select id, vendor, status, label, settings, credentials from "CrmConnection" where role = 'primary' and "deletedAt" is null`,
    ),
  )
  return row
}

/** Seals again, with the current APP_SECRET, what an older one sealed. Returns how many links changed. */
export const resealConnections = (shop: Shop): Promise<number> =>
  tenantDb(shop.id).sql(async (sql) => {
    const links = await sql.rows(
      z.object({ id: z.string(), credentials: z.string() }),
      `select id, credentials from "CrmConnection" where credentials is not null order by id for update`,
    )
    const old = links.filter(({ credentials }) => needsResealing(credentials))
    for (const { id, credentials } of old) {
      const place = placeOf(shop.id, id)
      await sql.run(`update "CrmConnection" set credentials = $2, version = version + 1, "updatedAt" = now() where id = $1`, [
        id,
        seal(open(credentials, place), place),
      ])
    }
    return old.length
  })
