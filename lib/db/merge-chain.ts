// Takes back a merge whose kept customer became part of another since: that one is taken apart first and put together again
// without what goes home, so that any order of undoing ends in the same state.
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
  const merge = await findStanding(sql, 'id = $1', [mergeId])
  if (merge === null) throw notFound('merge')
  const chain = await lockChain(sql, merge.winnerId, merge.loserId)
  const holderId = chain.at(-1) ?? merge.winnerId
  const [holder] = await sql.rows(ids, `select id from "Customer" where id = $1 and "deletedAt" is null`, [holderId])
  if (holder === undefined) throw new CrmError('conflict', 'The kept customer is archived', { reason: 'kept_archived' })
  if (!(await isStanding(sql, merge)))
    throw new CrmError('conflict', 'The merge was undone already', { reason: 'merge_already_undone' })

  const outer: { merge: StandingMerge; before: Snapshot }[] = []
  for (const loserId of chain.slice(0, -1)) {
    const above = await findStanding(sql, '"loserId" = $1 and "undoneAt" is null', [loserId])
    if (above === null) throw new CrmError('conflict', 'A merge of the chain has no ledger', { reason: 'merge_already_undone' })
    outer.unshift({ merge: above, before: { fields: {}, tags: [], handles: [] } })
  }
  for (const step of outer) {
    step.before = await snapshot(sql, step.merge.winnerId)
    await takeApart(sql, shop, actor, step.merge)
  }
  await takeApart(sql, shop, actor, merge)
  for (const step of outer.reverse()) await putTogether(sql, shop, actor, step.merge, step.before)
  return { holderId }
}

async function findStanding(sql: SqlTx, where: string, values: string[]): Promise<StandingMerge | null> {
  const [merge] = await sql.rows(
    standingMergeSchema,
    `select id, "winnerId", "loserId", "createdAt", ledger from "CustomerMerge" where ${where} order by "createdAt" desc, id desc limit 1 for update`,
    values,
  )
  return merge ?? null
}

const isStanding = async (sql: SqlTx, { id }: StandingMerge): Promise<boolean> =>
  (await sql.rows(ids, `select id from "CustomerMerge" where id = $1 and "undoneAt" is null`, [id])).length > 0

/** From the winner up to who holds it now. Locked in the order of the ids, as merges do; read again, because it may have grown. */
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
    await sql.rows(ids, `select id from "Customer" where id = any($1::text[]) order by id for update`, [[...chain, loserId]])
  }
}

interface Snapshot {
  fields: Partial<MergeFields>
  tags: string[]
  handles: HandleState[]
}

const readTags = async (sql: SqlTx, id: string): Promise<string[]> =>
  (await sql.rows(ids, `select "tagId" as id from "CustomerTag" where "customerId" = $1`, [id])).map((row) => row.id)

const snapshot = async (sql: SqlTx, id: string): Promise<Snapshot> => ({
  fields: await readFields(sql, id),
  tags: await readTags(sql, id),
  handles: await readHandles(sql, id),
})

/** The same merge again under the same id; what people changed on the kept customer since it was first made stays changed. */
async function putTogether(sql: SqlTx, shop: Shop, actor: Actor, merge: StandingMerge, before: Snapshot): Promise<void> {
  const { winnerId, loserId } = merge
  const ledger = await moveEverything(sql, shop, actor, winnerId, loserId, merge.ledger.choices)
  await sql.run(`update "CustomerMerge" set ledger = $2::jsonb, "undoneAt" = null, "undoneBy" = null where id = $1`, [
    merge.id,
    JSON.stringify(ledger),
  ])
  await keepChanges(sql, winnerId, merge.ledger, before)
}

async function keepChanges(
  sql: SqlTx,
  winnerId: string,
  { winner, moved, addedTags }: MergeLedger,
  before: Snapshot,
): Promise<void> {
  const removedTags = addedTags.filter((tag) => !before.tags.includes(tag))
  await sql.run(`delete from "CustomerTag" where "customerId" = $1 and "tagId" = any($2::text[])`, [winnerId, removedTags])
  const lost = before.handles.filter(({ id, deletedAt }) => deletedAt !== null && moved.handles.some((one) => one.id === id))
  await sql.run(
    `update "CustomerHandle" h set "deletedAt" = was."deletedAt", "isPrimary" = false
     from jsonb_to_recordset($2::jsonb) as was (id text, "deletedAt" timestamptz) where h.id = was.id and h."customerId" = $1`,
    [winnerId, JSON.stringify(lost)],
  )
  await sql.run(
    `update "CustomerHandle" h set "isPrimary" = (h.id = p.id) from "CustomerHandle" p
     where p.id = any($2::text[]) and p."customerId" = $1 and p."deletedAt" is null
       and h."customerId" = $1 and h.kind = p.kind and h."deletedAt" is null and h."isPrimary" <> (h.id = p.id)`,
    [winnerId, before.handles.filter(({ isPrimary, deletedAt }) => isPrimary && deletedAt === null).map(({ id }) => id)],
  )
  const now = await readFields(sql, winnerId)
  await writeFields(sql, winnerId, {
    ...now,
    ...changedSince(before.fields, winner.after),
    metadata: keptMetadata(now.metadata, before.fields.metadata ?? {}, winner.after.metadata),
  })
  await mirrorPrimaryHandles(sql, winnerId)
}

const changeable = ['firstName', 'lastName', 'preferredChannel', 'language', 'segment'] as const

/** Of the fields as they are, those that are no longer as the merge left them. */
const changedSince = (fields: Partial<MergeFields>, after: MergeFields): Partial<MergeFields> =>
  Object.fromEntries(changeable.filter((name) => fields[name] !== after[name]).map((name) => [name, fields[name]]))

function keptMetadata(now: Metadata, before: Metadata, after: Metadata): Metadata {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !isDeepStrictEqual(before[key], after[key]),
  )
  const untouched = Object.entries(now).filter(([key]) => !changed.includes(key))
  return Object.fromEntries([...untouched, ...Object.entries(before).filter(([key]) => changed.includes(key))])
}
