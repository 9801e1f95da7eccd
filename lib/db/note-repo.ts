// Notes that staff write on a customer.
import { type CustomerNote, noteSchema, type Page } from '@/lib/customers/customer'
import type { PageRequest } from '@/lib/customers/customer-store'
import type { Actor } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { readTimedPage, timedPageOf } from './timed-page'
import { momentSchema } from './sql-of'
import type { SqlTx } from './tenant-db'

const columns = 'id, "customerId", content, "createdByName" as "createdBy", "createdAt", "updatedAt", version'

export const noteRowSchema = noteSchema.extend({ createdAt: momentSchema, updatedAt: momentSchema })

/** The live notes of the customer $1. */
const notesOfCustomer = `select ${columns} from "CustomerNote" where "customerId" = $1 and "deletedAt" is null`
const newestFirst = '"createdAt" desc, id desc'

/** The newest notes of the customer $1; `most` is SQL text, a parameter of the caller's. */
export const newestNotes = (most: string): string => `${notesOfCustomer} order by ${newestFirst} limit ${most}`

/** A page of notes from one row more than `limit`. */
export const notePage = (rows: CustomerNote[], limit: number): Page<CustomerNote> =>
  timedPageOf(rows, limit, (note) => ({ at: note.createdAt, id: note.id }))

/** @param at kept to the millisecond */
export async function insertNote(
  sql: SqlTx,
  tenantId: string,
  actor: Actor,
  note: { customerId: string; content: string; createdBy: string; at: Date },
): Promise<CustomerNote> {
  const [row] = await sql.rows(
    noteRowSchema,
    `insert into "CustomerNote" ("tenantId", id, "customerId", content, "createdById", "createdByName", "createdAt", "updatedAt")
     values ($1, $2, $3, $4, $5, $6, $7::timestamptz, $7::timestamptz) returning ${columns}`,
    [tenantId, newId(), note.customerId, note.content, actor.kind === 'user' ? actor.id : null, note.createdBy, note.at],
  )
  if (row === undefined) throw new Error('insert returned no row')
  return row
}

/** Newest first; empty for an unknown customer. */
export async function listNotes(sql: SqlTx, customerId: string, page: PageRequest): Promise<Page<CustomerNote>> {
  const { after, limit } = readTimedPage(page)
  const rows = await sql.rows(
    noteRowSchema,
    `${notesOfCustomer} and ($2::timestamptz is null or ("createdAt", id) < ($2::timestamptz, $3::text))
     order by ${newestFirst} limit $4`,
    [customerId, after?.at ?? null, after?.id ?? null, limit + 1],
  )
  return notePage(rows, limit)
}
