// Takes a merge back by its ledger: rows go home, fields return to what they were unless they were changed since.
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Metadata, handleKindSchema } from '@/lib/customers/customer'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError } from '@/lib/shared/errors'
import { readFields, writeFields } from './customer-merge-repo'
import { mirrorPrimaryHandles, takenHandle } from './handle-repo'
import { giveMessagesBack } from './merge-identities'
import { type MergeFields, type MergeLedger, mergeLedgerSchema, movedKinds, movedTables } from './merge-ledger'
import { refreshFigures } from './order-repo'
import type { SqlTx } from './tenant-db'

export const standingMergeSchema = z.object({
  id: z.string(),
  winnerId: z.string(),
  loserId: z.string(),
  createdAt: z.date(),
  ledger: mergeLedgerSchema,
})
export type StandingMerge = z.infer<typeof standingMergeSchema>

/**
 * The caller has locked both; the winner is live. What was added to the winner after the merge stays there, but for messages
 * of an identity that goes home: they go with it. Throws `conflict` (`merge_already_undone`; `duplicate_*` when a handle
 * was given away since).
 * @param rewinding it will be put together again: handles that were lost since stay lost
 */
export async function takeApart(sql: SqlTx, shop: Shop, actor: Actor, merge: StandingMerge, rewinding: boolean): Promise<void> {
  const { winnerId, loserId, ledger } = merge
  const restored = await sql.run(
    `update "Customer" set "deletedAt" = null, "mergedIntoId" = null, "updatedAt" = clock_timestamp(), version = version + 1
     where id = $1 and "mergedIntoId" = $2`,
    [loserId, winnerId],
  )
  if (restored === 0) throw new CrmError('conflict', 'The merge was undone already', { reason: 'merge_already_undone' })

  // Before the handles: which of them the messages came under is asked of the winner's as they are now.
  const followed = await giveMessagesBack(sql, shop, merge)
  await giveHandlesBack(sql, winnerId, loserId, ledger, rewinding)
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
  await restoreFields(sql, winnerId, ledger, followed.winnerContact)
  if (followed.loserContact !== null)
    await sql.run(
      `update "Customer" set "lastContactAt" = $2::timestamptz, "lastContactChannel" = $3
       where id = $1 and ("lastContactAt" is null or "lastContactAt" < $2::timestamptz)`,
      [loserId, followed.loserContact.at, followed.loserContact.channel],
    )
  for (const id of [winnerId, loserId]) {
    await mirrorPrimaryHandles(sql, id)
    await refreshFigures(sql, id, shop.currency)
  }
  await sql.run(`update "CustomerMerge" set "undoneAt" = clock_timestamp(), "undoneBy" = $2 where id = $1`, [
    merge.id,
    actor.name,
  ])
}

async function giveHandlesBack(
  sql: SqlTx,
  winnerId: string,
  loserId: string,
  ledger: MergeLedger,
  rewinding: boolean,
): Promise<void> {
  if (!rewinding) await freeHandles(sql, winnerId, ledger)
  const deletedAt = rewinding ? 'h."deletedAt"' : 'was."deletedAt"'
  await sql.run(
    `update "CustomerHandle" h set "customerId" = $1, "isPrimary" = was."isPrimary" and ${deletedAt} is null, "deletedAt" = ${deletedAt}
     from jsonb_to_recordset($3::jsonb) as was (id text, "isPrimary" boolean, "deletedAt" timestamptz)
     where h.id = was.id and h."customerId" = $2`,
    [loserId, winnerId, JSON.stringify(ledger.moved.handles)],
  )
  // Where the merge had made another handle the primary one, the one before is it again, unless that was changed since.
  for (const { kind, before, after } of ledger.primaries)
    await sql.run(
      `update "CustomerHandle" h set "isPrimary" = (h.id = $3)
       where h."customerId" = $1 and h.kind = $2 and h."deletedAt" is null and h."isPrimary" <> (h.id = $3)
         and exists (select from "CustomerHandle" b where b.id = $3 and b."customerId" = $1 and b."deletedAt" is null)
         and exists (select from "CustomerHandle" a where a.id = $4 and (a."customerId" <> $1 or a."isPrimary"))
         and not exists (select from "CustomerHandle" p where p."customerId" = $1 and p.kind = $2 and p."isPrimary" and p.id <> $4
           and p."deletedAt" is null)`,
      [winnerId, kind, before, after],
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

/** Throws `conflict` (`duplicate_*`) when somebody else has one of them by now. */
async function freeHandles(sql: SqlTx, winnerId: string, ledger: MergeLedger): Promise<void> {
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
}

type Contact = { at: Date; channel: string }

/** @param newest the winner's newest contact that stays, when some of those since the merge have gone with their identity */
async function restoreFields(sql: SqlTx, winnerId: string, { winner }: MergeLedger, newest: Contact | null | 'unchanged') {
  const { before, after } = winner
  const now = await readFields(sql, winnerId)
  const back = <K extends 'firstName' | 'lastName' | 'preferredChannel' | 'language' | 'segment'>(name: K): MergeFields[K] =>
    now[name] === after[name] ? before[name] : now[name]
  const contact =
    newest === 'unchanged'
      ? now.lastContactAt === after.lastContactAt
        ? before
        : now
      : newest === null || newest.at.toISOString() <= (before.lastContactAt ?? '')
        ? before
        : { lastContactAt: newest.at.toISOString(), lastContactChannel: newest.channel }
  await writeFields(sql, winnerId, {
    firstName: back('firstName'),
    lastName: back('lastName'),
    preferredChannel: back('preferredChannel'),
    language: back('language'),
    segment: back('segment'),
    metadata: restoreMetadata(now.metadata, before.metadata, after.metadata),
    lastContactAt: contact.lastContactAt,
    lastContactChannel: contact.lastContactChannel,
  })
}

/** Key by key: what the merge brought goes and what it put another value for comes back, unless it was changed since. */
export function restoreMetadata(now: Metadata, before: Metadata, after: Metadata): Metadata {
  const isOfMerge = (key: string, value: Metadata[string]) => key in after && isDeepStrictEqual(value, after[key])
  const kept = Object.entries(now).flatMap(([key, value]): [string, Metadata[string]][] => {
    if (!isOfMerge(key, value)) return [[key, value]]
    const was = before[key]
    return was === undefined ? [] : [[key, was]]
  })
  return Object.fromEntries(kept)
}
