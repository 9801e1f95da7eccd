// Preference links: made, opened by whoever has the token, used.
import 'server-only'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { hashOfToken, newToken } from './preference-token'
import { type SqlTx, withoutTenant } from './tenant-db'

/** Days that a link opens: who changes his mind a season later still finds his page. */
export const linkDays = 365

const contextSchema = z.object({
  linkId: z.string(),
  customerId: z.string(),
  tenantId: z.string(),
  slug: z.string(),
  tenantName: z.string(),
  region: z.string(),
  locale: z.string(),
  currency: z.string(),
  timezone: z.string(),
})

/** Which shop's and whose it is; null for one that is forged, revoked or over. */
export async function findPreferenceLink(token: string): Promise<{ linkId: string; customerId: string; shop: Shop } | null> {
  const [found] = await withoutTenant(contextSchema, 'select * from preference_link_context($1)', [hashOfToken(token)])
  if (found === undefined) return null
  const { linkId, customerId, tenantId: id, tenantName: name, slug, region, locale, currency, timezone } = found
  return { linkId, customerId, shop: { id, slug, name, region, locale, currency, timezone } }
}

export interface NewLink {
  customerId: string
  channel: string | null
  bulkJobId: string | null
}

/** One statement for all of them; ids and tokens in their order. */
export async function insertPreferenceLinks(
  sql: SqlTx,
  tenantId: string,
  links: readonly NewLink[],
): Promise<{ id: string; token: string }[]> {
  const made = links.map((link) => {
    const id = newId()
    return { ...link, id, ...newToken(tenantId, id) }
  })
  const rows = made.map(({ token: _token, ...row }) => row)
  await sql.run(
    `insert into "PreferenceLink" ("tenantId", id, "customerId", "tokenHash", channel, "bulkJobId", "createdAt", "expiresAt")
     select $1, n.id, n."customerId", n."tokenHash", n.channel, n."bulkJobId", clock_timestamp(), clock_timestamp() + interval '${linkDays} days'
     from jsonb_to_recordset($2::jsonb) n (id text, "customerId" text, "tokenHash" text, channel text, "bulkJobId" text)`,
    [tenantId, JSON.stringify(rows)],
  )
  return made.map(({ id, token }) => ({ id, token }))
}

/** Marks it used; false when it was revoked or is over. */
export const markLinkUsed = async (sql: SqlTx, id: string): Promise<boolean> =>
  (await sql.run(
    `update "PreferenceLink" set "firstUsedAt" = coalesce("firstUsedAt", clock_timestamp())
     where id = $1 and "revokedAt" is null and "expiresAt" > clock_timestamp()`,
    [id],
  )) > 0
