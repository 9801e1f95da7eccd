// Customers asked for their agreement by a bulk job: who may be, a link for each who is, and the way back.
import { z } from 'zod'
import { channelAddress } from '@/lib/consent/channel-address'
import { consentStateSchema } from '@/lib/consent/preferences'
import { askAgainDays, type Askable, type AskRefusal, whyNotAsk } from '@/lib/consent/why-not-ask'
import type { AskedChannel } from '@/lib/customers/bulk/bulk-limits'
import { handleSchema } from '@/lib/customers/customer'
import { insertPreferenceLinks } from './preference-link-repo'
import { tokenOf } from './preference-token'
import { type SqlTx, tenantDb } from './tenant-db'

const rowSchema = z.object({
  id: z.string(),
  state: consentStateSchema.nullable(),
  asked: z.boolean(),
  handles: z.array(handleSchema.pick({ kind: true, value: true, isPrimary: true })),
})

/**
 * What decides whether these customers may be asked; a customer's links are also those of whoever became part of him. Each kind
 * of thing is read once for all of them and not once a customer (as in lib/db/import-directory.ts).
 */
export async function readAskable(
  sql: SqlTx,
  tenantId: string,
  channel: AskedChannel,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Askable>> {
  const theirs = '"tenantId" = $1 and "customerId" = any($2::text[])'
  const rows = await sql.rows(
    rowSchema,
    `with recursive part (id, whole) as (
       select c, c from unnest($2::text[]) c
       union select m.id, part.whole from part join "Customer" m on m."tenantId" = $1 and m."mergedIntoId" = part.id),
     said as materialized (select distinct on ("customerId") "customerId" as id, state from "ConsentEntry"
       where ${theirs} and channel = $3 and purpose = 'marketing' order by "customerId", at desc, "ConsentEntry".id desc),
     asked as materialized (select distinct part.whole as id from part join (
         select "customerId" from "PreferenceLink" where "tenantId" = $1 and "customerId" = any(array(select id from part))
           and channel = $3 and "createdAt" > clock_timestamp() - interval '${askAgainDays} days'
           and ("revokedAt" is null or "firstUsedAt" is not null)) l on l."customerId" = part.id),
     reached as materialized (select "customerId" as id, json_agg(json_build_object('kind', kind, 'value', value,
           'isPrimary', "isPrimary") order by "isPrimary" desc, "createdAt", "CustomerHandle".id) as list
       from "CustomerHandle" where ${theirs} and "deletedAt" is null group by 1)
     select c.id, said.state, asked.id is not null as asked, coalesce(reached.list, '[]') as handles
     from unnest($2::text[]) c (id) left join said using (id) left join asked using (id) left join reached using (id)`,
    [tenantId, ids, channel],
  )
  return new Map(
    rows.map(({ id, state, asked, handles }) => [id, { state, asked, address: channelAddress(channel, handles) }] as const),
  )
}

/** A link for each of these customers, who are locked, but for those who may not be asked, with why. */
export async function makeRequests(
  sql: SqlTx,
  tenantId: string,
  { jobId, channel, ids }: { jobId: string; channel: AskedChannel; ids: readonly string[] },
): Promise<{ asked: string[]; left: Map<string, AskRefusal> }> {
  const left = new Map<string, AskRefusal>()
  const asked: string[] = []
  for (const [id, askable] of await readAskable(sql, tenantId, channel, ids)) {
    const because = whyNotAsk(askable)
    if (because === null) asked.push(id)
    else left.set(id, because)
  }
  await insertPreferenceLinks(
    sql,
    tenantId,
    asked.map((customerId) => ({ customerId, channel, bulkJobId: jobId })),
  )
  return { asked, left }
}

/** Revokes what the job made for these customers and nobody has used; whose links they were. */
export async function revokeRequests(sql: SqlTx, tenantId: string, jobId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await sql.rows(
    z.object({ customerId: z.string() }),
    `update "PreferenceLink" set "revokedAt" = clock_timestamp()
     where "tenantId" = $1 and "bulkJobId" = $2 and "customerId" = any($3::text[]) and "firstUsedAt" is null and "revokedAt" is null
     returning "customerId"`,
    [tenantId, jobId, ids],
  )
  return new Set(rows.map(({ customerId }) => customerId))
}

const requestSchema = z.object({
  linkId: z.string(),
  tokenHash: z.string(),
  /** Of the live customer whose the link is now. */
  customerId: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  language: z.string(),
  hasMerged: z.boolean(),
})

export interface ConsentRequest {
  linkId: string
  customerId: string
  firstName: string | null
  lastName: string | null
  language: string
  address: string
  token: string
  /** The customer took another in, and so may have more than one link of the job. */
  hasMerged: boolean
}

/**
 * What a job has made and is still to be sent, by link; `last` is where the next page begins, null after the last one. Who has
 * answered since, is archived or has no address any more is not in it, nor a link whose APP_SECRET is gone.
 */
export const requestsOfJob = (
  tenantId: string,
  { jobId, channel, after, limit }: { jobId: string; channel: AskedChannel; after: string; limit: number },
): Promise<{ requests: ConsentRequest[]; last: string | null }> =>
  tenantDb(tenantId).sql(async (sql) => {
    const rows = await sql.rows(
      requestSchema.extend({ customerId: z.string().nullable() }),
      `select l.id as "linkId", l."tokenHash", c.id as "customerId", c."firstName", c."lastName", coalesce(c.language, '') as language,
         exists (select from "Customer" m where m."tenantId" = $1 and m."mergedIntoId" = c.id) as "hasMerged"
       from (select * from "PreferenceLink" where "tenantId" = $1 and "bulkJobId" = $2 and id > $3
           and "revokedAt" is null and "expiresAt" > clock_timestamp() order by id limit $4) l
       left join lateral (
         with recursive part (id, next, depth) as (
           select m.id, m."mergedIntoId", 0 from "Customer" m where m."tenantId" = $1 and m.id = l."customerId"
           union all select m.id, m."mergedIntoId", part.depth + 1 from part
             join "Customer" m on m."tenantId" = $1 and m.id = part.next where part.depth < 100)
         select k.* from part join "Customer" k on k."tenantId" = $1 and k.id = part.id and k."deletedAt" is null limit 1) c on true
       order by l.id`,
      [tenantId, jobId, after, limit],
    )
    const live = rows.flatMap(({ customerId, ...row }) => (customerId === null ? [] : [{ ...row, customerId }]))
    const known = await readAskable(sql, tenantId, channel, [...new Set(live.map(({ customerId }) => customerId))])
    const requests = live.flatMap(({ tokenHash, ...row }): ConsentRequest[] => {
      const { address, state } = known.get(row.customerId) ?? { address: null, state: null }
      const token = tokenOf(tenantId, { id: row.linkId, tokenHash })
      return address === null || state !== null || token === null ? [] : [{ ...row, address, token }]
    })
    return { requests, last: rows.at(-1)?.linkId ?? null }
  })
