'use client'
// What the palette says when there is nothing to choose, or when customers cannot be had.
import { SearchX, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { FoundCustomers } from '@/components/till/use-found-customers'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Skeleton } from '@/components/ui/skeleton'

type PaletteNoticeProps = { state: FoundCustomers['state']; query: string; empty: boolean; onRetry: () => void }

export function PaletteNotice({ state, query, empty, onRetry }: PaletteNoticeProps) {
  const t = useTranslations('nav.palette')
  const common = useTranslations('common')
  if (state === 'failed')
    return (
      <div role="alert" className="flex flex-wrap items-center gap-3 border-t border-line px-4 py-2">
        <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
        <p className="min-w-0 flex-1 basis-48">{t('failed')}</p>
        <Button onClick={onRetry}>{common('retry')}</Button>
      </div>
    )
  if (state === 'found' && empty)
    return (
      <div role="status">
        <EmptyState icon={<SearchX />} title={t('nothing', { query })} className="py-8!">
          {t('nothingHint')}
        </EmptyState>
      </div>
    )
  if (state === 'found' || query === '') return null
  return (
    <div className="flex h-12 shrink-0 items-center gap-3 px-4">
      <Skeleton round className="size-6" />
      <Skeleton className="h-3 w-40" />
      <span role="status" className="sr-only">
        {t('searching')}
      </span>
    </div>
  )
}
