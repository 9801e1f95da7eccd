// Notes as staff work with them: every text that a note had is kept.
import { z } from 'zod'
import type { Actor } from '@/lib/customers/use-case'
import { noteBeginning, type NoteVersion, noteVersionSchema, type StaffNote, staffNoteSchema } from '@/lib/customers/staff-note'
import { momentSchema } from './sql-of'
import type { SqlTx } from './tenant-db'

export const staffNoteRowSchema = staffNoteSchema.extend({ createdAt: momentSchema, updatedAt: momentSchema })

/** Of a note `n`. */
export const staffNoteColumns = `n.id, n."customerId", case when n."deletedAt" is null then n.content else '' end as content,
  n."createdByName" as "createdBy", n."createdAt", n."updatedAt", n.version, n."editedByName" as "editedBy",
  n."pinnedAt" is not null as "isPinned", n."deletedAt" is not null as "isRemoved", n."deletedByName" as "removedBy"`

/** More are not shown on top of the timeline; a person who pins as many has no use for pins. */
const mostPinned = 20

/** The pinned notes of the customer $1, the latest pin first. */
export const pinnedNotes = `select ${staffNoteColumns} from "CustomerNote" n
  where n."customerId" = $1 and n."pinnedAt" is not null and n."deletedAt" is null
  order by n."pinnedAt" desc, n.id limit ${mostPinned}`

/** Also one that was taken away; null when it is not this customer's. */
export async function lockNote(sql: SqlTx, customerId: string, noteId: string): Promise<StaffNote | null> {
  const [note] = await sql.rows(
    staffNoteRowSchema,
    `select ${staffNoteColumns} from "CustomerNote" n where n.id = $1 and n."customerId" = $2 for update`,
    [noteId, customerId],
  )
  return note ?? null
}

/** @param note as it is locked; its text joins the history */
export async function rewriteNote(sql: SqlTx, tenantId: string, actor: Actor, note: StaffNote, content: string, at: Date) {
  await sql.run(
    `insert into "CustomerNoteVersion" ("tenantId", "noteId", version, content, "writtenByName", "writtenAt")
     select $1, id, version, content, coalesce("editedByName", "createdByName"), "updatedAt" from "CustomerNote" where id = $2`,
    [tenantId, note.id],
  )
  await sql.run(
    `update "CustomerNote" set content = $2, "editedByName" = $3, "updatedAt" = $4::timestamptz, version = version + 1 where id = $1`,
    [note.id, content, actor.name, at],
  )
  await tellTimeline(sql, note, content)
}

/** The line keeps a beginning of what the note says now, and nothing of one that was taken away. */
const tellTimeline = (sql: SqlTx, { id, customerId }: StaffNote, content: string): Promise<number> =>
  sql.run(
    `update "CustomerActivity" set description = $3 where "customerId" = $1 and type = 'note_added' and metadata->>'noteId' = $2`,
    [customerId, id, noteBeginning(content)],
  )

export async function setNotePinned(sql: SqlTx, { id }: StaffNote, pinned: boolean): Promise<void> {
  await sql.run(`update "CustomerNote" set "pinnedAt" = case when $2 then clock_timestamp() end where id = $1`, [id, pinned])
}

export async function setNoteRemoved(sql: SqlTx, actor: Actor, note: StaffNote, removed: boolean): Promise<void> {
  const [row] = await sql.rows(
    z.object({ content: z.string() }),
    `update "CustomerNote" set "deletedAt" = case when $2 then clock_timestamp() end, "deletedByName" = case when $2 then $3 end
     where id = $1 returning content`,
    [note.id, removed, actor.name],
  )
  await tellTimeline(sql, note, removed ? '' : (row?.content ?? ''))
}

/**
 * Whether it did not leave for a linked system because it was away when its turn came. Asked only when a note is put back: the
 * look through what left lately is worth it then.
 */
export async function missedItsTurn(sql: SqlTx, { id, customerId }: StaffNote): Promise<boolean> {
  const [row] = await sql.rows(
    z.object({ missed: z.boolean() }),
    `select coalesce(bool_or(error = 'gone') and not bool_or("doneAt" is null or "externalId" is not null), false) as missed
     from "Outbox" where "customerId" = $1 and kind = 'note' and payload->>'noteId' = $2`,
    [customerId, id],
  )
  return row?.missed === true
}

const versionRowSchema = noteVersionSchema.extend({ at: momentSchema })

/** Newest first; empty for a note that is not this customer's or was taken away. Old texts are few and short: no pages. */
export const noteVersions = (sql: SqlTx, customerId: string, noteId: string): Promise<NoteVersion[]> =>
  sql.rows(
    versionRowSchema,
    `with note as (select * from "CustomerNote" where id = $1 and "customerId" = $2 and "deletedAt" is null)
     select version, content, coalesce("editedByName", "createdByName") as by, "updatedAt" as at from note
     union all
     select v.version, v.content, v."writtenByName", v."writtenAt" from "CustomerNoteVersion" v
     where v."noteId" = $1 and exists (select from note)
     order by version desc limit ${mostVersions}`,
    [noteId, customerId],
  )

const mostVersions = 200
