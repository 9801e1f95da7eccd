// Previous and next, and the keys that work here.
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { buttonClass } from '@/components/ui/button-class'
import { Kbd } from '@/components/ui/kbd'
import { Pagination } from '@/components/ui/pagination'
import { listHref, type ListState, pageSizes } from './list-url'

export function ListFoot({ state, nextCursor }: { state: ListState; nextCursor: string | null }) {
  const t = useTranslations('customers.list')
  const views = useTranslations('views')
  const keys = (
    <span className="hidden items-center gap-1 text-xs md:inline-flex pointer-coarse:hidden">
      {t.rich('keys', {
        j: () => <Kbd>j</Kbd>,
        k: () => <Kbd>k</Kbd>,
        space: () => <Kbd>{t('spaceKey')}</Kbd>,
        x: () => <Kbd>x</Kbd>,
        enter: () => <Kbd>{t('enterKey')}</Kbd>,
        n: () => <Kbd>n</Kbd>,
      })}
    </span>
  )
  if (state.cursor === null && nextCursor === null && state.size === pageSizes[0])
    return <p className="pt-3 text-muted">{keys}</p>
  return (
    <Pagination
      previousHref={state.cursor === null ? undefined : listHref(state, { cursor: null, before: state.cursor })}
      nextHref={nextCursor === null ? undefined : listHref(state, { cursor: nextCursor })}
    >
      <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
        {keys}
        <span className="flex items-center gap-1">
          {pageSizes.map((size) => (
            <Link
              key={size}
              href={listHref(state, { size })}
              aria-current={size === state.size ? 'true' : undefined}
              className={buttonClass('ghost', size === state.size ? 'font-medium' : 'text-muted')}
            >
              {views('size', { size })}
            </Link>
          ))}
        </span>
      </span>
    </Pagination>
  )
}
