// One batch of a file takes effect: planned under locks and written with a handful of statements, in one transaction that
// also moves the import's place on. A batch happens once, however often it is tried.
import 'server-only'
import { z } from 'zod'
import { countsSchema, tally } from '@/lib/customers/import/import-report'
import { type ImportSettings, importSettingsSchema } from '@/lib/customers/import/import-settings'
import { planBatch, type ReadRow } from '@/lib/customers/import/plan-batch'
import type { Effect } from '@/lib/customers/import/plan-row'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError } from '@/lib/shared/errors'
import { readDirectory } from './import-directory'
import { announceImport } from './import-repo'
import { type WriteContext, writeEffects } from './import-write'
import { writeImportRows } from './import-rows'
import { insertAudit } from './audit-repo'
import { isUniqueViolation } from './database-errors'
import { LeavingChanges } from './leaving-changes'
import { type SqlTx, tenantDb } from './tenant-db'

export interface ImportBatch {
  importId: string
  /** Rows of the file that are done before this batch, as the import knows it. */
  from: number
  rows: readonly ReadRow[]
  locale: string
}

const stateSchema = z.object({
  status: z.string(),
  position: z.int(),
  counts: countsSchema,
  settings: importSettingsSchema,
  fileName: z.string(),
})

const attempts = 6

/** `stopped`: the import was cancelled, or another worker has done this batch already. */
export async function applyBatch(shop: Shop, actor: Actor, batch: ImportBatch): Promise<'done' | 'stopped'> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tenantDb(shop.id).sql((sql) => applyInTransaction(sql, shop, actor, batch))
    } catch (error) {
      // Somebody else made one of these people at the same moment: this time he is found.
      if (!isUniqueViolation(error)) throw error
      if (attempt >= attempts) throw new CrmError('unavailable', 'Handles change hands too fast', { retryAfter: 1, cause: error })
    }
  }
}

async function applyInTransaction(sql: SqlTx, shop: Shop, actor: Actor, batch: ImportBatch): Promise<'done' | 'stopped'> {
  const { importId, from, rows, locale } = batch
  // A batch that a crash of the database forgets takes its place in the file with it, and is done again: nobody needs to
  // wait for the disk at each of hundreds.
  await sql.run('set local synchronous_commit to off')
  const [state] = await sql.rows(
    stateSchema,
    `select status, "position", counts, settings, "fileName" from "Import" where "tenantId" = $1 and id = $2 for update`,
    [shop.id, importId],
  )
  if (state?.status !== 'running' || state.position !== from) return 'stopped'
  const { settings, counts } = state
  const wantsTeam = settings.policy === 'overwrite'
  const known = await readDirectory(sql, { tenantId: shop.id, importId, rows, wantsTeam, lock: true })
  const planned = planBatch(rows, { settings, locale, known })
  tally(counts, planned)

  const changes = new LeavingChanges()
  const effects = planned.flatMap(({ plan }): Effect[] => ('customer' in plan ? [plan] : []))
  const origin = {
    source: 'import',
    proof: proofOf(settings, state.fileName),
    action: 'import.customer',
    audit: { importId },
    timeline: { by: actor.name, importId },
  }
  const context: WriteContext = { sql, shop, actor, origin, changes }
  await writeEffects(context, effects)
  await writeImportRows(sql, shop.id, importId, planned)
  await sql.run(
    `update "Import" set "position" = $3, counts = $4::jsonb, "updatedAt" = clock_timestamp() where "tenantId" = $1 and id = $2`,
    [shop.id, importId, from + rows.length, JSON.stringify(counts)],
  )
  const did = (kind: Effect['kind']) => effects.filter((effect) => effect.kind === kind).length
  await insertAudit(sql, shop.id, actor, {
    action: 'import.batch',
    entity: 'import',
    entityId: importId,
    changes: { from, rows: rows.length, created: did('create'), changed: did('change') },
  })
  await announceImport(sql, shop.id, importId)
  await changes.write(sql, { inBulk: true })
  return 'done'
}

/** With what words the agreement is proved: where it was given, and in which file it stands. */
const proofOf = ({ consentSource }: ImportSettings, fileName: string): string =>
  consentSource === null ? fileName : `${consentSource} (${fileName})`
