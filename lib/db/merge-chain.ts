// Takes back a merge that is not the last one: those that came after it on the same customer, or on whom he became part of,
// are taken apart first and put together again without what goes home. Any order of undoing ends in the same state.
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Metadata } from '@/lib/customers/customer'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError, notFound } from '@/lib/shared/errors'
import { moveEverything, readFields, readHandles, writeFields } from './customer-merge-repo'
import { type StandingMerge, standingMergeSchema, takeApart } from './customer-merge-undo'
import { mirrorPrimaryHandles } from './handle-repo'
import type { HandleState, MergeFields, MergeLedger } from './merge-ledger'
import type { SqlTx } from './tenant-db'

const ids = z.object({ id: z.string() })

/**
 * Locks all whom it concerns. Returns the live customer who holds what the winner has; that is the winner itself unless it
 * became part of another. Throws `not_found`, or `conflict` (`merge_already_undone`, `kept_archived`, `duplicate_*`).
 */
export async function undoMergeRows(sql: SqlTx, shop: Shop, actor: Actor, mergeId: string): Promise<{ holderId: string }> {
  const [known] = await sql.rows(
    z.object({ winnerId: z.string(), loserId: z.string() }),
    `select "winnerId", "loserId" from "CustomerMerge" where id = $1`,
    [mergeId],
  )
  if (known === undefined) throw notFound('merge')
  const chain = await lockChain(sql, known.winnerId, known.loserId)
  const [merge, ...later] = await standingSince(sql, mergeId, chain)
  if (merge?.id !== mergeId) throw new CrmError('conflict', 'The merge was undone already', { reason: 'merge_already_undone' })
  const holderId = chain.at(-1) ?? known.winnerId
  const [holder] = await sql.rows(ids, `select id from "Customer" where id = $1 and "deletedAt" is null`, [holderId])
  if (holder === undefined) throw new CrmError('conflict', 'The kept customer is archived', { reason: 'kept_archived' })

  const rewound: { merge: StandingMerge; before: Snapshot }[] = []
  for (const one of later.reverse()) {
    rewound.unshift({ merge: one, before: await snapshot(sql, one.winnerId) })
    await takeApart(sql, shop, actor, one, true)
  }
  await takeApart(sql, shop, actor, merge, false)
  for (const step of rewound) await putTogether(sql, shop, actor, step.merge, step.before)
  return { holderId }
}

/** Ids are made while both customers are locked: they stand in the order in which merges happened. */
const standingSince = (sql: SqlTx, mergeId: string, winners: string[]): Promise<StandingMerge[]> =>
  sql.rows(
    standingMergeSchema,
    `select id, "winnerId", "loserId", "createdAt", ledger from "CustomerMerge"
     where "winnerId" = any($2::text[]) and id >= $1 and "undoneAt" is null order by id`,
    [mergeId, winners],
  )

/**
 * From the winner up to who holds it now. All of them and who became part of them are locked, in the order of their ids, as
 * merges do; and read again, because it may have grown.
 */
async function lockChain(sql: SqlTx, winnerId: string, loserId: string): Promise<string[]> {
  for (let chain: string[] = []; ;) {
    const rows = await sql.rows(
      ids,
      `with recursive chain (id, next, depth) as (
         select id, "mergedIntoId", 0 from "Customer" where id = $1
         union all select c.id, c."mergedIntoId", chain.depth + 1 from chain join "Customer" c on c.id = chain.next where chain.depth < 100)
       select id from chain order by depth`,
      [winnerId],
    )
    const now = rows.map(({ id }) => id)
    if (now.join() === chain.join()) return now
    chain = now
    await sql.rows(
      ids,
      `select id from "Customer" where id = any($1::text[]) or "mergedIntoId" = any($1::text[]) order by id for update`,
      [[...chain, loserId]],
    )
  }
}

interface Snapshot {
  fields: MergeFields
  tags: string[]
  /** Ids of the handles in use that were the primary ones of their kind. */
  primaries: string[]
}

const readTags = async (sql: SqlTx, id: string): Promise<string[]> =>
  (await sql.rows(ids, `select "tagId" as id from "CustomerTag" where "customerId" = $1`, [id])).map((row) => row.id)

const snapshot = async (sql: SqlTx, id: string): Promise<Snapshot> => ({
  fields: await readFields(sql, id),
  tags: await readTags(sql, id),
  primaries: (await readHandles(sql, id)).filter((one) => one.isPrimary && one.deletedAt === null).map((one) => one.id),
})

/** The same merge again under the same id; what people changed on the kept customer since it was first made stays changed. */
async function putTogether(sql: SqlTx, shop: Shop, actor: Actor, merge: StandingMerge, before: Snapshot): Promise<void> {
  const { winnerId, loserId } = merge
  const ledger = await moveEverything(sql, shop, actor, winnerId, loserId, merge.ledger.choices)
  const handles = ledger.moved.handles.map((handle) => asBeforeLost(handle, ledger.moved.handles, merge.ledger.moved.handles))
  await sql.run(`update "CustomerMerge" set ledger = $2::jsonb, "undoneAt" = null, "undoneBy" = null where id = $1`, [
    merge.id,
    JSON.stringify({ ...ledger, moved: { ...ledger.moved, handles } }),
  ])
  await keepChanges(sql, winnerId, merge.ledger, before)
}

/** A handle that people took away since the merge is given back by the undo of this very merge: it stands in the ledger as it was. */
function asBeforeLost(handle: HandleState, all: HandleState[], first: HandleState[]): HandleState {
  const was = first.find(({ id }) => id === handle.id)
  if (was === undefined || was.deletedAt !== null || handle.deletedAt === null) return handle
  const isAlone = !all.some((one) => one.kind === handle.kind && one.isPrimary && one.deletedAt === null)
  return { ...was, isPrimary: was.isPrimary && isAlone }
}

async function keepChanges(sql: SqlTx, winnerId: string, { winner, addedTags }: MergeLedger, before: Snapshot): Promise<void> {
  const removedTags = addedTags.filter((tag) => !before.tags.includes(tag))
  await sql.run(`delete from "CustomerTag" where "customerId" = $1 and "tagId" = any($2::text[])`, [winnerId, removedTags])
  await sql.run(
    `update "CustomerHandle" h set "isPrimary" = (h.id = p.id) from "CustomerHandle" p
     where p.id = any($2::text[]) and p."customerId" = $1 and p."deletedAt" is null
       and h."customerId" = $1 and h.kind = p.kind and h."deletedAt" is null and h."isPrimary" <> (h.id = p.id)`,
    [winnerId, before.primaries],
  )
  const now = await readFields(sql, winnerId)
  await writeFields(sql, winnerId, {
    ...now,
    ...changedSince(before.fields, winner.after),
    metadata: keptMetadata(now.metadata, before.fields.metadata, winner.after.metadata),
  })
  await mirrorPrimaryHandles(sql, winnerId)
}

const changeable = ['firstName', 'lastName', 'preferredChannel', 'language', 'segment'] as const

/** Of the fields as they are, those that are no longer as the merge left them. */
const changedSince = (fields: MergeFields, after: MergeFields): Partial<MergeFields> =>
  Object.fromEntries(changeable.filter((name) => fields[name] !== after[name]).map((name) => [name, fields[name]]))

function keptMetadata(now: Metadata, before: Metadata, after: Metadata): Metadata {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !isDeepStrictEqual(before[key], after[key]),
  )
  const untouched = Object.entries(now).filter(([key]) => !changed.includes(key))
  return Object.fromEntries([...untouched, ...Object.entries(before).filter(([key]) => changed.includes(key))])
}
