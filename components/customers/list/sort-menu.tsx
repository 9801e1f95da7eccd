// Every order the list can have, also by what no heading shows.
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { buttonClass } from '@/components/ui/button-class'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import { firstDirection, listHref, type ListState, listSorts, sortInForce } from '../list-url'

export function SortMenu({ state }: { state: ListState }) {
  const t = useTranslations('customers.list')
  const sort = sortInForce(state)
  const label = sort === 'relevance' ? t('bestMatch') : t(`columns.${sort}`)
  const entries: MenuEntry[] = [
    ...(state.query === ''
      ? []
      : [{ label: t('bestMatch'), href: listHref(state, { sort: null }), hint: hintOf(sort === 'relevance') }]),
    ...listSorts.map((name) => ({
      label: t(`columns.${name}`),
      href: listHref(state, { sort: name, direction: name === sort ? state.direction : firstDirection[name] }),
      hint: hintOf(name === sort),
    })),
  ]
  if (sort !== 'relevance')
    entries.push(
      { kind: 'separator' },
      ...(['asc', 'desc'] as const).map((direction) => ({
        label: t(`direction.${direction}`),
        icon: direction === 'asc' ? <ArrowUp aria-hidden /> : <ArrowDown aria-hidden />,
        href: listHref(state, { sort, direction }),
        hint: hintOf(direction === state.direction),
      })),
    )
  return (
    <Menu
      label={t('sortBy', { label })}
      triggerClass={buttonClass('ghost', 'max-md:w-touch max-md:px-0')}
      trigger={
        <>
          <ArrowUpDown aria-hidden className="size-4" />
          <span className="max-md:hidden">{label}</span>
        </>
      }
      entries={entries}
    />
  )
}

const hintOf = (isInForce: boolean): string | undefined => (isInForce ? '✓' : undefined)
