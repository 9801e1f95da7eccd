'use client'
// What stands under the till's field: cards, the offer to make a new one, or why there is nothing.
import clsx from 'clsx'
import { PhoneCall, SearchX, UserPlus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { newCustomerHref } from '@/components/customers/new-customer-href'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { createLine } from './choice'
import type { TillCard } from './till-card'
import { lineClass, TillOption } from './till-option'
import type { FoundCustomers } from './use-found-customers'

type TillResultsProps = {
  id: string
  state: FoundCustomers['state']
  /** What is asked, and what stands in the field to the letter. */
  query: string
  typed: string
  cards: TillCard[]
  chosen: string | null
  lineId: (line: string) => string
  mayCreate: boolean
  timeZone: string
  moreHref: string | null
  onRetry: () => void
}

export function TillResults(props: TillResultsProps) {
  const { state, query, cards, mayCreate, onRetry } = props
  const t = useTranslations('till')
  const common = useTranslations('common')
  if (state === 'failed')
    return (
      <ErrorState title={t('failed')} action={<Button onClick={onRetry}>{common('retry')}</Button>}>
        {t('failedHint')}
      </ErrorState>
    )
  const nobody = cards.length === 0 && state === 'found'
  return (
    <>
      <p role="status" className="sr-only">
        {state === 'found' && query !== '' && t('found', { count: cards.length })}
      </p>
      {nobody && query === '' && (
        <EmptyState icon={<PhoneCall />} title={t('start')}>
          {t('startHint')}
        </EmptyState>
      )}
      {nobody && query !== '' && (
        <EmptyState icon={<SearchX />} title={t('nobody', { query })} className="py-8!">
          {mayCreate ? t('nobodyHint') : t('nobodyReadOnly')}
        </EmptyState>
      )}
      <Lines {...props} />
    </>
  )
}

function Lines({ id, state, query, typed, cards, chosen, lineId, mayCreate, timeZone, moreHref }: TillResultsProps) {
  const t = useTranslations('till')
  const offersNew = mayCreate && query !== ''
  const recent = query === ''
  if (cards.length === 0 && !offersNew) return null
  return (
    <div aria-busy={state === 'searching'} className="pt-1">
      {recent && cards.length > 0 && <h2 className="mb-2 text-xs font-medium text-muted">{t('recent')}</h2>}
      <div id={id} role="listbox" aria-label={recent ? t('recent') : t('results')} className="flex flex-col gap-2">
        {cards.map((card) => (
          <TillOption
            key={card.id}
            id={lineId(card.id)}
            card={card}
            brief={recent}
            chosen={chosen === card.id}
            timeZone={timeZone}
          />
        ))}
        {offersNew && (
          <Link
            id={lineId(createLine)}
            role="option"
            aria-selected={chosen === createLine}
            tabIndex={-1}
            href={newCustomerHref(typed)}
            prefetch={false}
            className={clsx(lineClass, 'flex items-center gap-3 px-4 py-2 font-medium')}
          >
            <UserPlus aria-hidden className="mx-2 size-4 shrink-0 text-muted" />
            <span className="min-w-0 truncate">{t('create', { value: query })}</span>
          </Link>
        )}
      </div>
      {moreHref !== null && (
        <Link href={moreHref} className="mt-2 inline-flex h-touch items-center text-muted underline hover:text-ink">
          {t('more')}
        </Link>
      )}
    </div>
  )
}
