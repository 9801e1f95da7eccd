// Customers asked for their agreement by a bulk job: who may be, a link for each who is, and the way back.
import { z } from 'zod'
import { channelAddress } from '@/lib/consent/channel-address'
import { consentStateSchema } from '@/lib/consent/preferences'
import { askAgainDays, type Askable, type AskRefusal, whyNotAsk } from '@/lib/consent/why-not-ask'
import type { AskedChannel } from '@/lib/customers/bulk/bulk-limits'
import { handleSchema } from '@/lib/customers/customer'
import { insertPreferenceLinks } from './preference-link-repo'
import type { SqlTx } from './tenant-db'

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
