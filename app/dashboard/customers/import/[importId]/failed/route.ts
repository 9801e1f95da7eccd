// The file of the rows that were not imported.
import { getTranslations } from 'next-intl/server'
import { reasonText } from '@/components/import/reason-text'
import type { RowReason } from '@/lib/customers/import/read-row'
import { requireContext } from '@/lib/server/context'
import { downloadOf } from '@/lib/server/download'
import { failedRowsFile } from '@/lib/server/import/failed-rows'
import { readImport } from '@/lib/server/import/manage-imports'

export async function GET(_request: Request, { params }: { params: Promise<{ importId: string }> }) {
  const [{ importId }, context, t] = await Promise.all([params, requireContext(), getTranslations('imports')])
  const view = context.can('customers:import') ? await readImport(context, importId) : null
  if (view === null) return new Response(null, { status: 404, headers: { 'cache-control': 'private, no-store' } })
  const words = { row: t('failed.row'), reason: t('failed.reason'), say: (reason: RowReason) => reasonText(t, reason) }
  const pieces = failedRowsFile(context.shop.id, importId, view.record.settings, words)
  return downloadOf(pieces, `${t('failed.file')}.csv`, view.record.settings.encoding)
}
