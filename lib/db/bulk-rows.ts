// What came of a bulk job, customer by customer, a page at a time; and what is forgotten of old ones.
import 'server-only'
import { z } from 'zod'
import { type BulkOutcome, bulkOutcomes, keptReasons, refusals } from '@/lib/customers/bulk/bulk-result'
import { tenantDb } from './tenant-db'

const rowSchema = z.object({
  customerId: z.string(),
  outcome: z.enum(bulkOutcomes),
  reason: z.enum(refusals).nullable(),
  undone: z.enum(['restored', 'kept']).nullable(),
  keptBecause: z.enum(keptReasons).nullable(),
  /** Null for an id that is no customer of the shop. */
  customer: z
    .object({
      firstName: z.string().nullable(),
      lastName: z.string().nullable(),
      phone: z.string().nullable(),
      email: z.string().nullable(),
      /** The one to open: for a merged customer the one he became part of; null for an archived one. */
      openId: z.string().nullable(),
    })
    .nullable(),
})
export type BulkRow = z.output<typeof rowSchema>

/** `kept`: those of `done` that were left as they are when the job was taken back. */
export type BulkShare = BulkOutcome | 'kept'

export interface BulkRowsRequest {
  share: BulkShare
  /** Customer id after which to go on; '' for the beginning. */
  after: string
  limit: number
}

/** By customer id. Empty for another shop's job. */
export const bulkRows = (tenantId: string, jobId: string, { share, after, limit }: BulkRowsRequest): Promise<BulkRow[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      rowSchema,
      `select r."customerId", r.outcome, r.reason, r.undone, r."keptBecause", case when c.id is null then null else json_build_object(
           'firstName', c."firstName", 'lastName', c."lastName", 'phone', c.phone, 'email', c.email,
           'openId', case when c."mergedIntoId" is not null then c."mergedIntoId" when c."deletedAt" is null then c.id end) end as customer
       from (select * from "BulkRow" where "tenantId" = $1 and "jobId" = $2 and outcome = $3 and "customerId" > $4
           ${share === 'kept' ? `and undone = 'kept'` : ''} order by "customerId" limit $5) r
       left join "Customer" c on c."tenantId" = r."tenantId" and c.id = r."customerId" order by r."customerId"`,
      [tenantId, jobId, share === 'kept' ? 'done' : share, after, limit],
    ),
  )

/** Days that results are kept after the job's end. */
const keptDays = 30

/** Of one shop; how many jobs were emptied. */
export const emptyOldBulkJobs = (tenantId: string): Promise<number> =>
  tenantDb(tenantId).sql(async (sql) => {
    const old = `"tenantId" = $1 and status in ('done', 'stopped', 'undone') and "emptiedAt" is null
      and coalesce("undoneAt", "finishedAt") < clock_timestamp() - interval '${keptDays} days'`
    for (const table of ['BulkPiece', 'BulkRow'])
      await sql.run(`delete from "${table}" where "tenantId" = $1 and "jobId" in (select id from "BulkJob" where ${old})`, [
        tenantId,
      ])
    return sql.run(
      `update "BulkJob" set "emptiedAt" = clock_timestamp(), target = '{}', "updatedAt" = clock_timestamp() where ${old}`,
      [tenantId],
    )
  })
