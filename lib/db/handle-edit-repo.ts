// Single handles of a customer as staff change them: which is the primary one, which is shared, which goes.
import { z } from 'zod'
import { type Handle, type HandleKind, handleSchema } from '@/lib/customers/customer'
import { mirrorPrimaryHandles } from './handle-repo'
import type { SqlTx } from './tenant-db'

const columns = 'id, kind, value, raw, verified, shared, "isPrimary", source'

/** Live ones only; null when the customer has no such handle. */
export async function findHandle(sql: SqlTx, customerId: string, handleId: string): Promise<Handle | null> {
  const [handle] = await sql.rows(
    handleSchema,
    `select ${columns} from "CustomerHandle" where id = $1 and "customerId" = $2 and "deletedAt" is null`,
    [handleId, customerId],
  )
  return handle ?? null
}

export async function makePrimary(sql: SqlTx, customerId: string, { id, kind }: Pick<Handle, 'id' | 'kind'>): Promise<void> {
  await sql.run(
    `update "CustomerHandle" set "isPrimary" = (id = $3) where "customerId" = $1 and kind = $2 and "deletedAt" is null
       and "isPrimary" <> (id = $3)`,
    [customerId, kind, id],
  )
  await mirrorPrimaryHandles(sql, customerId)
}

/** Its row stays as history; of the same kind the oldest that is left becomes the primary one. */
export async function removeHandle(sql: SqlTx, customerId: string, { id, kind, isPrimary }: Handle): Promise<void> {
  await sql.run(
    `update "CustomerHandle" set "deletedAt" = clock_timestamp(), "isPrimary" = false where id = $1 and "customerId" = $2`,
    [id, customerId],
  )
  const [next] = await sql.rows(
    z.object({ id: z.string() }),
    `select id from "CustomerHandle" where "customerId" = $1 and kind = $2 and "deletedAt" is null order by "createdAt", id limit 1`,
    [customerId, kind],
  )
  if (isPrimary && next !== undefined) await makePrimary(sql, customerId, { id: next.id, kind })
  else await mirrorPrimaryHandles(sql, customerId)
}

/** Of everybody who has it; returns their ids. */
export async function setShared(sql: SqlTx, kind: HandleKind, value: string, shared: boolean): Promise<string[]> {
  const rows = await sql.rows(
    z.object({ customerId: z.string() }),
    `update "CustomerHandle" set shared = $3 where kind = $1 and value = $2 and "deletedAt" is null and shared <> $3 returning "customerId"`,
    [kind, value, shared],
  )
  return rows.map(({ customerId }) => customerId)
}
