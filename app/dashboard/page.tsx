// Accueil: the way to a working shop first, then what waits for a person and how the month goes.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { LiveRefresh } from '@/components/live/live-refresh'
import { Figures } from '@/components/overview/figures'
import { NewCustomers } from '@/components/overview/new-customers'
import { SetupSteps } from '@/components/overview/setup-steps'
import { WaitingMessages } from '@/components/overview/waiting-messages'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { getOverview } from '@/lib/server/overview'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('overview')
  return { title: t('title') }
}

export default async function Page() {
  const [context, t] = await Promise.all([requireContext(), getTranslations('overview')])
  const { shop, useCase } = context
  const renderedAt = useCase.clock().getTime()
  const overview = await getOverview(context)
  return (
    <div className="mx-auto max-w-page">
      <PageHeader title={t('title')} />
      <div className="flex flex-col gap-4">
        {overview.steps !== null && <SetupSteps steps={overview.steps} />}
        {overview.hasCustomers && (
          <>
            <Figures overview={overview} />
            <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
              <WaitingMessages messages={overview.waiting} shop={shop} />
              <NewCustomers customers={overview.newCustomers} shop={shop} />
            </div>
          </>
        )}
      </div>
      <LiveRefresh renderedAt={renderedAt} newMessageText={t('newMessage')} />
    </div>
  )
}
