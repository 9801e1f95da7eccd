// Notes that staff write on a customer.
import { type CustomerNote, noteSchema, type Page } from '@/lib/customers/customer'
import type { PageRequest } from '@/lib/customers/customer-store'
import type { Actor } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { readTimedPage, timedPageOf } from './timed-page'
import type { SqlTx } from './tenant-db'

const columns = 'id, "customerId", content, "createdByName" as "createdBy", "createdAt", "updatedAt", version'

/** @param at kept to the millisecond */
export async function insertNote(
  sql: SqlTx,
  tenantId: string,
  actor: Actor,
  note: { customerId: string; content: string; createdBy: string; at: Date },
): Promise<CustomerNote> {
  const [row] = await sql.rows(
    noteSchema,
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
    noteSchema,
    `select ${columns} from "CustomerNote" where "customerId" = $1 and "deletedAt" is null
       and ($2::timestamptz is null or ("createdAt", id) < ($2::timestamptz, $3::text))
     order by "createdAt" desc, id desc limit $4`,
    [customerId, after?.at ?? null, after?.id ?? null, limit + 1],
  )
  return timedPageOf(rows, limit, (note) => ({ at: note.createdAt, id: note.id }))
}
