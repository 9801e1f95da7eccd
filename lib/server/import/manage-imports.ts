// What the import screens read and ask for, for one signed-in person's shop.
import 'server-only'
import type { z } from 'zod'
import { type ImportSettings, importSettingsSchema, keptDays } from '@/lib/customers/import/import-settings'
import { readChunk } from '@/lib/db/import-file-repo'
import { keepImportLook } from '@/lib/db/import-look-repo'
import { revertOutcome, revertProgress } from '@/lib/db/import-outcome'
import {
  cancelImport,
  discardImport,
  findImport,
  importedBefore,
  type ImportRecord,
  listImports,
  saveImportSettings,
  startImport,
  startRevert,
} from '@/lib/db/import-repo'
import { notFound } from '@/lib/shared/errors'
import type { DashboardContext } from '../context'
import { type FilePreview, guessReading, keepChoices, previewFile } from './sample-file'

const shownImports = 20
const shownKept = 50

export const recentImports = ({ shop }: DashboardContext): Promise<ImportRecord[]> => listImports(shop.id, shownImports)

export interface ImportView {
  record: ImportRecord & { settings: ImportSettings }
  /** While it has not run. */
  preview: FilePreview | null
  importedBefore: Date | null
  /** While it is taken back, in rows. */
  reverting: { done: number; total: number } | null
  /** Once it is taken back. */
  reverted: Awaited<ReturnType<typeof revertOutcome>> | null
  /** Until when it can be taken back; null when it cannot. */
  revertUntil: Date | null
}

const dayLong = 24 * 60 * 60 * 1000

/** Null for an unknown id, another shop's, and a file that never came whole or was given up. */
export async function readImport({ shop }: DashboardContext, id: string): Promise<ImportView | null> {
  const record = await findImport(shop.id, id)
  if (record === null || record.settings === null || record.status === 'receiving' || record.status === 'discarded') return null
  const { settings, status, emptiedAt, finishedAt } = record
  const isOpen = status === 'checking' || status === 'checked'
  const [first, before, reverting, reverted] = await Promise.all([
    isOpen ? fileStart(shop.id, id) : null,
    isOpen ? importedBefore(shop.id, id) : null,
    status === 'reverting' ? revertProgress(shop.id, id) : null,
    status === 'reverted' ? revertOutcome(shop.id, id, shownKept) : null,
  ])
  const canRevert = (status === 'done' || status === 'cancelled') && emptiedAt === null && finishedAt !== null
  return {
    record: { ...record, settings },
    preview: first === null ? null : await previewFile(first, settings),
    importedBefore: before?.finishedAt ?? null,
    reverting,
    reverted,
    revertUntil: canRevert ? new Date(finishedAt.getTime() + keptDays * dayLong) : null,
  }
}

async function fileStart(tenantId: string, id: string) {
  const [piece, second] = await Promise.all([readChunk(tenantId, id, 0), readChunk(tenantId, id, 1)])
  return piece === null ? null : { piece, goesOn: second !== null }
}

/** This person has seen how it ended: it is no longer news to them. */
export const noteImportLook = ({ shop, signedIn }: DashboardContext, id: string): Promise<number> =>
  keepImportLook(shop.id, signedIn.user.id, id)

export const settingsPatchSchema = importSettingsSchema.partial()
type SettingsPatch = z.output<typeof settingsPatchSchema>

/**
 * A person changes how the file is read; a new dry run begins. Another encoding, separator or header makes other columns:
 * they are guessed anew, and what was chosen stays where names stay. → the new version. Throws `not_found`, `conflict`, `invalid` `file_columns`.
 */
export async function changeSettings(
  { shop, useCase: { actor } }: DashboardContext,
  id: string,
  version: number,
  patch: SettingsPatch,
  numbered: (place: number) => string,
): Promise<number> {
  const record = await findImport(shop.id, id)
  if (record === null || record.settings === null) throw notFound('import')
  const given = Object.entries(patch).filter(([, value]) => value !== undefined)
  const settings = importSettingsSchema.parse({ ...record.settings, ...Object.fromEntries(given) })
  const cutsAnew =
    patch.encoding !== undefined || patch.delimiter !== undefined || patch.hasHeader !== undefined || patch.repair !== undefined
  const start = cutsAnew ? await fileStart(shop.id, id) : null
  if (start !== null) {
    const { columns, dateOrder } = await guessReading(start, settings, shop, numbered)
    settings.columns = keepChoices(columns, settings.columns)
    settings.dateOrder = patch.dateOrder ?? dateOrder
  }
  return saveImportSettings(shop, actor, id, version, settings)
}

/** At the version whose figures the person saw. Each throws `not_found` or `conflict` (`import_not_open`, `stale_version`, `import_too_old`). */
export const begin = ({ shop, useCase }: DashboardContext, id: string, version: number) =>
  startImport(shop, useCase.actor, id, version)
export const stop = ({ shop, useCase }: DashboardContext, id: string) => cancelImport(shop, useCase.actor, id)
export const discard = ({ shop, useCase }: DashboardContext, id: string) => discardImport(shop, useCase.actor, id)
export const revert = ({ shop, useCase }: DashboardContext, id: string) => startRevert(shop, useCase.actor, id)
