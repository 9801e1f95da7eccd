'use client'
// The Fil: day by day, newest first. What arrives while it is open slides in on top; older pages join below as one scrolls.
import { LoaderCircle, MessagesSquare, SearchX } from 'lucide-react'
import { useLocale, useNow, useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { useEffect, useEffectEvent, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { daysAgo, dayTitle, groupByDay } from '../timeline-days'
import { isNarrowed, recordHref, type TimelineState, wordsOf } from '../timeline-state'
import type { LineNote } from '../timeline-line'
import { NoteChange } from './note-change'
import { PinnedNotes } from './pinned-notes'
import { TimelineEvent } from './timeline-event'
import { type OlderLines, type TimelinePage, useOlderLines } from './use-older-lines'

export type { TimelinePage } from './use-older-lines'
type TimelineProps = {
  customerId: string
  name: string
  first: TimelinePage
  pinned: LineNote[]
  state: TimelineState
  mayEdit: boolean
  mayMerge: boolean
  timeZone: string
}

export function Timeline({ customerId, name, first, pinned, state, mayEdit, mayMerge, timeZone }: TimelineProps) {
  const t = useTranslations('timeline')
  const locale = useLocale()
  const now = useNow()
  const older = useOlderLines(customerId, first, state)
  const { lines, arrived, cursor, failed } = older
  const words = wordsOf(state.find)
  const dayWords = (day: string) => {
    const ago = daysAgo(day, now, timeZone)
    return ago === 0 ? t('today') : ago === 1 ? t('yesterday') : dayTitle(day, now, locale)
  }
  return (
    <NoteChange value={older.replaceNote}>
      <section aria-label={t('label', { name })}>
        <PinnedNotes customerId={customerId} notes={pinned} mayEdit={mayEdit} timeZone={timeZone} />
        {lines.length === 0 && cursor === null && <Nothing customerId={customerId} state={state} />}
        {groupByDay(lines).map((group) => (
          <section key={group.day} className="mb-2">
            <h3 className="sticky top-bar z-10 -mx-1 bg-canvas px-1 py-2 text-xs font-medium text-muted" suppressHydrationWarning>
              {dayWords(group.day)}
            </h3>
            <ol className="flex flex-col">
              {group.lines.map((line) => (
                <TimelineEvent
                  key={line.id}
                  line={line}
                  isNew={arrived.has(line.id)}
                  find={words.join(' ')}
                  customerId={customerId}
                  mayEdit={mayEdit}
                  mayMerge={mayMerge}
                  timeZone={timeZone}
                />
              ))}
            </ol>
          </section>
        ))}
        {failed && (
          <p role="alert" className="py-2 text-danger">
            {t('olderFailed')}
          </p>
        )}
        {cursor === null ? (
          lines.length > 0 && (
            <p className="py-3 text-center text-xs text-muted">{isNarrowed(state) ? t('noMore') : t('begin')}</p>
          )
        ) : (
          <More older={older} isSearch={isNarrowed(state)} />
        )}
      </section>
    </NoteChange>
  )
}

/** Reads on by itself when one comes near; the button is there for who does not scroll, and after a failure. */
function More({ older: { cursor, failed, pending, more }, isSearch }: { older: OlderLines; isSearch: boolean }) {
  const t = useTranslations('timeline')
  const place = useRef<HTMLDivElement>(null)
  const near = useEffectEvent(() => {
    if (!failed) more()
  })
  // Anew for every page: a page with nothing in it moves nothing, and the end of the list is still near.
  useEffect(() => {
    if (place.current === null) return undefined
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && near(), { rootMargin: '800px 0px' })
    watch.observe(place.current)
    return () => {
      watch.disconnect()
    }
  }, [cursor])
  return (
    <div ref={place}>
      {/* Not disabled while it works: the focus would be lost. */}
      <Button
        className="w-full"
        aria-busy={pending || undefined}
        icon={pending ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : undefined}
        onClick={more}
      >
        {isSearch ? t('searchOn') : t('older')}
      </Button>
    </div>
  )
}

function Nothing({ customerId, state }: { customerId: string; state: TimelineState }) {
  const t = useTranslations('timeline')
  const router = useRouter()
  if (!isNarrowed(state))
    return (
      <EmptyState icon={<MessagesSquare />} title={t('empty')} className="py-8">
        {t('emptyHint')}
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<SearchX />}
      title={state.find === '' ? t('noneOfKind') : t('noneFound', { find: state.find })}
      className="py-8"
      action={
        <Button onClick={() => router.replace(recordHref(customerId, { kinds: [], find: '' }), { scroll: false })}>
          {t('filter.clear')}
        </Button>
      }
    >
      {t('noneHint')}
    </EmptyState>
  )
}
