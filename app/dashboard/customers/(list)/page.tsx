// Clients: one page of the list, as its address says.
import { UserPlus, Users } from 'lucide-react'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getLocale, getTranslations } from 'next-intl/server'
import { CustomerTable } from '@/components/customers/customer-table'
import { FilterBar } from '@/components/customers/filter-bar'
import { EmptyShop, NothingFound } from '@/components/customers/list-empty'
import { ListFoot } from '@/components/customers/list-foot'
import { ListKeys } from '@/components/customers/list-keys'
import { isFiltered, listHref, listPath, parseListState, type SearchParams } from '@/components/customers/list-url'
import { duplicatesPath } from '@/components/customers/duplicates/duplicate-paths'
import { ButtonLink } from '@/components/ui/button-link'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { getDuplicateCount } from '@/lib/server/duplicates'
import { readList } from './read-list'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('customers')
  return { title: t('title') }
}

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const state = parseListState(await searchParams)
  const [context, t, locale] = await Promise.all([requireContext(), getTranslations('customers'), getLocale()])
  const [list, duplicates, words] = await Promise.all([
    readList(context, state, locale),
    getDuplicateCount(context),
    getTranslations('duplicates'),
  ])
  if (list.kind === 'elsewhere') redirect(listHref(state, { cursor: list.cursor }))
  const mayWrite = context.can('customers:write')
  const { rows, total, nextCursor } = list
  const emptyShop = rows.length === 0 && !isFiltered(state)
  return (
    <ClientMessages namespaces={['customers']}>
      <PageHeader
        title={t('title')}
        count={emptyShop ? undefined : t('list.count', { count: total.count, capped: total.capped ? 'yes' : 'no' })}
        actions={
          <>
            {duplicates.count > 0 && (
              <ButtonLink variant="ghost" href={duplicatesPath} icon={<Users aria-hidden className="size-4" />}>
                {words('title')}
                <span className="text-muted tabular-nums">
                  {words('count', { count: duplicates.count, capped: duplicates.capped ? 'yes' : 'no' })}
                </span>
              </ButtonLink>
            )}
            {mayWrite && !emptyShop && (
              <ButtonLink
                variant={rows.length > 0 ? 'primary' : 'secondary'}
                href={`${listPath}/new`}
                icon={<UserPlus aria-hidden className="size-4" />}
              >
                {t('new')}
              </ButtonLink>
            )}
          </>
        }
      />
      {!emptyShop && <FilterBar state={state} />}
      {rows.length > 0 && <CustomerTable rows={rows} state={state} />}
      {emptyShop && <EmptyShop mayWrite={mayWrite} maySetUp={context.can('settings:write')} />}
      {rows.length === 0 && !emptyShop && <NothingFound state={state} mayWrite={mayWrite} />}
      {rows.length > 0 && <ListFoot state={state} nextCursor={nextCursor} />}
      <ListKeys newHref={mayWrite ? `${listPath}/new` : null} />
    </ClientMessages>
  )
}
