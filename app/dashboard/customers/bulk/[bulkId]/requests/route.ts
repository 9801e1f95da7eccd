// What a job that asks for agreements has prepared, as a file to send from.
import { getTranslations } from 'next-intl/server'
import { readRequests } from '@/lib/server/bulk/read-requests'
import { requireContext } from '@/lib/server/context'
import { downloadOf } from '@/lib/server/download'
import { requestWords } from '../../request-words'

export async function GET(_request: Request, { params }: { params: Promise<{ bulkId: string }> }) {
  const [{ bulkId }, context, t] = await Promise.all([params, requireContext(), getTranslations('bulk')])
  const pieces = context.can('customers:export') ? await readRequests(context, bulkId, requestWords) : null
  if (pieces === null) return new Response(null, { status: 404, headers: { 'cache-control': 'private, no-store' } })
  return downloadOf(pieces, `${t('requests.file')}.csv`)
}
