// The customers that a batch of rows may be about, as the plan needs them: found by handle and id, locked when it is meant.
import { z } from 'zod'
import { contactChannelSchema, handleKindSchema, metadataSchema } from '@/lib/customers/customer'
import type { Known } from '@/lib/customers/import/known-customer'
import type { ReadRow } from '@/lib/customers/import/plan-batch'
import type { SqlTx } from './tenant-db'

const knownSchema = z.object({
  id: z.string(),
  version: z.int(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  language: z.string(),
  preferredChannel: z.string().nullable(),
  segment: z.string().nullable(),
  metadata: metadataSchema,
  handles: z.array(
    z.object({
      id: z.string(),
      kind: handleKindSchema,
      value: z.string(),
      raw: z.string(),
      isPrimary: z.boolean(),
      shared: z.boolean(),
    }),
  ),
  tags: z.array(z.object({ key: z.string(), name: z.string() })),
  consents: z.array(z.object({ channel: contactChannelSchema, state: z.enum(['granted', 'denied']) })),
  byTeam: z.array(z.string()),
  isNew: z.boolean(),
  seen: z.boolean(),
})

/** Fields that a person of the shop has set, from the audit log: the import's own lines have actions of their own. */
const setByPeople = `coalesce((select json_agg(distinct field) from (
    select jsonb_array_elements_text(case when jsonb_typeof(a.changes -> 'fields') = 'array' then a.changes -> 'fields' else '[]' end) as field
      from "AuditEvent" a where a."tenantId" = c."tenantId" and a.entity = 'customer' and a."entityId" = c.id
        and a.action in ('customer.update', 'preferences.update') and a."actorKind" = 'user'
    union all select a.changes ->> 'kind' from "AuditEvent" a where a."tenantId" = c."tenantId" and a.entity = 'customer'
      and a."entityId" = c.id and a.action in ('handle.add', 'handle.primary') and a."actorKind" = 'user'
    union all select 'segment' from "AuditEvent" a where a."tenantId" = c."tenantId" and a.entity = 'customer'
      and a."entityId" = c.id and a.action = 'segment.set' and a."actorKind" = 'user') changed), '[]')`

export interface DirectoryRequest {
  tenantId: string
  importId: string
  rows: readonly ReadRow[]
  /** Whether the plan asks what people of the shop have set: a look into the audit log for each customer. */
  wantsTeam: boolean
  /** Locks the customers until the end of the transaction, in one order. */
  lock: boolean
}

export async function readDirectory(
  sql: SqlTx,
  { tenantId, importId, rows, wantsTeam, lock }: DirectoryRequest,
): Promise<Known[]> {
  const candidates = rows.flatMap(({ reading }) => (reading.kind === 'candidate' ? [reading.candidate] : []))
  const handles = candidates.flatMap((candidate) => candidate.handles)
  const owners = await sql.rows(
    z.object({ id: z.string() }),
    `select distinct h."customerId" as id from unnest($2::text[], $3::text[]) k (kind, value)
     join "CustomerHandle" h on h."tenantId" = $1 and h.kind = k.kind and h.value = k.value and h."deletedAt" is null`,
    [tenantId, handles.map(({ kind }) => kind), handles.map(({ value }) => value)],
  )
  const named = candidates.flatMap(({ id }) => (id === null ? [] : [id]))
  const former = await mergedSince(sql, tenantId, named)
  const ids = [...new Set([...owners.map(({ id }) => id), ...named, ...former.map(({ id }) => id)])].sort()
  if (ids.length === 0) return []
  if (lock)
    await sql.rows(
      z.object({ id: z.string() }),
      `select id from "Customer" where "tenantId" = $1 and id = any($2::text[]) and "deletedAt" is null order by id for update`,
      [tenantId, ids],
    )
  // Read after the locks: what a transaction we waited for has committed is seen.
  const known = await sql.rows(
    knownSchema,
    `select c.id, c.version, c."firstName", c."lastName", c.language, c."preferredChannel", c.segment, c.metadata,
       coalesce((select json_agg(json_build_object('id', h.id, 'kind', h.kind, 'value', h.value, 'raw', h.raw, 'isPrimary', h."isPrimary",
           'shared', h.shared) order by h."isPrimary" desc, h."createdAt", h.id)
         from "CustomerHandle" h where h."tenantId" = c."tenantId" and h."customerId" = c.id and h."deletedAt" is null), '[]') as handles,
       coalesce((select json_agg(json_build_object('key', t.key, 'name', t.name)) from "CustomerTag" ct
         join "Tag" t on t."tenantId" = ct."tenantId" and t.id = ct."tagId" and t."deletedAt" is null
         where ct."tenantId" = c."tenantId" and ct."customerId" = c.id), '[]') as tags,
       coalesce((select json_agg(json_build_object('channel', e.channel, 'state', e.state)) from (
           select distinct on (channel) channel, state from "ConsentEntry" e
           where e."tenantId" = c."tenantId" and e."customerId" = c.id and e.purpose = 'marketing' order by channel, at desc, id desc) e), '[]') as consents,
       ${wantsTeam ? setByPeople : `'[]'::json`} as "byTeam",
       exists (select from "ImportRow" r where r."tenantId" = c."tenantId" and r."importId" = $3 and r."customerId" = c.id) as seen,
       exists (select from "ImportRow" r where r."tenantId" = c."tenantId" and r."importId" = $3 and r."customerId" = c.id and r.outcome = 'create') as "isNew"
     from "Customer" c where c."tenantId" = $1 and c.id = any($2::text[]) and c."deletedAt" is null`,
    [tenantId, ids, importId],
  )
  return known.map(({ id, version, metadata, handles: own, tags, consents, byTeam, isNew, seen, ...fields }) => ({
    id,
    version,
    fields,
    metadata,
    handles: own,
    tags: new Map(tags.map(({ key, name }) => [key, name])),
    consents: Object.fromEntries(consents.map(({ channel, state }) => [channel, state])),
    byTeam: new Set(byTeam),
    isNew,
    seen,
    formerIds: former.flatMap((one) => (one.id === id ? [one.former] : [])),
  }))
}

/** Ids of customers who have become part of another since the file was written, with who holds what they had. */
async function mergedSince(sql: SqlTx, tenantId: string, named: string[]): Promise<{ former: string; id: string }[]> {
  if (named.length === 0) return []
  return sql.rows(
    z.object({ former: z.string(), id: z.string() }),
    `with recursive up (former, id, next, depth) as (
       select c.id, c.id, c."mergedIntoId", 0 from "Customer" c
         where c."tenantId" = $1 and c.id = any($2::text[]) and c."mergedIntoId" is not null
       union all select up.former, c.id, c."mergedIntoId", up.depth + 1 from up
         join "Customer" c on c."tenantId" = $1 and c.id = up.next where up.depth < 100)
     select former, id from up where next is null`,
    [tenantId, named],
  )
}
