'use client'
// The two records side by side: which one is kept, which side wins each field, what moves; and the two answers.
import { Merge, UserRoundX } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { isTypingIn } from '@/components/ui/is-typing-in'
import { Kbd } from '@/components/ui/kbd'
import type { PairLink } from '@/lib/server/duplicates'
import { duplicatesPath, pairPath } from './duplicate-paths'
import { undoLastDecision } from './last-decision'
import { otherSide, type Picks, toChoices } from './pair-choices'
import { PairCounts } from './pair-counts'
import { PairField } from './pair-field'
import { PairSide } from './pair-side'
import type { PairView, Side } from './pair-view'
import { useDecide } from './use-decide'

type PairDeskProps = {
  view: PairView
  suggested: boolean
  mayMerge: boolean
  next: PairLink | null
  previous: PairLink | null
  timeZone: string
}

export function PairDesk({ view, suggested, mayMerge, next, previous, timeZone }: PairDeskProps) {
  const t = useTranslations('duplicates')
  const customers = useTranslations('customers')
  const router = useRouter()
  const [kept, keep] = useState<Side>('left')
  const [picks, setPicks] = useState<Picks>({})
  const { pending, merge, dismiss } = useDecide(suggested)
  const named = (side: Side) => ({ id: view[side].id, name: view[side].name ?? customers('unknown') })

  const decideMerge = () => {
    if (mayMerge && !pending) merge(named(kept), named(otherSide(kept)), toChoices(view, kept, picks))
  }
  const decideDismiss = () => {
    if (mayMerge && !pending) dismiss(named('left'), named('right'))
  }
  useEffect(() => {
    const keys: Record<string, () => void> = {
      '1': () => keep('left'),
      '2': () => keep('right'),
      m: decideMerge,
      d: decideDismiss,
      u: () => void undoLastDecision(),
      j: () => {
        if (next !== null) router.push(pairPath(next.a, next.b))
      },
      k: () => {
        if (previous !== null) router.push(pairPath(previous.a, previous.b))
      },
      Escape: () => router.push(duplicatesPath),
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || event.repeat) return
      // A choice has the focus after it was made; letters are still the page's.
      const isChoice = event.target instanceof HTMLInputElement && event.target.type === 'radio'
      const act = keys[event.key]
      if (act === undefined || (isTypingIn(event.target) && !isChoice)) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
    }
  })

  return (
    <div className="flex flex-col gap-4">
      <section aria-label={t('compare')} className="overflow-hidden rounded border border-line bg-surface">
        <fieldset className="grid grid-cols-2 md:grid-cols-[160px_minmax(0,1fr)_minmax(0,1fr)]">
          <legend className="sr-only">{t('which')}</legend>
          <p aria-hidden className="p-3 text-muted max-md:hidden">
            {t('which')}
          </p>
          {(['left', 'right'] as const).map((side) => (
            <PairSide
              key={side}
              side={side}
              view={view[side]}
              isKept={kept === side}
              onKeep={() => keep(side)}
              timeZone={timeZone}
            />
          ))}
        </fieldset>
        {view.fields
          .filter(({ left, right }) => left !== null || right !== null)
          .map((field) => (
            <PairField
              key={field.key}
              field={field}
              kept={kept}
              picks={picks}
              onPick={(side) => setPicks((before) => ({ ...before, [field.key]: side }))}
            />
          ))}
      </section>
      <PairCounts counts={view.counts} kept={kept} names={{ left: named('left').name, right: named('right').name }} />
      {mayMerge && (
        <div className="sticky bottom-16 z-bar -mx-4 flex flex-wrap items-center justify-end gap-2 border-t border-line bg-canvas px-4 py-3 md:bottom-0 md:mx-0 md:px-0">
          <p className="mr-auto text-muted max-md:hidden">{t('outcome', { kept: named(kept).name })}</p>
          <Button
            className="max-md:flex-1"
            icon={<UserRoundX aria-hidden className="size-4" />}
            disabled={pending}
            aria-keyshortcuts="d"
            onClick={decideDismiss}
          >
            {t('dismiss')}
            <Kbd>d</Kbd>
          </Button>
          <Button
            variant="primary"
            className="max-md:flex-1"
            icon={<Merge aria-hidden className="size-4" />}
            loading={pending}
            aria-keyshortcuts="m"
            onClick={decideMerge}
          >
            {t('merge')}
            <Kbd>m</Kbd>
          </Button>
        </div>
      )}
    </div>
  )
}
