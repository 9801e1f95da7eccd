// Clients: one page of the list, as its address says.
import { UserPlus } from 'lucide-react'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getLocale, getTranslations } from 'next-intl/server'
import { CustomerTable } from '@/components/customers/customer-table'
import { FilterBar } from '@/components/customers/filter-bar'
import { EmptyShop, NothingFound } from '@/components/customers/list-empty'
import { ListFoot } from '@/components/customers/list-foot'
import { ListKeys } from '@/components/customers/list-keys'
import { isFiltered, listHref, listPath, parseListState, type SearchParams } from '@/components/customers/list-url'
import { ListFileMenu } from '@/components/import/list-file-menu'
import { ButtonLink } from '@/components/ui/button-link'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { readList } from './read-list'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('customers')
  return { title: t('title') }
}

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const state = parseListState(await searchParams)
  const [context, t, locale] = await Promise.all([requireContext(), getTranslations('customers'), getLocale()])
  const list = await readList(context, state, locale)
  if (list.kind === 'elsewhere') redirect(listHref(state, { cursor: list.cursor }))
  const mayWrite = context.can('customers:write')
  const { rows, total, nextCursor } = list
  const emptyShop = rows.length === 0 && !isFiltered(state)
  return (
    <ClientMessages namespaces={['customers', 'imports']}>
      <PageHeader
        title={t('title')}
        count={emptyShop ? undefined : t('list.count', { count: total.count, capped: total.capped ? 'yes' : 'no' })}
        actions={
          emptyShop ? undefined : (
            <>
              <ListFileMenu
                state={state}
                mayImport={context.can('customers:import')}
                mayExport={context.can('customers:export')}
              />
              {mayWrite && (
                <ButtonLink
                  variant={rows.length > 0 ? 'primary' : 'secondary'}
                  href={`${listPath}/new`}
                  icon={<UserPlus aria-hidden className="size-4" />}
                >
                  {t('new')}
                </ButtonLink>
              )}
            </>
          )
        }
      />
      {!emptyShop && <FilterBar state={state} />}
      {rows.length > 0 && <CustomerTable rows={rows} state={state} />}
      {emptyShop && (
        <EmptyShop mayWrite={mayWrite} maySetUp={context.can('settings:write')} mayImport={context.can('customers:import')} />
      )}
      {rows.length === 0 && !emptyShop && <NothingFound state={state} mayWrite={mayWrite} />}
      {rows.length > 0 && <ListFoot state={state} nextCursor={nextCursor} />}
      <ListKeys newHref={mayWrite ? `${listPath}/new` : null} />
    </ClientMessages>
  )
}
