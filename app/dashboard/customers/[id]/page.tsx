// The Fiche: who, the Fil, what they are worth. Three columns on a desk, three tabs on a phone.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PossibleDuplicateLine, PossibleDuplicates } from '@/components/customers/duplicates/possible-duplicates'
import { channelConsents } from '@/components/customers/record/channel-consents'
import { NoteComposer } from '@/components/customers/record/note-composer'
import { PanelTabs } from '@/components/customers/record/panel-tabs'
import { PurchaseChart } from '@/components/customers/record/purchase-chart'
import { RecordHeader } from '@/components/customers/record/record-header'
import { RecordKeys } from '@/components/customers/record/record-keys'
import { Story } from '@/components/customers/record/story'
import { Timeline } from '@/components/customers/record/timeline'
import { TimelineFilter } from '@/components/customers/record/timeline-filter'
import { Who } from '@/components/customers/record/who'
import { Worth } from '@/components/customers/record/worth'
import { fullName } from '@/components/customers/customer-words'
import { toLineNote } from '@/components/customers/timeline-line'
import { parseTimelineState, timelineParams } from '@/components/customers/timeline-state'
import { LiveRefresh } from '@/components/live/live-refresh'
import { ClientMessages } from '@/components/ui/client-messages'
import { dayIn } from '@/lib/customers/period'
import { requireContext } from '@/lib/server/context'
import { customerOfPage, readCustomer } from './read-customer'
import { timelinePage } from './timeline-page'

type PageProps = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

const shownEvents = 50

export async function generateMetadata({ params }: Pick<PageProps, 'params'>): Promise<Metadata> {
  const [t, customer] = await Promise.all([getTranslations('customers'), customerOfPage((await params).id)])
  return { title: fullName(customer) ?? t('unknown') }
}

export default async function Page({ params, searchParams }: PageProps) {
  const [{ id }, { kinds, find }] = await Promise.all([params, searchParams])
  const state = parseTimelineState(
    new URLSearchParams([
      ['kinds', String(kinds ?? '')],
      ['find', String(find ?? '')],
    ]),
  )
  const [context, customer, t] = await Promise.all([requireContext(), customerOfPage(id), getTranslations('customers')])
  const { shop, useCase } = context
  const renderedAt = useCase.clock().getTime()
  const [{ pinned, orders, purchases, stats, preferences, duplicates, filed, segments }, first] = await Promise.all([
    readCustomer(context, customer),
    timelinePage(context, id, state, { cursor: null, limit: shownEvents }),
  ])
  const name = fullName(customer) ?? t('unknown')
  const mayEdit = context.can('customers:write')
  return (
    <ClientMessages namespaces={['customers', 'duplicates', 'segments', 'timeline']}>
      <RecordHeader
        customer={customer}
        shop={shop}
        mayEdit={mayEdit}
        mayArchive={context.can('customers:delete')}
        mayMerge={context.can('customers:merge')}
      />
      <PossibleDuplicateLine customerId={id} found={duplicates} />
      <PanelTabs
        phoneOnly
        label={t('record.tabs')}
        first="timeline"
        className="md:grid md:grid-cols-[260px_minmax(0,1fr)] md:items-start md:gap-6 xl:grid-cols-[280px_minmax(0,1fr)_280px]"
        panels={[
          {
            id: 'who',
            label: t('record.tab.who'),
            content: (
              <Who
                customer={customer}
                shop={shop}
                segments={segments}
                filed={filed}
                mayEdit={mayEdit}
                consents={channelConsents(preferences)}
              />
            ),
          },
          {
            id: 'timeline',
            label: t('record.tab.timeline'),
            className: 'md:row-span-2 xl:row-span-1',
            content: (
              <Story
                composer={mayEdit ? <NoteComposer customerId={id} /> : null}
                filter={<TimelineFilter customerId={id} state={state} />}
                timeline={
                  <Timeline
                    // Another question begins anew; the pages read for the one before have nothing to say here.
                    key={timelineParams(state).toString()}
                    customerId={id}
                    name={name}
                    first={first}
                    pinned={pinned.map(toLineNote)}
                    state={state}
                    mayEdit={mayEdit}
                    mayMerge={context.can('customers:merge')}
                    timeZone={shop.timezone}
                  />
                }
              />
            ),
          },
          {
            id: 'worth',
            label: t('record.tab.worth'),
            content: (
              <div className="flex flex-col gap-4">
                <PossibleDuplicates customerId={id} found={duplicates} country={shop.region} />
                <Worth
                  stats={stats}
                  orders={orders}
                  timeZone={shop.timezone}
                  chart={
                    <PurchaseChart purchases={purchases} own={shop.currency} today={dayIn(shop.timezone, useCase.clock())} />
                  }
                />
              </div>
            ),
          },
        ]}
      />
      <RecordKeys customerId={id} />
      <LiveRefresh customerId={id} renderedAt={renderedAt} newMessageText={t('record.newMessage')} />
    </ClientMessages>
  )
}
