// Étiquettes: every tag of the shop with its colour and its customers, and what can be done with them.
import { Tags } from 'lucide-react'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { ListKeys } from '@/components/customers/list-keys'
import { listPath, type SearchParams } from '@/components/customers/list-url'
import { LiveRefresh } from '@/components/live/live-refresh'
import { RemovedTags } from '@/components/tags/removed-tags'
import { TagManager } from '@/components/tags/tag-manager'
import { TagTools } from '@/components/tags/tag-tools'
import { tagsHref, tagsPath, type TagListState } from '@/components/tags/tag-url'
import { ButtonLink } from '@/components/ui/button-link'
import { ClientMessages } from '@/components/ui/client-messages'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { getRemovedTags, getTags } from '@/lib/server/tags'
import { CrmError } from '@/lib/shared/errors'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tags')
  return { title: t('title') }
}

const text = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '')

const readState = (params: SearchParams): TagListState => ({
  // PostgreSQL keeps no zero character in a text.
  query: text(params.q).replaceAll('\0', ' ').trim().slice(0, 60),
  sort: params.sort === 'count' ? 'count' : 'name',
  cursor: text(params.cursor) === '' ? null : text(params.cursor),
})

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [context, params, t] = await Promise.all([requireContext(), searchParams, getTranslations('tags')])
  const state = readState(params)
  const renderedAt = context.useCase.clock().getTime()
  const [page, removed] = await Promise.all([
    getTags(context, state).catch((error: unknown) => {
      if (error instanceof CrmError && error.code === 'invalid') return null
      throw error
    }),
    getRemovedTags(context),
  ])
  const first = tagsHref({ ...state, cursor: null })
  // An old address, or the last page emptied meanwhile: the first one.
  if (page === null || (page.data.length === 0 && state.cursor !== null)) redirect(first)
  const mayManage = context.can('tags:manage')
  const isEmpty = page.data.length === 0
  return (
    <ClientMessages namespaces={['customers', 'tags']}>
      <PageHeader
        title={t('title')}
        count={isEmpty ? undefined : t('count', { count: page.total })}
        description={t('hint')}
        back={{ href: listPath, label: t('customersPage') }}
      />
      {(!isEmpty || state.query !== '') && <TagTools state={state} />}
      {!isEmpty ? (
        <TagManager tags={page.data} mayManage={mayManage} />
      ) : state.query === '' ? (
        <EmptyState icon={<Tags />} title={t('empty.title')} action={<ButtonLink href={listPath}>{t('empty.back')}</ButtonLink>}>
          {t('empty.body')}
        </EmptyState>
      ) : (
        <EmptyState
          icon={<Tags />}
          title={t('empty.nothing', { query: state.query })}
          action={<ButtonLink href={tagsPath}>{t('empty.all')}</ButtonLink>}
        />
      )}
      {(state.cursor !== null || page.nextCursor !== null) && (
        <div className="flex flex-wrap justify-end gap-3 pt-3">
          {state.cursor !== null && <ButtonLink href={first}>{t('first')}</ButtonLink>}
          {page.nextCursor !== null && (
            <ButtonLink href={tagsHref({ ...state, cursor: page.nextCursor })}>{t('more')}</ButtonLink>
          )}
        </div>
      )}
      <RemovedTags tags={removed} mayManage={mayManage} />
      <ListKeys newHref={null} />
      <LiveRefresh renderedAt={renderedAt} newMessageText={t('newMessage')} />
    </ClientMessages>
  )
}
