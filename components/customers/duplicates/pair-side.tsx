'use client'
// One of the two records as a choice: the one that stays.
import clsx from 'clsx'
import { ExternalLink } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { useId } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { Kbd } from '@/components/ui/kbd'
import { RelativeTime } from '@/components/ui/relative-time'
import { listPath } from '../list-url'
import type { Side, SideView } from './pair-view'

type PairSideProps = { side: Side; view: SideView; isKept: boolean; onKeep: () => void; timeZone: string }

export function PairSide({ side, view, isKept, onKeep, timeZone }: PairSideProps) {
  const t = useTranslations('duplicates')
  const customers = useTranslations('customers')
  const name = view.name ?? customers('unknown')
  const id = useId()
  return (
    <div className={clsx('relative min-w-0 border-line p-3 not-first:border-l', isKept && 'bg-ok-soft')}>
      <label htmlFor={id} className="flex min-w-0 cursor-pointer flex-col gap-2 after:absolute after:inset-0 after:content-['']">
        <span className="flex min-w-0 items-start gap-2 md:items-center">
          <input
            id={id}
            type="radio"
            name="kept"
            value={side}
            checked={isKept}
            onChange={onKeep}
            aria-label={t('keep', { name })}
            className="mt-px size-4 shrink-0 accent-ink"
          />
          <Avatar name={view.name} seed={view.id} size="sm" className="max-sm:hidden" />
          <span className="min-w-0 font-semibold break-words md:text-base">{name}</span>
          <Kbd>{side === 'left' ? '1' : '2'}</Kbd>
        </span>
        <span className={clsx('text-xs font-medium', isKept ? 'text-ok' : 'text-muted')}>{isKept ? t('kept') : t('joins')}</span>
        <span className="block min-w-0 text-xs break-words text-muted tabular-nums">
          {view.reach ?? t('noReach')}
          <span className="block">
            {t('created')} <RelativeTime value={view.createdAt} timeZone={timeZone} />
          </span>
        </span>
      </label>
      <Link
        href={`${listPath}/${encodeURIComponent(view.id)}`}
        aria-label={t('openRecord', { name })}
        className="relative mt-1 inline-flex h-touch items-center gap-1 rounded text-xs text-muted hover:text-ink hover:underline"
      >
        <ExternalLink aria-hidden className="size-3" />
        {t('openShort')}
      </Link>
    </div>
  )
}
