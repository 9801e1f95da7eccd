// Actions groupées: what was lately done to many customers at once, and where its results are.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { RecentJobs } from '@/components/bulk/recent-jobs'
import { ForbiddenState } from '@/components/customers/forbidden-state'
import { listPath } from '@/components/customers/list-url'
import { LiveRefresh } from '@/components/live/live-refresh'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { recentBulkJobs } from '@/lib/server/bulk/manage-bulk'
import { requireContext } from '@/lib/server/context'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('bulk')
  return { title: t('title') }
}

export default async function Page() {
  const [context, t] = await Promise.all([requireContext(), getTranslations('bulk')])
  if (!context.can('customers:write')) return <ForbiddenState title={t('forbidden')}>{t('forbiddenHint')}</ForbiddenState>
  const renderedAt = context.useCase.clock().getTime()
  const jobs = await recentBulkJobs(context)
  return (
    <ClientMessages>
      <PageHeader title={t('title')} description={t('description')} back={{ href: listPath, label: t('customers') }} />
      <LiveRefresh renderedAt={renderedAt} newMessageText="" />
      <RecentJobs jobs={jobs} />
    </ClientMessages>
  )
}
