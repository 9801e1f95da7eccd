// `secrets:rotate` for links: each row in a transaction of its own, so that it may be interrupted, and runs while tokens are renewed.
import 'server-only'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import { openVerifier, openWebhookSecret, resealCredentials, sealVerifier, sealWebhookSecret } from './connection-credentials'
import { needsResealing } from './secrets'
import { tenantDb } from './tenant-db'

const idSchema = z.object({ id: z.string() })
const linkSchema = z.object({ credentials: z.string().nullable(), webhookSecrets: z.array(z.string()) })
const stateSchema = z.object({ verifier: z.string().nullable() })

/** Seals again, with the current APP_SECRET, what an older one sealed. Returns how many links and ways to consent changed. */
export async function resealConnections(shop: Shop): Promise<number> {
  const db = tenantDb(shop.id)
  let changed = 0
  const links = await db.sql((sql) =>
    sql.rows(idSchema, `select id from "CrmConnection" where credentials is not null or "webhookSecrets" <> '{}' order by id`),
  )
  for (const { id } of links) changed += await resealLink(shop.id, id)
  const states = await db.sql((sql) => sql.rows(idSchema, `select id from "OAuthState" where verifier is not null order by id`))
  for (const { id } of states) changed += await resealState(shop.id, id)
  return changed
}

/** The lock is held for the resealing only; a renewal that wants to write waits, then writes its newer tokens. */
const resealLink = (tenantId: string, id: string): Promise<number> =>
  tenantDb(tenantId).sql(async (sql) => {
    const [row] = await sql.rows(
      linkSchema,
      `select credentials, "webhookSecrets" from "CrmConnection" where id = $1 for update`,
      [id],
    )
    if (row === undefined) return 0
    const { credentials, webhookSecrets } = row
    if (![...(credentials === null ? [] : [credentials]), ...webhookSecrets].some(needsResealing)) return 0
    return sql.run(`update "CrmConnection" set credentials = $2, "webhookSecrets" = $3, "updatedAt" = now() where id = $1`, [
      id,
      credentials === null ? null : resealCredentials(tenantId, id, credentials),
      webhookSecrets.map((secret) => sealWebhookSecret(tenantId, id, openWebhookSecret(tenantId, id, secret))),
    ])
  })

const resealState = (tenantId: string, id: string): Promise<number> =>
  tenantDb(tenantId).sql(async (sql) => {
    const [row] = await sql.rows(stateSchema, `select verifier from "OAuthState" where id = $1 for update`, [id])
    const verifier = row?.verifier ?? null
    if (verifier === null || !needsResealing(verifier)) return 0
    return sql.run(`update "OAuthState" set verifier = $2 where id = $1`, [
      id,
      sealVerifier(tenantId, id, openVerifier(tenantId, id, verifier)),
    ])
  })
