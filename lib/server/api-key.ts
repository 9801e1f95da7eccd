// Keys for programs: made once, shown once, limited by scopes, ended at any time.
import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { endApiKey, findApiKey, insertApiKey, type KeyRecord, listKeyRecords, markKeyUsed } from '@/lib/db/api-key-repo'
import { notFound } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { instantSchema } from '@/lib/shared/instant'
import { log } from '@/lib/shared/log'

export const scopes = ['customers:read', 'customers:write', 'messages:read', 'messages:write'] as const
export const scopeSchema = z.enum(scopes)
export type Scope = z.infer<typeof scopeSchema>

export const newApiKeySchema = z
  .object({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(scopeSchema).min(1).max(scopes.length),
    expiresAt: instantSchema.nullable().optional(),
  })
  .strict()

const keyPattern = /^cck_[A-Za-z0-9_-]{43}$/
const digest = (key: string): string => createHash('sha256').update(key).digest('hex')

/** `key` is shown now and never again. Throws `invalid`. */
export async function createApiKey(
  shop: Shop,
  actor: Actor,
  input: z.input<typeof newApiKeySchema>,
): Promise<{ id: string; key: string }> {
  const wanted = parseInput(newApiKeySchema, input)
  const id = newId()
  const key = `cck_${randomBytes(32).toString('base64url')}`
  await insertApiKey(shop.id, actor, {
    id,
    name: wanted.name,
    prefix: key.slice(0, 10),
    hash: digest(key),
    scopes: [...new Set(wanted.scopes)],
    expiresAt: wanted.expiresAt ?? null,
  })
  return { id, key }
}

/** Newest first; `prefix` is what can be shown of a key. */
export const listApiKeys = (shop: Shop): Promise<KeyRecord[]> => listKeyRecords(shop.id)

/** Refused from the next request on. Throws `not_found`. */
export async function revokeApiKey(shop: Shop, actor: Actor, id: string): Promise<void> {
  if (!(await endApiKey(shop.id, actor, id))) throw notFound('api-key')
}

export interface KeyHolder {
  shop: Shop
  actor: Actor
  scopes: readonly string[]
}

/** Who calls with this key; null for one that is unknown, revoked or expired. */
export async function holderOf(key: string): Promise<KeyHolder | null> {
  if (!keyPattern.test(key)) return null
  const found = await findApiKey(digest(key))
  if (found === null) return null
  const { keyId, tenantId, lastUsedAt } = found
  if (lastUsedAt === null || Date.now() - lastUsedAt.getTime() > usedEvery) noteUsed(tenantId, keyId)
  const { slug, tenantName, region, locale, currency, timezone } = found
  return {
    shop: { id: tenantId, slug, name: tenantName, region, locale, currency, timezone },
    actor: { kind: 'api-key', id: keyId, name: found.name },
    scopes: found.scopes,
  }
}

const usedEvery = 5 * 60_000

/** Beside the request: a failure of it must not fail the call. */
function noteUsed(tenantId: string, keyId: string): void {
  markKeyUsed(tenantId, keyId, new Date()).catch((error: unknown) =>
    log().warn({ err: error }, 'last use of an API key not written'),
  )
}
