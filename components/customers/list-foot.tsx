// Previous and next, and the keys that work here.
import { useTranslations } from 'next-intl'
import { Kbd } from '@/components/ui/kbd'
import { Pagination } from '@/components/ui/pagination'
import { listHref, type ListState } from './list-url'

export function ListFoot({ state, nextCursor }: { state: ListState; nextCursor: string | null }) {
  const t = useTranslations('customers.list')
  const keys = (
    <span className="hidden items-center gap-1 text-xs md:inline-flex pointer-coarse:hidden">
      {t.rich('keys', {
        j: () => <Kbd>j</Kbd>,
        k: () => <Kbd>k</Kbd>,
        enter: () => <Kbd>{t('enterKey')}</Kbd>,
        n: () => <Kbd>n</Kbd>,
      })}
    </span>
  )
  if (state.cursor === null && nextCursor === null) return <p className="pt-3 text-muted">{keys}</p>
  return (
    <Pagination
      previousHref={state.cursor === null ? undefined : listHref(state, { cursor: null, before: state.cursor })}
      nextHref={nextCursor === null ? undefined : listHref(state, { cursor: nextCursor })}
    >
      {keys}
    </Pagination>
  )
}
