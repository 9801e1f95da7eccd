// Two customers become one: every child goes over, and the ledger says which, so that undo can give it all back.
import { z } from 'zod'
import type { MergeRecord } from '@/lib/customers/customer-store'
import { chosen, chosenMetadata, type MergeChoices } from '@/lib/customers/merge-choices'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { notFound } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { mirrorPrimaryHandles } from './handle-repo'
import { keepStrictestConsent } from './merge-consent'
import {
  type HandleState,
  handleStateSchema,
  type MergeFields,
  mergeFieldsSchema,
  type MergeLedger,
  movedKinds,
  movedTables,
} from './merge-ledger'
import { refreshFigures } from './order-repo'
import type { SqlTx } from './tenant-db'

const idsSchema = z.object({ ids: z.array(z.string()) })

/** Both must be live; the caller has locked them. Throws `not_found`. */
export async function mergeRows(
  sql: SqlTx,
  shop: Shop,
  actor: Actor,
  winnerId: string,
  loserId: string,
  choices: MergeChoices,
): Promise<{ mergeId: string; moved: Record<string, number> }> {
  const ledger = await moveEverything(sql, shop, actor, winnerId, loserId, choices)
  const mergeId = newId()
  await sql.run(
    `insert into "CustomerMerge" ("tenantId", id, "winnerId", "loserId", ledger, actor) values ($1, $2, $3, $4, $5::jsonb, $6)`,
    [shop.id, mergeId, winnerId, loserId, JSON.stringify(ledger), actor.name],
  )
  return { mergeId, moved: countMoved(ledger.moved, ledger.addedTags) }
}

/** What a merge does, and the ledger by which it can be taken back. */
export async function moveEverything(
  sql: SqlTx,
  shop: Shop,
  actor: Actor,
  winnerId: string,
  loserId: string,
  choices: MergeChoices,
): Promise<MergeLedger> {
  const before = { winner: await readFields(sql, winnerId), loser: await readFields(sql, loserId) }
  const handles = { winner: await readHandles(sql, winnerId), loser: await readHandles(sql, loserId) }
  const denials = await keepStrictestConsent(sql, shop.id, actor, winnerId, loserId)

  const moved: MergeLedger['moved'] = {
    handles: [],
    notes: [],
    activities: [],
    messages: [],
    orders: [],
    consents: [],
    links: [],
  }
  for (const kind of movedKinds) moved[kind] = await moveAll(sql, movedTables[kind], winnerId, loserId)
  moved.handles = await moveHandles(sql, winnerId, loserId, handles)
  const primaries = await choosePrimaries(sql, winnerId, handles, choices)
  const addedTags = await addLoserTags(sql, winnerId, loserId)
  await fillFields(sql, winnerId, before.winner, before.loser, choices)
  await sql.run(
    `update "Customer" set "deletedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(), "mergedIntoId" = $2, version = version + 1 where id = $1`,
    [loserId, winnerId],
  )
  await mirrorPrimaryHandles(sql, winnerId)
  for (const id of [winnerId, loserId]) await refreshFigures(sql, id, shop.currency)
  return {
    format: 1,
    winner: { before: before.winner, after: await readFields(sql, winnerId), handles: handles.winner },
    loser: { before: before.loser },
    moved,
    addedTags,
    denials,
    choices,
    primaries,
  }
}

const countMoved = (moved: MergeLedger['moved'], addedTags: string[]): Record<string, number> => ({
  handles: moved.handles.filter((handle) => handle.deletedAt === null).length,
  tags: addedTags.length,
  ...Object.fromEntries(movedKinds.map((kind) => [kind, moved[kind].length])),
})

export async function findMergeRecord(sql: SqlTx, mergeId: string): Promise<MergeRecord | null> {
  const [row] = await sql.rows(
    z.object({ id: z.string(), winnerId: z.string(), loserId: z.string(), createdAt: z.date(), undoneAt: z.date().nullable() }),
    `select id, "winnerId", "loserId", "createdAt", "undoneAt" from "CustomerMerge" where id = $1`,
    [mergeId],
  )
  return row ?? null
}

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

export async function readFields(sql: SqlTx, id: string): Promise<MergeFields> {
  const [row] = await sql.rows(
    mergeFieldsSchema,
    `select "firstName", "lastName", email, phone, "preferredChannel", language, segment, metadata,
       ${iso('"lastContactAt"')} as "lastContactAt", "lastContactChannel" from "Customer" where id = $1 and "deletedAt" is null`,
    [id],
  )
  if (row === undefined) throw notFound('customer')
  return row
}

export const readHandles = (sql: SqlTx, customerId: string): Promise<HandleState[]> =>
  sql.rows(
    handleStateSchema,
    `select id, kind, value, shared, "isPrimary", ${iso('"deletedAt"')} as "deletedAt" from "CustomerHandle" where "customerId" = $1 order by "createdAt", id`,
    [customerId],
  )

