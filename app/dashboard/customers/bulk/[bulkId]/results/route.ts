// The results of a bulk job as a file.
import { getTranslations } from 'next-intl/server'
import { fullName } from '@/components/customers/customer-words'
import { readBulkProgress } from '@/lib/server/bulk/manage-bulk'
import { resultsFile } from '@/lib/server/bulk/results-file'
import { requireContext } from '@/lib/server/context'
import { downloadOf } from '@/lib/server/download'

export async function GET(_request: Request, { params }: { params: Promise<{ bulkId: string }> }) {
  const [{ bulkId }, context, t] = await Promise.all([params, requireContext(), getTranslations('bulk')])
  const progress = context.can('customers:write') ? await readBulkProgress(context, bulkId) : null
  if (progress === null) return new Response(null, { status: 404, headers: { 'cache-control': 'private, no-store' } })
  const pieces = resultsFile(context.shop.id, bulkId, {
    header: [t('file.id'), t('file.name'), t('file.phone'), t('file.email'), t('file.outcome'), t('file.reason')],
    cells: ({ customerId, customer, outcome, undone, reason, keptBecause }) => [
      customerId,
      customer === null ? '' : (fullName(customer) ?? ''),
      customer?.phone ?? '',
      customer?.email ?? '',
      undone === 'restored' ? t('restored') : undone === 'kept' ? t('share.kept') : t(`share.${outcome}`),
      keptBecause !== null ? t(`kept.${keptBecause}`) : reason !== null ? t(`refused.${reason}`) : '',
    ],
  })
  return downloadOf(pieces, `${t('file.title')}.csv`)
}
