// A list without lines: a shop that begins, or a search that found nobody and offers to make the record.
import { SearchX, Upload, UserPlus, Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'
import { listHref, listPath, type ListState } from './list-url'
import { importsPath } from '@/components/import/import-path'
import { newCustomerHref } from './new-customer-href'

type EmptyShopProps = { mayWrite: boolean; maySetUp: boolean; mayImport: boolean }

export function EmptyShop({ mayWrite, maySetUp, mayImport }: EmptyShopProps) {
  const t = useTranslations('customers')
  const imports = useTranslations('imports')
  return (
    <EmptyState
      icon={<Users />}
      title={t('empty.title')}
      action={
        <>
          {maySetUp && <ButtonLink href="/dashboard/settings/channels">{t('empty.channels')}</ButtonLink>}
          {mayImport && (
            <ButtonLink href={importsPath} icon={<Upload aria-hidden className="size-4" />}>
              {imports('title')}
            </ButtonLink>
          )}
          {mayWrite && (
            <ButtonLink variant="primary" href={`${listPath}/new`} icon={<UserPlus aria-hidden className="size-4" />}>
              {t('new')}
            </ButtonLink>
          )}
        </>
      }
    >
      {mayWrite ? t('empty.body') : t('empty.readOnly')}
    </EmptyState>
  )
}

export function NothingFound({ state, mayWrite }: { state: ListState; mayWrite: boolean }) {
  const t = useTranslations('customers.nothing')
  const filtered = state.segment !== null || state.tags.length > 0
  return (
    <EmptyState
      icon={<SearchX />}
      title={t('title')}
      action={
        <>
          {filtered && <ButtonLink href={listHref(state, { segment: null, tags: [] })}>{t('clear')}</ButtonLink>}
          {mayWrite && state.query !== '' && (
            <ButtonLink variant="primary" href={newCustomerHref(state.query)} icon={<UserPlus aria-hidden className="size-4" />}>
              <span className="max-w-60 truncate">{t('create', { value: state.query })}</span>
            </ButtonLink>
          )}
        </>
      }
    >
      {state.query === '' ? t('filters') : t('query', { query: state.query })}
    </EmptyState>
  )
}
