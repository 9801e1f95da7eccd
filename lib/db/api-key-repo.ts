// Keys of the REST API. Only their SHA-256 is kept.
import 'server-only'
import { z } from 'zod'
import type { Actor } from '@/lib/customers/use-case'
import { insertAudit } from './audit-repo'
import { sqlOf } from './sql-of'
import { tenantDb, withoutTenant } from './tenant-db'

export interface KeyRecord {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
  revokedAt: Date | null
}

const recordFields = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const

export async function insertApiKey(
  tenantId: string,
  actor: Actor,
  key: { id: string; name: string; prefix: string; hash: string; scopes: string[]; expiresAt: Date | null },
): Promise<void> {
  const createdById = actor.kind === 'user' ? actor.id : null
  await tenantDb(tenantId).transaction(async (tx) => {
    await tx.apiKey.create({ data: { ...key, tenantId, createdById } })
    const changes = { name: key.name, scopes: key.scopes }
    await insertAudit(sqlOf(tx), tenantId, actor, { action: 'api-key.create', entity: 'api-key', entityId: key.id, changes })
  })
}

/** Newest first, revoked ones too. */
export const listKeyRecords = (tenantId: string): Promise<KeyRecord[]> =>
  tenantDb(tenantId).transaction((tx) => tx.apiKey.findMany({ select: recordFields, orderBy: { createdAt: 'desc' } }))

/** False when the shop has no such key that is not revoked yet. */
export async function endApiKey(tenantId: string, actor: Actor, id: string): Promise<boolean> {
  return tenantDb(tenantId).transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } })
    if (count === 0) return false
    await insertAudit(sqlOf(tx), tenantId, actor, { action: 'api-key.revoke', entity: 'api-key', entityId: id, changes: {} })
    return true
  })
}

const contextSchema = z.object({
  keyId: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  lastUsedAt: z.date().nullable(),
  tenantId: z.string(),
  slug: z.string(),
  tenantName: z.string(),
  region: z.string(),
  locale: z.string(),
  currency: z.string(),
  timezone: z.string(),
})
export type KeyContext = z.infer<typeof contextSchema>

/** By the hash of the whole key, which an index finds: no comparison that could leak by its time. Null: no such live key. */
export async function findApiKey(hash: string): Promise<KeyContext | null> {
  const [context] = await withoutTenant(contextSchema, 'select * from api_key_context($1)', [hash])
  return context ?? null
}

export async function markKeyUsed(tenantId: string, id: string, at: Date): Promise<void> {
  await tenantDb(tenantId).sql((sql) => sql.run('update "ApiKey" set "lastUsedAt" = $2::timestamptz where id = $1', [id, at]))
}
