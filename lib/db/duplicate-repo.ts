// Suggested pairs: written by the search, decided by people, never forgotten once somebody said "not the same person".
import 'server-only'
import { z } from 'zod'
import { pairOf, type ScoredPair } from '@/lib/customers/duplicate'
import type { DuplicateStore, FoundPair } from '@/lib/customers/duplicate-store'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { findCandidates, findOutnumbered, findUnlooked, keepMatchKeys, markLooked, readPeople } from './match-repo'
import { type SqlTx, tenantDb } from './tenant-db'

/** Of each customer of $1: himself and all who became part of him. */
const families = `family (root, id) as (
  select i, i from unnest($1::text[]) i
  union all select f.root, c.id from family f join "Customer" c on c."mergedIntoId" = f.id)`

const pairSchema = z.object({ a: z.string(), b: z.string() })

/** Pairs of these customers for whom "not the same person" holds, said of them or of somebody who became part of them. */
export async function dismissedAmong(sql: SqlTx, ids: string[]): Promise<Set<string>> {
  const rows = await sql.rows(
    pairSchema,
    `with recursive ${families}
     select distinct f.root as a, g.root as b from family f
     join "DuplicateSuggestion" s on s."customerA" = f.id and s."dismissedAt" is not null join family g on g.id = s."customerB"`,
    [ids],
  )
  return new Set(rows.map(({ a, b }) => pairOf(a, b).join(' ')))
}

async function writeFound(sql: SqlTx, tenantId: string, ids: string[], pairs: FoundPair[]): Promise<void> {
  const dismissed =
    pairs.length === 0 ? new Set<string>() : await dismissedAmong(sql, [...new Set(pairs.flatMap(({ a, b }) => [a, b]))])
  const kept = pairs.filter(({ a, b }) => !dismissed.has(`${a} ${b}`))
  await sql.run(
    `with found as (select * from jsonb_to_recordset($2::jsonb) as p (a text, b text))
     delete from "DuplicateSuggestion" s where s.state = 'open' and (s."customerA" = any($1::text[]) or s."customerB" = any($1::text[]))
       and not exists (select from found where found.a = s."customerA" and found.b = s."customerB")`,
    [ids, JSON.stringify(kept.map(({ a, b }) => ({ a, b })))],
  )
  await sql.run(
    `insert into "DuplicateSuggestion" as s ("tenantId", "customerA", "customerB", score, evidence)
     select $1, p.a, p.b, p.score, p.evidence from jsonb_to_recordset($2::jsonb) as p (a text, b text, score int, evidence jsonb) order by p.a, p.b
     on conflict ("tenantId", "customerA", "customerB") do update
       set score = excluded.score, evidence = excluded.evidence, "computedAt" = excluded."computedAt"
       where s.score <> excluded.score or s.evidence <> excluded.evidence`,
    [tenantId, JSON.stringify(kept)],
  )
}

async function forgetGone(sql: SqlTx): Promise<void> {
  await sql.run(
    `delete from "CustomerMatch" m using "Customer" c where c."tenantId" = m."tenantId" and c.id = m."customerId" and c."deletedAt" is not null`,
  )
  await sql.run(
    `delete from "DuplicateSuggestion" s using "Customer" c where s.state = 'open' and c."tenantId" = s."tenantId"
       and c.id in (s."customerA", s."customerB") and c."deletedAt" is not null`,
  )
}

/** For the jobs: every method is a transaction of its own. */
export function createDuplicateStore(tenantId: string): DuplicateStore {
  const db = tenantDb(tenantId)
  return {
    people: async (ids) => (ids.length === 0 ? [] : db.sql((sql) => readPeople(sql, ids))),
    outnumbered: async (ids) => (ids.length === 0 ? [] : db.sql((sql) => findOutnumbered(sql, ids))),
    keepKeys: (keys, gone) => db.sql((sql) => keepMatchKeys(sql, tenantId, keys, gone)),
    candidates: async (ids) => (ids.length === 0 ? [] : db.sql((sql) => findCandidates(sql, ids))),
    keepFound: (ids, pairs, looked) =>
      db.sql(async (sql) => {
        await writeFound(sql, tenantId, ids, pairs)
        await markLooked(sql, looked)
      }),
    unlooked: (after, limit) => db.sql((sql) => findUnlooked(sql, after, limit)),
    forgetGone: () => db.sql(forgetGone),
  }
}

/** "Not the same person", for ever; also for a pair that was never suggested. False when it was said already. */
export async function dismissPair(
  sql: SqlTx,
  shop: Shop,
  actor: Actor,
  [a, b]: [string, string],
  { score, evidence }: ScoredPair,
): Promise<boolean> {
  const said = await sql.run(
    `insert into "DuplicateSuggestion" as s ("tenantId", "customerA", "customerB", score, evidence, state, "dismissedBy", "dismissedAt")
     values ($1, $2, $3, $4, $5::jsonb, 'dismissed', $6, clock_timestamp())
     on conflict ("tenantId", "customerA", "customerB") do update
       set state = 'dismissed', "dismissedBy" = excluded."dismissedBy", "dismissedAt" = excluded."dismissedAt"
       where s."dismissedAt" is null`,
    [shop.id, a, b, score, JSON.stringify(evidence), actor.name],
  )
  return said > 0
}

/** Takes "not the same person" back; false when nobody had said it. */
export async function reopenPair(sql: SqlTx, [a, b]: [string, string]): Promise<boolean> {
  const open = await sql.run(
    `update "DuplicateSuggestion" set state = 'open', "dismissedBy" = null, "dismissedAt" = null
     where "customerA" = $1 and "customerB" = $2 and state = 'dismissed'`,
    [a, b],
  )
  return open > 0
}

/** Merged pairs are no longer open; `undone`: they are again what they were. */
export const settlePair = (sql: SqlTx, one: string, other: string, undone: boolean): Promise<number> =>
  sql.run(
    undone
      ? `update "DuplicateSuggestion" set state = case when "dismissedAt" is null then 'open' else 'dismissed' end
         where "customerA" = $1 and "customerB" = $2 and state = 'merged'`
      : `update "DuplicateSuggestion" set state = 'merged' where "customerA" = $1 and "customerB" = $2`,
    pairOf(one, other),
  )

const senderEvidence = JSON.stringify([{ kind: 'sender', values: [], weight: 70 }])

/** A message came under identities of both. The next look scores the pair; until then it stands with this alone. */
export const noteOneSender = (sql: SqlTx, tenantId: string, one: string, other: string): Promise<number> =>
  sql.run(
    `insert into "DuplicateSuggestion" as s ("tenantId", "customerA", "customerB", score, evidence) values ($1, $2, $3, 70, $4::jsonb)
     on conflict ("tenantId", "customerA", "customerB") do update
       set evidence = s.evidence || excluded.evidence, score = least(100, s.score + 70) where not s.evidence @> excluded.evidence`,
    [tenantId, ...pairOf(one, other), senderEvidence],
  )