async function moveAll(sql: SqlTx, table: string, winnerId: string, loserId: string): Promise<string[]> {
  const [row] = await sql.rows(
    idsSchema,
    `with moved as (update ${table} set "customerId" = $1 where "customerId" = $2 returning id)
     select coalesce(json_agg(id order by id), '[]') as ids from moved`,
    [winnerId, loserId],
  )
  return row?.ids ?? []
}

/**
 * A shared number that both have stays on each; the winner's primary handle of a kind stays primary.
 */
async function moveHandles(
  sql: SqlTx,
  winnerId: string,
  loserId: string,
  { winner, loser }: { winner: HandleState[]; loser: HandleState[] },
): Promise<HandleState[]> {
  const live = winner.filter((handle) => handle.deletedAt === null)
  const both = (handle: HandleState) =>
    handle.deletedAt === null && live.some((own) => own.kind === handle.kind && own.value === handle.value)
  const moving = loser.filter((handle) => !both(handle))
  const primaryKinds = live.filter((handle) => handle.isPrimary).map((handle) => handle.kind)
  await sql.run(
    `update "CustomerHandle" set "customerId" = $1, "isPrimary" = "isPrimary" and kind <> all($4::text[]) where "customerId" = $2 and id = any($3::text[])`,
    [winnerId, loserId, moving.map((handle) => handle.id), primaryKinds],
  )
  return moving
}

/** Where the loser's phone or e-mail was chosen, it is the one to use from now on; the winner's stays beside it. */
async function choosePrimaries(
  sql: SqlTx,
  winnerId: string,
  { winner, loser }: { winner: HandleState[]; loser: HandleState[] },
  { fields }: MergeChoices,
): Promise<MergeLedger['primaries']> {
  const primaries: MergeLedger['primaries'] = []
  for (const kind of ['phone', 'email'] as const) {
    const primaryOf = (handles: HandleState[]) =>
      handles.find((handle) => handle.kind === kind && handle.isPrimary && handle.deletedAt === null)
    const [wanted, held] = [primaryOf(loser), primaryOf(winner)]
    if (fields[kind] !== 'duplicate' || wanted === undefined || held?.value === wanted.value) continue
    const [chosenHandle] = await sql.rows(
      z.object({ id: z.string() }),
      `with live as (select * from "CustomerHandle" where "customerId" = $1 and kind = $2 and "deletedAt" is null),
       turned as (update "CustomerHandle" h set "isPrimary" = (h.value = $3) from live where h.id = live.id and h."tenantId" = live."tenantId")
       select id from live where value = $3`,
      [winnerId, kind, wanted.value],
    )
    if (chosenHandle !== undefined) primaries.push({ kind, before: held?.id ?? null, after: chosenHandle.id })
  }
  return primaries
}

async function addLoserTags(sql: SqlTx, winnerId: string, loserId: string): Promise<string[]> {
  const [row] = await sql.rows(
    idsSchema,
    `with added as (
       insert into "CustomerTag" ("tenantId", "customerId", "tagId") select "tenantId", $1, "tagId" from "CustomerTag" where "customerId" = $2
       on conflict do nothing returning "tagId")
     select coalesce(json_agg("tagId" order by "tagId"), '[]') as ids from added`,
    [winnerId, loserId],
  )
  return row?.ids ?? []
}

/** The kept customer's fields win unless the other's were chosen, its empty ones are filled; the newest contact counts. */
async function fillFields(
  sql: SqlTx,
  winnerId: string,
  winner: MergeFields,
  loser: MergeFields,
  { fields, metadata }: MergeChoices,
): Promise<void> {
  const contact = (loser.lastContactAt ?? '') > (winner.lastContactAt ?? '') ? loser : winner
  await writeFields(sql, winnerId, {
    firstName: chosen(winner.firstName, loser.firstName, fields.firstName),
    lastName: chosen(winner.lastName, loser.lastName, fields.lastName),
    preferredChannel: chosen(winner.preferredChannel, loser.preferredChannel, fields.preferredChannel),
    language: fields.language === 'duplicate' ? loser.language : winner.language,
    segment: chosen(winner.segment, loser.segment, fields.segment),
    metadata: chosenMetadata(winner.metadata, loser.metadata, metadata),
    lastContactAt: contact.lastContactAt,
    lastContactChannel: contact.lastContactChannel,
  })
}

/** The columns that a merge may change, but for the two that repeat primary handles. */
export async function writeFields(sql: SqlTx, id: string, fields: Omit<MergeFields, 'phone' | 'email'>): Promise<void> {
  await sql.run(
    `update "Customer" set "firstName" = $2, "lastName" = $3, "preferredChannel" = $4, segment = $5, metadata = $6::jsonb,
       "lastContactAt" = $7::timestamptz, "lastContactChannel" = $8, language = $9, version = version + 1, "updatedAt" = clock_timestamp()
     where id = $1`,
    [
      id,
      fields.firstName,
      fields.lastName,
      fields.preferredChannel,
      fields.segment,
      JSON.stringify(fields.metadata),
      fields.lastContactAt,
      fields.lastContactChannel,
      fields.language,
    ],
  )
}
