// Facts as pairs: what it is, what it says. Empty values say so instead of vanishing.
import { useTranslations } from 'next-intl'
import { Fragment, type ReactNode } from 'react'

type DefinitionListProps = { items: { term: string; value: ReactNode }[] }

export function DefinitionList({ items }: DefinitionListProps) {
  const t = useTranslations('units')
  return (
    <dl className="grid grid-cols-[minmax(88px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-2">
      {items.map(({ term, value }) => (
        <Fragment key={term}>
          <dt className="text-muted">{term}</dt>
          <dd className="min-w-0 break-words">
            {value === null || value === undefined || value === '' ? <span className="text-muted">{t('noValue')}</span> : value}
          </dd>
        </Fragment>
      ))}
    </dl>
  )
}
