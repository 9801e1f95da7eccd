// A list without lines: a shop that begins, or a search that found nobody and offers to make the record.
import { SearchX, Upload, UserPlus, Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'
import { importsPath } from '@/components/import/import-path'
import { conditionsOf, listHref, listPath, type ListState, stateOf } from './list-url'
import { useSentences } from './list/use-sentences'
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

type NothingFoundProps = {
  state: ListState
  /** The shop's. */
  currency: string
  named: { id: string; label: string }[]
  mayWrite: boolean
}

/** The condition added last is the likeliest to be one too many: it can be taken back alone. */
export function NothingFound({ state, currency, named, mayWrite }: NothingFoundProps) {
  const t = useTranslations('customers.nothing')
  const conditions = conditionsOf(state)
  const last = useSentences(state, currency, named).at(-1)
  const parts = conditions.length + (state.query === '' ? 0 : 1)
  return (
    <EmptyState
      icon={<SearchX />}
      title={t('title')}
      action={
        <>
          {last !== undefined && (
            <ButtonLink href={listHref(state, stateOf(conditions.slice(0, -1)))}>
              <span className="max-w-72 truncate">{t('dropLast', { filter: last })}</span>
            </ButtonLink>
          )}
          {parts > 1 && conditions.length > 0 && (
            <ButtonLink href={listHref(state, { query: '', ...stateOf([]) })}>{t('clear')}</ButtonLink>
          )}
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
