// What changed since a cursor, in the order of ("updatedAt", id), with nothing lost to transactions that commit late.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { CustomerChange } from '@/lib/customers/customer-system'
import { decodeCursor, encodeCursor } from './cursor'
import { customerColumns, customerRowSchema, toCustomer } from './customer-row'
import type { SqlTx, TenantDb } from './tenant-db'

const positionSchema = z.strictObject({ at: z.iso.datetime(), id: z.string().max(100) })
const beginning = { at: '1970-01-01T00:00:00.000Z', id: '' }

/**
 * Every write stamps "updatedAt" with the moment of its statement, so a transaction that is still open when we look can
 * only hold stamps after its own start. Rows before the oldest open transaction of the app's role (the only role that
 * writes customers) are therefore final; later ones wait for the next call. Stamps are rounded to milliseconds: the
 * bound is cut to whole ones and excluded, and we wait a moment first so that a caller sees its own last write.
 */
async function finalBefore(sql: SqlTx): Promise<string> {
  const [row] = await sql.rows(
    z.object({ bound: z.date() }),
    `select date_trunc('milliseconds', least(now(), min(xact_start))) as bound from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`,
  )
  if (row === undefined) throw new Error('an aggregate without a row')
  return row.bound.toISOString()
}

/** `limit` 1 to 500. A row that changes again comes again. Throws `invalid` for a bad cursor. */
export async function changesSince(
  db: TenantDb,
  currency: string,
  cursor: string | null,
  limit: number,
): Promise<{ changes: CustomerChange[]; cursor: string; hasMore: boolean }> {
  const after = cursor === null ? beginning : decodeCursor(positionSchema, cursor)
  const most = Math.min(500, Math.max(1, Math.trunc(limit)))
  await pause(3)
  const rows = await db.sql(async (sql) => {
    const bound = await finalBefore(sql)
    return sql.rows(
      customerRowSchema.extend({ deletedAt: z.date().nullable() }),
      `select ${customerColumns}, c."deletedAt" from (
         select * from "Customer" where ("updatedAt", id) > ($1::timestamptz, $2::text) and "updatedAt" < $3::timestamptz
         order by "updatedAt", id limit $4) c
       order by c."updatedAt", c.id`,
      [after.at, after.id, bound, most + 1],
    )
  })
  const changes = rows
    .slice(0, most)
    .map(({ deletedAt, ...row }): CustomerChange =>
      deletedAt === null
        ? { kind: 'upsert', id: row.id, customer: toCustomer(row, currency), at: row.updatedAt }
        : { kind: 'delete', id: row.id, customer: null, at: row.updatedAt },
    )
  const last = changes.at(-1)
  return {
    changes,
    cursor: encodeCursor(last === undefined ? after : { at: last.at.toISOString(), id: last.id }),
    hasMore: rows.length > most,
  }
}
