// One bulk job, from its first customer to its result: how far it is, what came of each, the way back.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { actionSentence } from '@/components/bulk/action-words'
import { BulkOutcome } from '@/components/bulk/bulk-outcome'
import { bulkPath } from '@/components/bulk/bulk-path'
import { BulkRequests } from '@/components/bulk/bulk-requests'
import { BulkRows } from '@/components/bulk/bulk-rows'
import { BulkWork } from '@/components/bulk/bulk-work'
import { ForbiddenState } from '@/components/customers/forbidden-state'
import { LiveRefresh } from '@/components/live/live-refresh'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { parseShare } from '@/lib/server/bulk/parse-share'
import { readBulk } from '@/lib/server/bulk/manage-bulk'
import { requireContext } from '@/lib/server/context'

type PageProps = {
  params: Promise<{ bulkId: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('bulk')
  return { title: t('title') }
}

export default async function Page({ params, searchParams }: PageProps) {
  const [context, t, words, { bulkId }, asked] = await Promise.all([
    requireContext(),
    getTranslations('bulk'),
    getTranslations('customers'),
    params,
    searchParams,
  ])
  if (!context.can('customers:write')) return <ForbiddenState title={t('forbidden')}>{t('forbiddenHint')}</ForbiddenState>
  const now = context.useCase.clock()
  const view = await readBulk(context, bulkId, parseShare(asked))
  if (view === null) notFound()
  const { record, progress, mayUndo } = view
  const { status, createdByName } = record
  return (
    <ClientMessages namespaces={['bulk']}>
      <PageHeader
        title={actionSentence(t, words, record.action)}
        description={t('by', { name: createdByName })}
        back={{ href: bulkPath, label: t('title') }}
      />
      <LiveRefresh bulkId={bulkId} renderedAt={now.getTime()} newMessageText="" />
      <div className="flex flex-col gap-6">
        {status === 'running' || status === 'undoing' ? (
          <BulkWork id={record.id} kind={status} looked={progress.looked} total={progress.total} mayStop={mayUndo} />
        ) : (
          <BulkOutcome view={view} />
        )}
        {record.action.kind === 'ask-consent' && context.can('customers:export') && <BulkRequests record={record} />}
        <BulkRows view={view} />
      </div>
    </ClientMessages>
  )
}
