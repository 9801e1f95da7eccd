// Doublons: records that may be one person, the surest first.
import { UserRoundCheck } from 'lucide-react'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { DuplicateList } from '@/components/customers/duplicates/duplicate-list'
import { duplicatesPath } from '@/components/customers/duplicates/duplicate-paths'
import { ListKeys } from '@/components/customers/list-keys'
import { listPath, type SearchParams } from '@/components/customers/list-url'
import { ButtonLink } from '@/components/ui/button-link'
import { ClientMessages } from '@/components/ui/client-messages'
import { EmptyState } from '@/components/ui/empty-state'
import { Kbd } from '@/components/ui/kbd'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { getDuplicateCount, getDuplicates } from '@/lib/server/duplicates'
import { CrmError } from '@/lib/shared/errors'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('duplicates')
  return { title: t('title') }
}

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [context, params, t, customers] = await Promise.all([
    requireContext(),
    searchParams,
    getTranslations('duplicates'),
    getTranslations('customers'),
  ])
  const cursor = typeof params.cursor === 'string' ? params.cursor : null
  const [page, total] = await Promise.all([
    getDuplicates(context, cursor).catch((error: unknown) => {
      if (error instanceof CrmError && error.code === 'invalid') return null
      throw error
    }),
    getDuplicateCount(context),
  ])
  // An old address, or the last page emptied meanwhile: the first one.
  if (page === null || (page.data.length === 0 && cursor !== null)) redirect(duplicatesPath)
  const count = t('count', { count: total.count, capped: total.capped ? 'yes' : 'no' })
  return (
    <ClientMessages namespaces={['customers', 'duplicates']}>
      <PageHeader
        title={t('title')}
        count={page.data.length === 0 ? undefined : count}
        description={page.data.length === 0 ? undefined : t('hint')}
        back={{ href: listPath, label: customers('title') }}
      />
      {page.data.length === 0 ? (
        <EmptyState
          icon={<UserRoundCheck />}
          title={t('empty.title')}
          action={<ButtonLink href={listPath}>{t('empty.back')}</ButtonLink>}
        >
          {t('empty.body')}
        </EmptyState>
      ) : (
        <DuplicateList rows={page.data} country={context.shop.region} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-3 pt-3">
        <p className="hidden items-center gap-1 text-xs text-muted md:flex pointer-coarse:hidden">
          {page.data.length > 0 &&
            t.rich('keys', {
              j: () => <Kbd>j</Kbd>,
              k: () => <Kbd>k</Kbd>,
              enter: () => <Kbd>{customers('list.enterKey')}</Kbd>,
              u: () => <Kbd>u</Kbd>,
            })}
        </p>
        {cursor !== null && <ButtonLink href={duplicatesPath}>{t('first')}</ButtonLink>}
        {page.nextCursor !== null && (
          <ButtonLink href={`${duplicatesPath}?${new URLSearchParams({ cursor: page.nextCursor })}`}>{t('more')}</ButtonLink>
        )}
      </div>
      <ListKeys newHref={null} />
    </ClientMessages>
  )
}
