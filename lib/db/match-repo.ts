// What customers are compared by, and who shares a key with whom.
import 'server-only'
import { z } from 'zod'
import type { Candidate, DuplicateStore, MatchSubject } from '@/lib/customers/duplicate-store'
import { matchRules } from '@/lib/customers/match-keys'
import type { SqlTx } from './tenant-db'

/** Under what names a record may keep its postcode: forms, imports and shop systems differ. */
const postcodeNames = ['postcode', 'postalCode', 'postal_code', 'zip', 'zipCode', 'codePostal', 'code_postal', 'cp']

/** More than these share too much to be told apart by it. */
const mostCandidates = 100

const personSchema = z
  .object({
    id: z.string(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    senderName: z.string().nullable(),
    postcode: z.string().nullable(),
    updatedAt: z.date(),
    handles: z.array(
      z.object({
        kind: z.enum(['phone', 'email', 'whatsapp']),
        value: z.string(),
        shared: z.boolean(),
        former: z.boolean(),
      }),
    ),
  })
  .transform(({ postcode, ...person }): MatchSubject => ({ ...person, postcode: plainPostcode(postcode) }))

/** "75 011" is "75011"; what is no postcode says nothing. */
function plainPostcode(text: string | null): string | null {
  const plain = (text ?? '').replace(/[\s-]/g, '').toLowerCase()
  return /^[a-z0-9]{3,10}$/.test(plain) ? plain : null
}

const postcode = `coalesce(${postcodeNames.map((name) => `nullif(c.metadata->>'${name}', '')`).join(', ')})`

export const readPeople = (sql: SqlTx, ids: string[]): Promise<MatchSubject[]> =>
  sql.rows(
    personSchema,
    `select c.id, c."firstName", c."lastName", nullif(c.metadata->>'senderName', '') as "senderName", ${postcode} as postcode, c."updatedAt",
       coalesce((select json_agg(json_build_object('kind', h.kind, 'value', h.value, 'shared', h.shared, 'former', h.former)) from (
         select kind, value, bool_or(shared) as shared, bool_and("deletedAt" is not null) as former from "CustomerHandle"
         where "tenantId" = c."tenantId" and "customerId" = c.id and kind in ('phone', 'email', 'whatsapp')
         group by kind, value order by 4, kind, value limit 30) h), '[]') as handles
     from "Customer" c where c.id = any($1::text[]) and c."deletedAt" is null order by c.id`,
    [ids],
  )

/** The shop is part of the hash: one index serves every shop, and a key says nothing about another shop. */
export async function keepMatchKeys(
  sql: SqlTx,
  tenantId: string,
  keys: Parameters<DuplicateStore['keepKeys']>[0],
  gone: string[],
): Promise<void> {
  await sql.run(
    `insert into "CustomerMatch" as m ("tenantId", "customerId", keys)
     select $1, k.id, coalesce((select array_agg(hashtextextended($1 || ' ' || t, 0) order by 1) from jsonb_array_elements_text(k.keys) t), '{}')
     from jsonb_to_recordset($2::jsonb) as k (id text, keys jsonb) order by k.id
     on conflict ("tenantId", "customerId") do update set keys = excluded.keys where m.keys <> excluded.keys`,
    [tenantId, JSON.stringify(keys)],
  )
  if (gone.length > 0) await sql.run(`delete from "CustomerMatch" where "customerId" = any($1::text[])`, [gone])
}

/** For each customer of $1 that has a family name: himself and others with it, at most four. Names are filed by it. */
const namesakes = `(select c.id, n.ids from (
    select id, fold("lastName") as name from "Customer" where id = any($1::text[]) and "deletedAt" is null and "lastName" is not null offset 0) c
  cross join lateral (select array_agg(o.id) as ids from (
    select id from "Customer" where "deletedAt" is null and "sortName" >= c.name || ' ' and "sortName" < c.name || '!' limit 4) o) n
  where c.name <> '' and c.id = any(n.ids))`

export const findOutnumbered = async (sql: SqlTx, ids: string[]): Promise<string[]> => {
  const rows = await sql.rows(
    z.object({ id: z.string() }),
    `select distinct other as id from ${namesakes} n, unnest(n.ids) other where cardinality(n.ids) = 3`,
    [ids],
  )
  return rows.map(({ id }) => id)
}

/**
 * By a common key; by a message under an identity of each, which is kept with the pair itself; by a family name that no third
 * has.
 */
export const findCandidates = (sql: SqlTx, ids: string[]): Promise<Candidate[]> =>
  sql.rows(
    z.object({ id: z.string(), otherId: z.string(), isOneSender: z.boolean(), isRareName: z.boolean() }),
    `with senders as materialized (
       select "customerA" as a, "customerB" as b from "DuplicateSuggestion"
       where evidence @> '[{"kind": "sender"}]' and "customerA" = any($1::text[])
       union select "customerA", "customerB" from "DuplicateSuggestion"
       where evidence @> '[{"kind": "sender"}]' and "customerB" = any($1::text[])),
     rare as materialized (select id, ids from ${namesakes} n where cardinality(ids) = 2),
     found as (
       select id, "otherId" from duplicate_candidates($1::text[], $2)
       union select a, b from senders where a = any($1::text[]) union select b, a from senders where b = any($1::text[])
       union select r.id, o from rare r, unnest(r.ids) o where o <> r.id)
     select f.id, f."otherId", exists (select from senders s where (s.a, s.b) in ((f.id, f."otherId"), (f."otherId", f.id))) as "isOneSender",
       exists (select from rare r where (r.id = f.id and f."otherId" = any(r.ids))) as "isRareName"
     from found f join "Customer" c on c.id = f."otherId" and c."deletedAt" is null`,
    [ids, mostCandidates],
  )

export async function findUnlooked(sql: SqlTx, after: string, limit: number): Promise<{ ids: string[]; next: string | null }> {
  const rows = await sql.rows(
    z.object({ id: z.string(), due: z.boolean() }),
    `select c.id, m."seenAt" is null or m."seenAt" < c."updatedAt" or m.version <> $3 as due
     from (select "tenantId", id, "updatedAt" from "Customer" where id > $1 and "deletedAt" is null order by id limit $2) c
     left join "CustomerMatch" m on m."tenantId" = c."tenantId" and m."customerId" = c.id order by c.id`,
    [after, limit, matchRules],
  )
  return {
    ids: rows.filter(({ due }) => due).map(({ id }) => id),
    next: rows.length < limit ? null : (rows.at(-1)?.id ?? null),
  }
}

/** Called when the customers' duplicates are written: a look that was cut short is not taken for one. */
export const markLooked = (sql: SqlTx, looked: { id: string; updatedAt: Date }[]): Promise<number> =>
  sql.run(
    `update "CustomerMatch" m set "seenAt" = l."updatedAt", version = $2
     from jsonb_to_recordset($1::jsonb) as l (id text, "updatedAt" timestamptz) where m."customerId" = l.id`,
    [JSON.stringify(looked.map(({ id, updatedAt }) => ({ id, updatedAt: updatedAt.toISOString() }))), matchRules],
  )
