// Clients: one page of the list, as its address says.
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getLocale, getTranslations } from 'next-intl/server'
import { CustomerTable } from '@/components/customers/customer-table'
import { EmptyShop, NothingFound } from '@/components/customers/list-empty'
import { ListFoot } from '@/components/customers/list-foot'
import { ListKeys } from '@/components/customers/list-keys'
import { everybody, isFiltered, listFilter, listHref, listPath, type SearchParams } from '@/components/customers/list-url'
import { parseListState, saysWhat } from '@/components/customers/parse-list-state'
import { ListPeek } from '@/components/customers/peek/list-peek'
import { ListSelection } from '@/components/customers/selection/list-selection'
import { viewHref } from '@/components/customers/views/view-href'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { listFrame } from '@/lib/server/customer-list'
import { duplicateCount, shopFrame } from '@/lib/server/shop-frame'
import { ListActions } from './list-actions'
import { ListHead } from './list-head'
import { readList } from './read-list'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('customers')
  return { title: t('title') }
}

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams
  const asked = parseListState(params)
  const [context, t, locale] = await Promise.all([requireContext(), getTranslations('customers'), getLocale()])
  const surroundings = listFrame(context)
  // Only an address that does not say what to show has to wait for the views.
  const elsewhere = saysWhat(params) ? null : await surroundings.then((frame) => viewHref(params, asked, frame))
  if (elsewhere !== null) redirect(elsewhere)
  const state = { ...asked, view: asked.view ?? everybody }
  const [list, frame, duplicates] = await Promise.all([
    readList(context, state, locale),
    surroundings,
    shopFrame(context).then(duplicateCount),
  ])
  if (list.kind === 'elsewhere') redirect(listHref(state, { cursor: list.cursor }))
  const mayWrite = context.can('customers:write')
  const { rows, total, nextCursor } = list
  const emptyShop = rows.length === 0 && !isFiltered(state)
  const { currency } = context.shop
  return (
    <ClientMessages namespaces={['bulk', 'customers', 'filters', 'imports', 'segments', 'views']}>
      <PageHeader
        title={t('title')}
        count={
          emptyShop
            ? undefined
            : t('list.count', { count: total.count, capped: total.capped ? 'yes' : 'no', about: total.estimated ? 'yes' : 'no' })
        }
        actions={<ListActions context={context} state={state} duplicates={duplicates} rows={emptyShop ? null : rows.length} />}
      />
      {!emptyShop && <ListHead context={context} state={state} frame={frame} />}
      {rows.length > 0 && <CustomerTable rows={rows} state={state} mayChange={mayWrite} />}
      {emptyShop && (
        <EmptyShop mayWrite={mayWrite} maySetUp={context.can('settings:write')} mayImport={context.can('customers:import')} />
      )}
      {rows.length === 0 && !emptyShop && (
        <NothingFound state={state} currency={currency} named={frame.named} mayWrite={mayWrite} />
      )}
      {rows.length > 0 && <ListFoot state={state} nextCursor={nextCursor} />}
      {mayWrite && rows.length > 0 && (
        <ListSelection
          filter={listFilter(state)}
          page={rows.map(({ id }) => id)}
          total={total}
          mayArchive={context.can('customers:delete')}
          mayExport={context.can('customers:export')}
        />
      )}
      {/* Closed by whatever changes the list. */}
      <ListPeek key={listHref(state, { cursor: state.cursor })} />
      <ListKeys newHref={mayWrite ? `${listPath}/new` : null} />
    </ClientMessages>
  )
}
