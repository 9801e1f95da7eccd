// Accueil: the way to a working shop first, then what waits for a person and how the month goes.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { LiveRefresh } from '@/components/live/live-refresh'
import { Channels } from '@/components/overview/channels'
import { Figures } from '@/components/overview/figures'
import { NewCustomers } from '@/components/overview/new-customers'
import { SetupSteps } from '@/components/overview/setup-steps'
import { Todo } from '@/components/overview/todo'
import { SegmentsCard } from '@/components/stats/segments-card'
import { trendWords } from '@/components/stats/trend-words'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { getOverview } from '@/lib/server/overview'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('overview')
  return { title: t('title') }
}

export default async function Page() {
  const [context, t, words] = await Promise.all([requireContext(), getTranslations('overview'), trendWords()])
  const { shop, useCase } = context
  const renderedAt = useCase.clock().getTime()
  const overview = await getOverview(context)
  return (
    <div className="mx-auto max-w-page">
      <PageHeader title={t('title')} />
      <div className="flex flex-col gap-4">
        {overview.steps !== null && <SetupSteps steps={overview.steps} />}
        {!overview.hasCustomers && overview.todo.troubled.length > 0 && <Todo todo={overview.todo} shop={shop} />}
        {overview.hasCustomers && (
          <>
            <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
              <Todo todo={overview.todo} shop={shop} />
              <NewCustomers customers={overview.newCustomers} shop={shop} />
            </div>
            <Figures overview={overview} />
            <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
              <Channels stats={overview.stats} />
              <ClientMessages>
                <SegmentsCard stats={overview.stats} words={words} level={2} />
              </ClientMessages>
            </div>
          </>
        )}
      </div>
      <LiveRefresh renderedAt={renderedAt} newMessageText={t('newMessage')} />
    </div>
  )
}
