// Takes a merge back by its ledger: rows go home, fields return to what they were unless they were changed since.
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Metadata, handleKindSchema } from '@/lib/customers/customer'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError, notFound } from '@/lib/shared/errors'
import { mirrorPrimaryHandles, takenHandle } from './handle-repo'
import { readFields } from './customer-merge-repo'
import { type MergeFields, type MergeLedger, mergeLedgerSchema, movedKinds, movedTables } from './merge-ledger'
import { refreshFigures } from './order-repo'
import type { SqlTx } from './tenant-db'

/**
 * The caller has locked the winner. What was added to the winner after the merge stays there.
 * Throws `not_found`, or `conflict` (`merge_already_undone`; `duplicate_*` when a handle was given away since).
 */
export async function undoMergeRows(sql: SqlTx, shop: Shop, actor: Actor, mergeId: string): Promise<void> {
  const [merge] = await sql.rows(
    z.object({ winnerId: z.string(), loserId: z.string(), undoneAt: z.date().nullable(), ledger: mergeLedgerSchema }),
    `select "winnerId", "loserId", "undoneAt", ledger from "CustomerMerge" where id = $1 for update`,
    [mergeId],
  )
  if (merge === undefined) throw notFound('merge')
  const { winnerId, loserId, ledger } = merge
  const restored = await sql.run(
    `update "Customer" set "deletedAt" = null, "mergedIntoId" = null, "updatedAt" = clock_timestamp(), version = version + 1
     where id = $1 and "mergedIntoId" = $2`,
    [loserId, winnerId],
  )
  if (merge.undoneAt !== null || restored === 0)
    throw new CrmError('conflict', 'The merge was undone already', { reason: 'merge_already_undone' })

  await giveHandlesBack(sql, winnerId, loserId, ledger)
  for (const kind of movedKinds)
    await sql.run(`update ${movedTables[kind]} set "customerId" = $1 where "customerId" = $2 and id = any($3::text[])`, [
      loserId,
      winnerId,
      ledger.moved[kind],
    ])
  await sql.run(`update "ConsentEntry" set "customerId" = $1 where "customerId" = $2 and id = any($3::text[])`, [
    loserId,
    winnerId,
    ledger.denials.filter((denial) => denial.side === 'loser').map((denial) => denial.id),
  ])
  await sql.run(`delete from "CustomerTag" where "customerId" = $1 and "tagId" = any($2::text[])`, [winnerId, ledger.addedTags])
  await restoreFields(sql, winnerId, ledger.winner.before, ledger.winner.after)
  for (const id of [winnerId, loserId]) {
    await mirrorPrimaryHandles(sql, id)
    await refreshFigures(sql, id, shop.currency)
  }
  await sql.run(`update "CustomerMerge" set "undoneAt" = clock_timestamp(), "undoneBy" = $2 where id = $1`, [mergeId, actor.name])
}

async function giveHandlesBack(sql: SqlTx, winnerId: string, loserId: string, ledger: MergeLedger): Promise<void> {
  const ids = ledger.moved.handles.map((handle) => handle.id)
  // The winner lost the number and got it again meanwhile: it is still the one that came with the merge.
  await sql.run(
    `update "CustomerHandle" again set "deletedAt" = clock_timestamp(), "isPrimary" = false from "CustomerHandle" h
     where h.id = any($2::text[]) and h."customerId" = $1 and not h.shared and again."tenantId" = h."tenantId" and again."customerId" = $1
       and again.kind = h.kind and again.value = h.value and again.id <> h.id and again."deletedAt" is null`,
    [winnerId, ids],
  )
  const live = ledger.moved.handles.filter((handle) => handle.deletedAt === null).map((handle) => handle.id)
  const [taken] = await sql.rows(
    z.object({ kind: handleKindSchema, customerId: z.string() }),
    `select h.kind, other."customerId" from "CustomerHandle" h
     join "CustomerHandle" other on other."tenantId" = h."tenantId" and other.kind = h.kind and other.value = h.value
     where h.id = any($1::text[]) and not h.shared and not other.shared and other."deletedAt" is null and other.id <> h.id limit 1`,
    [live],
  )
  if (taken !== undefined) throw takenHandle(taken.kind, taken.customerId)
  await sql.run(
    `update "CustomerHandle" h set "customerId" = $1, "isPrimary" = was."isPrimary", "deletedAt" = was."deletedAt"
     from jsonb_to_recordset($3::jsonb) as was (id text, "isPrimary" boolean, "deletedAt" timestamptz)
     where h.id = was.id and h."customerId" = $2`,
    [loserId, winnerId, JSON.stringify(ledger.moved.handles)],
  )
  // A kind whose primary handle went home: one that came after the merge takes its place.
  await sql.run(
    `update "CustomerHandle" set "isPrimary" = true where id in (
       select distinct on (kind) id from "CustomerHandle" h where "customerId" = $1 and "deletedAt" is null and id <> all($2::text[])
         and not exists (select from "CustomerHandle" p where p."customerId" = $1 and p.kind = h.kind and p."isPrimary" and p."deletedAt" is null)
       order by kind, "createdAt", id)`,
    [winnerId, ledger.winner.handles.map((handle) => handle.id)],
  )
}

async function restoreFields(sql: SqlTx, winnerId: string, before: MergeFields, after: MergeFields): Promise<void> {
  const now = await readFields(sql, winnerId)
  const back = <K extends 'firstName' | 'lastName' | 'preferredChannel' | 'segment'>(name: K): MergeFields[K] =>
    now[name] === after[name] ? before[name] : now[name]
  const contact = now.lastContactAt === after.lastContactAt ? before : now
  await sql.run(
    `update "Customer" set "firstName" = $2, "lastName" = $3, "preferredChannel" = $4, segment = $5, metadata = $6::jsonb,
       "lastContactAt" = $7::timestamptz, "lastContactChannel" = $8, version = version + 1, "updatedAt" = clock_timestamp() where id = $1`,
    [
      winnerId,
      back('firstName'),
      back('lastName'),
      back('preferredChannel'),
      back('segment'),
      JSON.stringify(restoreMetadata(now.metadata, before.metadata, after.metadata)),
      contact.lastContactAt,
      contact.lastContactChannel,
    ],
  )
}

/** Key by key: what the merge brought goes, unless it was changed since. */
export function restoreMetadata(now: Metadata, before: Metadata, after: Metadata): Metadata {
  const kept = Object.entries(now).filter(
    ([key, value]) => key in before || !(key in after) || !isDeepStrictEqual(value, after[key]),
  )
  return Object.fromEntries(kept)
}
