// The list of customers as its address says, as a file: `?…the list's own…&delimiter=,`.
import { getTranslations } from 'next-intl/server'
import { listRequest } from '@/components/customers/list-url'
import { parseListState } from '@/components/customers/parse-list-state'
import { requireContext } from '@/lib/server/context'
import { downloadOf } from '@/lib/server/download'
import { exportCustomers } from '@/lib/server/export-customers'
import { exportWords } from '../export-words'

export async function GET(request: Request) {
  const [context, t, words] = await Promise.all([requireContext(), getTranslations('imports'), exportWords()])
  const privately = { 'cache-control': 'private, no-store', 'content-type': 'text/plain; charset=utf-8' }
  if (!context.can('customers:export')) return new Response(t('exportForbidden'), { status: 403, headers: privately })
  const { searchParams } = new URL(request.url)
  const params = Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]))
  const delimiter = searchParams.get('delimiter') === ',' ? ',' : ';'
  const pieces = exportCustomers(context.useCase, listRequest(parseListState(params)), { delimiter, words })
  return downloadOf(pieces, words.fileName)
}
