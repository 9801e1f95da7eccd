// Imports: what a file is, how it is read, how far its work has come. Each change of state is one guarded statement.
import 'server-only'
import { z } from 'zod'
import { countsSchema, type ImportCounts, type ImportReport, reportSchema } from '@/lib/customers/import/import-report'
import { type ImportStatus, importStatuses } from '@/lib/customers/import/import-status'
import { type ImportSettings, importSettingsSchema } from '@/lib/customers/import/import-settings'
import type { Metadata } from '@/lib/customers/customer'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError, notFound, staleVersion } from '@/lib/shared/errors'
import { insertAudit } from './audit-repo'
import { announceMany, notifyScreens } from './announce-many'
import { type SqlTx, tenantDb } from './tenant-db'

/** Why a file cannot be imported as it is read now; a reason of the error catalogue. */
const troubleSchema = z.object({ reason: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
export type ImportTrouble = z.output<typeof troubleSchema>

const recordSchema = z.object({
  id: z.string(),
  status: z.enum(importStatuses),
  fileName: z.string(),
  fileBytes: z.int(),
  settings: importSettingsSchema.nullable(),
  settingsVersion: z.int(),
  position: z.int(),
  totalRows: z.int().nullable(),
  counts: countsSchema,
  report: reportSchema,
  trouble: troubleSchema.nullable(),
  createdById: z.string().nullable(),
  createdByName: z.string(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  revertedAt: z.date().nullable(),
  emptiedAt: z.date().nullable(),
})
export type ImportRecord = z.output<typeof recordSchema>

const columns = `id, status, "fileName", "fileBytes", settings, "settingsVersion", "position", "totalRows", counts, report, trouble,
  "createdById", "createdByName", "createdAt", "startedAt", "finishedAt", "revertedAt", "emptiedAt"`
const stamp = '"updatedAt" = clock_timestamp()'

/** Null for an unknown id and for another shop's. */
export const findImport = (tenantId: string, id: string): Promise<ImportRecord | null> =>
  tenantDb(tenantId).sql(async (sql) => {
    const rows = await sql.rows(recordSchema, `select ${columns} from "Import" where "tenantId" = $1 and id = $2`, [tenantId, id])
    return rows[0] ?? null
  })

/** Newest first; neither half-sent files nor given up ones. */
export const listImports = (tenantId: string, limit: number): Promise<ImportRecord[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      recordSchema,
      `select ${columns} from "Import" where "tenantId" = $1 and status not in ('receiving', 'discarded')
       order by "createdAt" desc, id desc limit $2`,
      [tenantId, limit],
    ),
  )

/** The newest finished run of the very same bytes, if there is one. */
export const importedBefore = (tenantId: string, id: string): Promise<{ id: string; finishedAt: Date } | null> =>
  tenantDb(tenantId).sql(async (sql) => {
    const rows = await sql.rows(
      z.object({ id: z.string(), finishedAt: z.date() }),
      `select o.id, o."finishedAt" from "Import" o join "Import" mine on mine."tenantId" = o."tenantId" and mine.id = $2
       where o."tenantId" = $1 and o.id <> mine.id and o."fileHash" = mine."fileHash" and o.status in ('done', 'cancelled')
         and o."finishedAt" is not null and o."createdAt" < mine."createdAt" order by o."createdAt" desc limit 1`,
      [tenantId, id],
    )
    return rows[0] ?? null
  })

/** → the new version. Throws `not_found`, `conflict` (`stale_version`, or `import_not_open` once it runs). */
export const saveImportSettings = (
  shop: Shop,
  actor: Actor,
  id: string,
  expectedVersion: number,
  settings: ImportSettings,
): Promise<number> =>
  tenantDb(shop.id).sql(async (sql) => {
    const record = await lockImport(sql, shop.id, id)
    if (record.status !== 'checking' && record.status !== 'checked') throw notOpen()
    if (record.settingsVersion !== expectedVersion) throw staleVersion(record.settingsVersion)
    await sql.run(
      `update "Import" set settings = $3::jsonb, "settingsVersion" = "settingsVersion" + 1, status = 'checking', "position" = 0,
         counts = '{}', report = '{}', trouble = null, ${stamp} where "tenantId" = $1 and id = $2`,
      [shop.id, id, JSON.stringify(settings)],
    )
    await insertAudit(sql, shop.id, actor, { action: 'import.settings', entity: 'import', entityId: id, changes: {} })
    await queueCheck(sql, shop.id, id, expectedVersion + 1)
    return expectedVersion + 1
  })

const job = (sql: SqlTx, text: string, values: string[]) => sql.rows(z.unknown(), `select ${text}::text`, values)

/** A dry run with the settings of this version; it takes the place of one that waits. */
export const queueCheck = (sql: SqlTx, tenantId: string, importId: string, version: number) =>
  job(
    sql,
    `enqueue_job('check-import', json_build_object('tenantId', $1::text, 'importId', $2::text, 'version', $3::int), job_key => $4)`,
    [tenantId, importId, String(version), `check-import ${importId}`],
  )

/** A shop's runs and reverts go one after another. */
const queueWork = (sql: SqlTx, task: 'run-import' | 'revert-import', tenantId: string, importId: string) =>
  job(sql, `enqueue_job($1, json_build_object('tenantId', $2::text, 'importId', $3::text), queue => $4, job_key => $5)`, [
    task,
    tenantId,
    importId,
    `imports ${tenantId}`,
    `${task} ${importId}`,
  ])

async function lockImport(sql: SqlTx, tenantId: string, id: string): Promise<ImportRecord> {
  const rows = await sql.rows(recordSchema, `select ${columns} from "Import" where "tenantId" = $1 and id = $2 for update`, [
    tenantId,
    id,
  ])
  const record = rows[0]
  if (record === undefined || record.status === 'receiving') throw notFound('import')
  return record
}

const notOpen = (): CrmError => new CrmError('conflict', 'The import is past this step', { reason: 'import_not_open' })

interface Move {
  from: readonly ImportStatus[]
  set: string
  /** From $3 on. */
  values?: readonly (string | null)[]
  action: string
  changes?: (record: ImportRecord) => Metadata
  after?: (sql: SqlTx) => Promise<unknown>
}

/** From one state to the next, by whoever is first. Throws `not_found` or `conflict` `import_not_open`. */
const move = (shop: Shop, actor: Actor, id: string, { from, set, values = [], action, changes, after }: Move): Promise<void> =>
  tenantDb(shop.id).sql(async (sql) => {
    const record = await lockImport(sql, shop.id, id)
    if (!from.includes(record.status)) throw notOpen()
    await sql.run(`update "Import" set ${set}, ${stamp} where "tenantId" = $1 and id = $2`, [shop.id, id, ...values])
    await insertAudit(sql, shop.id, actor, { action, entity: 'import', entityId: id, changes: changes?.(record) ?? {} })
    await after?.(sql)
  })

/** What was checked runs, in the name of who starts it. `version` is the one whose figures the person saw. */
export const startImport = (shop: Shop, actor: Actor, id: string, version: number): Promise<void> =>
  move(shop, actor, id, {
    from: ['checked'],
    set: `status = 'running', "position" = 0, counts = '{}', "startedAt" = clock_timestamp(),
      "createdById" = $3, "createdByName" = $4`,
    values: [actor.id, actor.name],
    action: 'import.start',
    changes: ({ settings, settingsVersion, trouble }) => {
      if (settingsVersion !== version) throw staleVersion(settingsVersion)
      if (trouble !== null) throw notOpen()
      return { policy: settings?.policy ?? null, consentSource: settings?.consentSource ?? null }
    },
    after: (sql) => queueWork(sql, 'run-import', shop.id, id),
  })

/** The bytes are of no use once nothing is read from them any more: refused rows are kept by themselves. */
const dropFile = (sql: SqlTx, tenantId: string, id: string) =>
  sql.run('delete from "ImportChunk" where "tenantId" = $1 and "importId" = $2', [tenantId, id])

/** What is done stays done; the rest of the file is left. */
export const cancelImport = (shop: Shop, actor: Actor, id: string): Promise<void> =>
  move(shop, actor, id, {
    from: ['running'],
    set: `status = 'cancelled', "finishedAt" = clock_timestamp()`,
    action: 'import.cancel',
    after: async (sql) => {
      await dropFile(sql, shop.id, id)
      await announceMany(sql, shop.id)
    },
  })

export const discardImport = (shop: Shop, actor: Actor, id: string): Promise<void> =>
  move(shop, actor, id, {
    from: ['checking', 'checked'],
    set: `status = 'discarded', "finishedAt" = clock_timestamp(), "emptiedAt" = clock_timestamp(), report = '{}'`,
    action: 'import.discard',
    after: (sql) => dropFile(sql, shop.id, id),
  })

export const startRevert = (shop: Shop, actor: Actor, id: string): Promise<void> =>
  move(shop, actor, id, {
    from: ['done', 'cancelled'],
    set: `status = 'reverting', "createdById" = $3, "createdByName" = $4`,
    values: [actor.id, actor.name],
    action: 'import.revert',
    changes: ({ emptiedAt }) => {
      if (emptiedAt !== null) throw new CrmError('conflict', 'Too old to take back', { reason: 'import_too_old' })
      return {}
    },
    after: (sql) => queueWork(sql, 'revert-import', shop.id, id),
  })

export interface CheckState {
  position: number
  counts: ImportCounts
  report: ImportReport
  /** At the end. */
  finished?: { totalRows: number; trouble: ImportTrouble | null }
}

/** False when the settings have changed meanwhile, or the import is past its dry run: then the check ends. */
export const saveCheck = (tenantId: string, id: string, version: number, state: CheckState): Promise<boolean> =>
  tenantDb(tenantId).sql(async (sql) => {
    const { finished } = state
    const touched = await sql.run(
      `update "Import" set "position" = $4, counts = $5::jsonb, report = $6::jsonb, status = $7, "totalRows" = $8,
         trouble = $9::jsonb, ${stamp} where "tenantId" = $1 and id = $2 and "settingsVersion" = $3 and status = 'checking'`,
      [
        tenantId,
        id,
        version,
        state.position,
        JSON.stringify(state.counts),
        JSON.stringify(state.report),
        finished === undefined ? 'checking' : 'checked',
        finished?.totalRows ?? null,
        finished === undefined || finished.trouble === null ? null : JSON.stringify(finished.trouble),
      ],
    )
    if (touched > 0) await announceImport(sql, tenantId, id)
    return touched > 0
  })

/** False when it was cancelled meanwhile. */
export const finishImport = (tenantId: string, id: string): Promise<boolean> =>
  tenantDb(tenantId).sql(async (sql) => {
    const touched = await sql.run(
      `update "Import" set status = 'done', "finishedAt" = clock_timestamp(), ${stamp} where "tenantId" = $1 and id = $2 and status = 'running'`,
      [tenantId, id],
    )
    if (touched > 0) {
      await dropFile(sql, tenantId, id)
      await announceImport(sql, tenantId, id)
      await announceMany(sql, tenantId)
    }
    return touched > 0
  })

/** Open screens of the shop hear of it after the commit. */
export const announceImport = (sql: SqlTx, tenantId: string, importId: string) =>
  notifyScreens(sql, { tenantId, kind: 'import', customerId: '', importId })
