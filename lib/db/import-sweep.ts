// What of imports is not kept: files nobody ran, and after a month the rows by which an import could be taken back.
import 'server-only'
import { keptDays } from '@/lib/customers/import/import-settings'
import { tenantDb } from './tenant-db'

/** Days that a file may wait to be run. */
const draftDays = 7
const older = (column: string, days: number) => `${column} < clock_timestamp() - interval '${days} days'`

/** Of one shop; how many imports were emptied. */
export const emptyOldImports = (tenantId: string): Promise<number> =>
  tenantDb(tenantId).sql(async (sql) => {
    const drafts = `"tenantId" = $1 and status in ('receiving', 'checking', 'checked') and ${older('"updatedAt"', draftDays)}`
    const ended = `"tenantId" = $1 and status in ('done', 'cancelled', 'reverted') and "emptiedAt" is null and ${older(
      'coalesce("revertedAt", "finishedAt")',
      keptDays,
    )}`
    const old = `select id from "Import" where (${drafts}) or (${ended})`
    for (const table of ['ImportChunk', 'ImportRow'])
      await sql.run(`delete from "${table}" where "tenantId" = $1 and "importId" in (${old})`, [tenantId])
    const emptied = (where: string, status: string) =>
      sql.run(
        `update "Import" set status = ${status}, "emptiedAt" = clock_timestamp(), report = '{}', "updatedAt" = clock_timestamp() where ${where}`,
        [tenantId],
      )
    return (await emptied(drafts, `'discarded'`)) + (await emptied(ended, 'status'))
  })
