// What came of an import, row by row: what was refused, and what taking it back did.
import 'server-only'
import { z } from 'zod'
import { keptBecause } from '@/lib/customers/import/plan-revert'
import { rowReasonSchema } from '@/lib/customers/import/read-row'
import { tenantDb } from './tenant-db'

/** How far taking back has come, in rows that had done something. */
export const revertProgress = (tenantId: string, importId: string): Promise<{ done: number; total: number }> =>
  tenantDb(tenantId).sql(async (sql) => {
    const [progress] = await sql.rows(
      z.object({ done: z.int(), total: z.int() }),
      `select count(reverted)::int as done, count(*)::int as total from "ImportRow"
       where "tenantId" = $1 and "importId" = $2 and outcome in ('create', 'change')`,
      [tenantId, importId],
    )
    return progress ?? { done: 0, total: 0 }
  })

/** What taking back did; and the customers of which something stays, with why, at most `most`. */
export const revertOutcome = (tenantId: string, importId: string, most: number) =>
  tenantDb(tenantId).sql(async (sql) => {
    const [figures] = await sql.rows(
      z.object({ removed: z.int(), restored: z.int(), kept: z.int(), consents: z.int() }),
      `select count(distinct "customerId") filter (where reverted = 'removed')::int as removed,
         count(distinct "customerId") filter (where reverted like 'restored%')::int as restored,
         count(distinct "customerId") filter (where reverted like '%:%')::int as kept,
         coalesce(sum((undo ->> 'consents')::int) filter (where reverted is distinct from 'removed'), 0)::int as consents
       from "ImportRow" where "tenantId" = $1 and "importId" = $2 and outcome in ('create', 'change')`,
      [tenantId, importId],
    )
    const kept = await sql.rows(
      z.object({
        id: z.string(),
        firstName: z.string().nullable(),
        lastName: z.string().nullable(),
        phone: z.string().nullable(),
        because: z.enum(keptBecause),
      }),
      `with recursive kept (id, because) as (
         select distinct r."customerId", split_part(r.reverted, ':', 2) from "ImportRow" r
         where r."tenantId" = $1 and r."importId" = $2 and r.reverted like '%:%'),
       up (root, id, next, depth) as (
         select c.id, c.id, c."mergedIntoId", 0 from kept k join "Customer" c on c."tenantId" = $1 and c.id = k.id
         union all select up.root, c.id, c."mergedIntoId", up.depth + 1 from up
           join "Customer" c on c."tenantId" = $1 and c.id = up.next where up.depth < 100)
       select distinct on (c.id) c.id, c."firstName", c."lastName", c.phone, k.because
       from up join kept k on k.id = up.root join "Customer" c on c."tenantId" = $1 and c.id = up.id
       where up.next is null order by c.id limit $3`,
      [tenantId, importId, most],
    )
    return { figures: figures ?? { removed: 0, restored: 0, kept: 0, consents: 0 }, kept }
  })

const failedSchema = z.object({ row: z.int(), cells: z.array(z.string()), reasons: z.array(rowReasonSchema) })
export type FailedRow = z.output<typeof failedSchema>

/** Refused rows after line `after`, in the file's order. */
export const failedRows = (tenantId: string, importId: string, after: number, limit: number): Promise<FailedRow[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      failedSchema,
      `select "row", cells, reasons from "ImportRow" where "tenantId" = $1 and "importId" = $2 and "row" > $3
         and outcome in ('refused', 'conflict') order by "row" limit $4`,
      [tenantId, importId, after, limit],
    ),
  )
