// The customers that a batch of rows may be about, as the plan needs them: found by handle and id, locked when it is meant.
import { z } from 'zod'
import { contactChannelSchema, handleKindSchema, metadataSchema } from '@/lib/customers/customer'
import type { NewHandle } from '@/lib/customers/identity'
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

/** Of the customers $2 of the shop $1. */
const theirs = (alias: string, column = '"customerId"') => `${alias}."tenantId" = $1 and ${alias}.${column} = any($2::text[])`

/** Fields that a person of the shop has set, from the audit log: the import's own lines have actions of their own. */
const setByPeople = `select id, json_agg(distinct field) as list from (
    select a."entityId" as id,
      jsonb_array_elements_text(case when jsonb_typeof(a.changes -> 'fields') = 'array' then a.changes -> 'fields' else '[]' end) as field
      from "AuditEvent" a where ${theirs('a', '"entityId"')} and a.entity = 'customer'
        and a.action in ('customer.update', 'preferences.update') and a."actorKind" in ('user', 'customer')
    union all select a."entityId", case a.action when 'segment.set' then 'segment' else a.changes ->> 'kind' end
      from "AuditEvent" a where ${theirs('a', '"entityId"')} and a.entity = 'customer'
        and a.action in ('segment.set', 'handle.add', 'handle.primary') and a."actorKind" = 'user') changed group by id`

/**
 * Each kind of thing is read once for all of them and not once a customer: a shop that has just been filled by an import has
 * no statistics yet, and PostgreSQL would walk through all of its handles for every one.
 */
const knownSql = (wantsTeam: boolean) => `with
  handles as materialized (select h."customerId" as id, json_agg(json_build_object('id', h.id, 'kind', h.kind, 'value', h.value,
      'raw', h.raw, 'isPrimary', h."isPrimary", 'shared', h.shared) order by h."isPrimary" desc, h."createdAt", h.id) as list
    from "CustomerHandle" h where ${theirs('h')} and h."deletedAt" is null group by 1),
  tags as materialized (select ct."customerId" as id, json_agg(json_build_object('key', t.key, 'name', t.name)) as list
    from "CustomerTag" ct join "Tag" t on t."tenantId" = $1 and t.id = ct."tagId" and t."deletedAt" is null where ${theirs('ct')} group by 1),
  consents as materialized (select latest.id, json_agg(json_build_object('channel', latest.channel, 'state', latest.state)) as list from (
      select distinct on (e."customerId", e.channel) e."customerId" as id, e.channel, e.state from "ConsentEntry" e
      where ${theirs('e')} and e.purpose = 'marketing' order by e."customerId", e.channel, e.at desc, e.id desc) latest group by 1),
  team as materialized (${wantsTeam ? setByPeople : `select null::text as id, '[]'::json as list where false`}),
  imported as materialized (select r."customerId" as id, bool_or(r.outcome = 'create') as "isNew" from "ImportRow" r
    where ${theirs('r')} and r."importId" = $3 group by 1)
  select c.id, c.version, c."firstName", c."lastName", c.language, c."preferredChannel", c.segment, c.metadata,
    coalesce(handles.list, '[]') as handles, coalesce(tags.list, '[]') as tags, coalesce(consents.list, '[]') as consents,
    coalesce(team.list, '[]') as "byTeam", imported.id is not null as seen, coalesce(imported."isNew", false) as "isNew"
  from "Customer" c left join handles on handles.id = c.id left join tags on tags.id = c.id
    left join consents on consents.id = c.id left join team on team.id = c.id left join imported on imported.id = c.id
  where ${theirs('c', 'id')} and c."deletedAt" is null`

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
  const owners = await ownersOf(
    sql,
    candidates.flatMap((candidate) => candidate.handles),
  )
  const named = candidates.flatMap(({ id }) => (id === null ? [] : [id]))
  const former = await mergedSince(sql, tenantId, named)
  const ids = [...owners, ...named, ...former.map(({ id }) => id)]
  const known = await readKnown(sql, { tenantId, ids, importId, wantsTeam, lock })
  for (const customer of known) customer.formerIds = former.flatMap((one) => (one.id === customer.id ? [one.former] : []))
  return known
}

/**
 * Customers who have one of these handles now. The shop is left to the policy: named here, a shop that is new to PostgreSQL's
 * statistics would seem to have no rows, and all of its handles would be walked through each time.
 */
export async function ownersOf(sql: SqlTx, handles: readonly NewHandle[]): Promise<string[]> {
  if (handles.length === 0) return []
  const owners = await sql.rows(
    z.object({ id: z.string() }),
    `select distinct h."customerId" as id from unnest($1::text[], $2::text[]) k (kind, value)
     join "CustomerHandle" h on h.kind = k.kind and h.value = k.value and h."deletedAt" is null`,
    [handles.map(({ kind }) => kind), handles.map(({ value }) => value)],
  )
  return owners.map(({ id }) => id)
}

/** Live customers by their ids. `importId`: whom this import made or changed is marked as such. */
export async function readKnown(
  sql: SqlTx,
  { tenantId, ids: given, importId, wantsTeam, lock }: Omit<DirectoryRequest, 'rows'> & { ids: readonly string[] },
): Promise<Known[]> {
  const ids = [...new Set(given)].sort()
  if (ids.length === 0) return []
  if (lock)
    await sql.rows(
      z.object({ id: z.string() }),
      `select id from "Customer" where "tenantId" = $1 and id = any($2::text[]) and "deletedAt" is null order by id for update`,
      [tenantId, ids],
    )
  // Read after the locks: what a transaction we waited for has committed is seen.
  const known = await sql.rows(knownSchema, knownSql(wantsTeam), [tenantId, ids, importId])
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
    formerIds: [],
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
