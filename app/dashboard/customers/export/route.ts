// The list of customers as its address says, as a file: `?…the list's own…&delimiter=,`.
import { getTranslations } from 'next-intl/server'
import { channelLabel, segmentLabel } from '@/components/customers/customer-words'
import { listRequest } from '@/components/customers/list-url'
import { parseListState } from '@/components/customers/parse-list-state'
import { requireContext } from '@/lib/server/context'
import { downloadOf } from '@/lib/server/download'
import { exportCustomers } from '@/lib/server/export-customers'

export async function GET(request: Request) {
  const [context, t, words] = await Promise.all([requireContext(), getTranslations('imports'), getTranslations('customers')])
  const privately = { 'cache-control': 'private, no-store', 'content-type': 'text/plain; charset=utf-8' }
  if (!context.can('customers:export')) return new Response(t('exportForbidden'), { status: 403, headers: privately })
  const { searchParams } = new URL(request.url)
  const params = Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]))
  const pieces = exportCustomers(context.useCase, listRequest(parseListState(params)), {
    delimiter: searchParams.get('delimiter') === ',' ? ',' : ';',
    words: {
      header: (column) => t(`exported.${column}`),
      segment: (segment) => segmentLabel(words, segment),
      channel: (channel) => channelLabel(words, channel),
      yes: t('exported.yes'),
      no: t('exported.no'),
    },
  })
  return downloadOf(pieces, `${t('exported.file')}-${new Date().toISOString().slice(0, 10)}.csv`)
}
