'use client'
// The two records side by side: which one is kept, which side wins each field, what moves; and the two answers.
import { Merge, UserRoundX } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ShortcutKeys } from '@/components/keys/shortcut-keys'
import { ariaKeys } from '@/components/keys/shortcuts'
import { useShortcuts } from '@/components/keys/use-shortcuts'
import { Button } from '@/components/ui/button'
import type { PairLink } from '@/lib/server/duplicates'
import { duplicatesPath, pairPath } from './duplicate-paths'
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
  useShortcuts({
    keepFirst: () => keep('left'),
    keepSecond: () => keep('right'),
    ...(mayMerge ? { mergePair: decideMerge, dismissPair: decideDismiss } : {}),
    ...(next === null ? {} : { nextPair: () => router.push(pairPath(next.a, next.b)) }),
    ...(previous === null ? {} : { previousPair: () => router.push(pairPath(previous.a, previous.b)) }),
    back: () => router.push(duplicatesPath),
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
            aria-keyshortcuts={ariaKeys('dismissPair')}
            onClick={decideDismiss}
          >
            {t('dismiss')}
            <ShortcutKeys id="dismissPair" />
          </Button>
          <Button
            variant="primary"
            className="max-md:flex-1"
            icon={<Merge aria-hidden className="size-4" />}
            loading={pending}
            aria-keyshortcuts={ariaKeys('mergePair')}
            onClick={decideMerge}
          >
            {t('merge')}
            <ShortcutKeys id="mergePair" />
          </Button>
        </div>
      )}
    </div>
  )
}
