// The filters in force as a sentence of chips, each one press from gone, and the menus that add to it or sort.
import { ArrowUpDown, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { buttonClass } from '@/components/ui/button-class'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import { segmentLabel } from './customer-words'
import { FilterMenu } from './filter-menu'
import { firstDirection, isFiltered, listHref, type ListState, listSorts, sortInForce } from './list-url'

export function FilterBar({ state }: { state: ListState }) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <FilterMenu state={state} />
      <SortMenu state={state} />
      {isFiltered(state) && <Chips state={state} />}
    </div>
  )
}

/** For screens without headings to press. */
function SortMenu({ state }: { state: ListState }) {
  const t = useTranslations('customers.list')
  const sort = sortInForce(state)
  const label = sort === 'relevance' ? t('bestMatch') : t(`columns.${sort}`)
  const entries: MenuEntry[] = listSorts.map((name) => ({
    label: t(`columns.${name}`),
    href: listHref(state, { sort: name, direction: firstDirection[name] }),
    ...(name === sort ? { hint: '✓' } : {}),
  }))
  return (
    <Menu
      label={`${t('sort')} : ${label}`}
      align="start"
      triggerClass={buttonClass('secondary', 'md:hidden')}
      trigger={
        <>
          <ArrowUpDown aria-hidden className="size-4" />
          {label}
        </>
      }
      entries={entries}
    />
  )
}

function Chips({ state }: { state: ListState }) {
  const t = useTranslations('customers')
  const chips = [
    ...(state.query === '' ? [] : [{ label: t('list.queryIs', { query: state.query }), href: listHref(state, { query: '' }) }]),
    ...(state.segment === null
      ? []
      : [{ label: t('list.segmentIs', { segment: segmentLabel(t, state.segment) }), href: listHref(state, { segment: null }) }]),
    ...state.tags.map((tag) => ({
      label: t('list.tagIs', { tag }),
      href: listHref(state, { tags: state.tags.filter((other) => other !== tag) }),
    })),
  ]
  return (
    <>
      <ul aria-label={t('list.filters')} className="contents">
        {chips.map(({ label, href }) => (
          <li key={label} className="flex min-w-0 max-w-full items-center rounded border border-line bg-sunken pl-3">
            <span className="truncate">{label}</span>
            <Link
              href={href}
              aria-label={t('list.removeFilter', { filter: label })}
              className="flex h-touch w-touch shrink-0 items-center justify-center rounded text-muted hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </Link>
          </li>
        ))}
      </ul>
      {chips.length > 1 && (
        <Link href={listHref(state, { query: '', segment: null, tags: [] })} className={buttonClass('ghost', 'text-muted')}>
          {t('list.clear')}
        </Link>
      )}
    </>
  )
}
