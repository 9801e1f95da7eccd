'use client'
// The Fil: day by day, newest first. What arrives while it is open slides in on top; older pages join below on demand.
import { MessagesSquare } from 'lucide-react'
import { useLocale, useNow, useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { appendLines, mergeLines } from '../merge-lines'
import { daysAgo, dayTitle, groupByDay } from '../timeline-days'
import type { TimelineLine } from '../timeline-line'
import { TimelineEvent } from './timeline-event'

export type TimelinePage = { lines: TimelineLine[]; nextCursor: string | null }
type TimelineProps = { customerId: string; name: string; first: TimelinePage; mayMerge: boolean; timeZone: string }

const isPage = (body: unknown): body is TimelinePage =>
  typeof body === 'object' && body !== null && 'lines' in body && Array.isArray(body.lines) && 'nextCursor' in body

export function Timeline({ customerId, name, first, mayMerge, timeZone }: TimelineProps) {
  const t = useTranslations('timeline')
  const locale = useLocale()
  const now = useNow()
  const [seen, setSeen] = useState(first)
  const [lines, setLines] = useState(first.lines)
  const [cursor, setCursor] = useState(first.nextCursor)
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set())
  const [failed, setFailed] = useState(false)
  const [pending, start] = useTransition()

  if (seen !== first) {
    const known = new Set(lines.map(({ id }) => id))
    setSeen(first)
    setArrived(new Set(first.lines.filter(({ id }) => !known.has(id)).map(({ id }) => id)))
    setLines(mergeLines(first.lines, lines, first.nextCursor === null))
    if (first.nextCursor === null || cursor === seen.nextCursor) setCursor(first.nextCursor)
  }

  const older = () => {
    start(async () => {
      const query = new URLSearchParams({ cursor: cursor ?? '' })
      const page = await fetch(`/dashboard/customers/${customerId}/timeline?${query}`, {
        headers: { accept: 'application/json' },
      })
        .then(async (response): Promise<unknown> => (response.ok ? response.json() : null))
        .catch(() => null)
      setFailed(!isPage(page))
      if (!isPage(page)) return
      setLines((held) => appendLines(held, page.lines))
      setCursor(page.nextCursor)
    })
  }
  const dayWords = (day: string) => {
    const ago = daysAgo(day, now, timeZone)
    return ago === 0 ? t('today') : ago === 1 ? t('yesterday') : dayTitle(day, now, locale)
  }
  return (
    <section aria-label={t('label', { name })}>
      {lines.length === 0 && (
        <EmptyState icon={<MessagesSquare />} title={t('empty')} className="py-8">
          {t('emptyHint')}
        </EmptyState>
      )}
      {groupByDay(lines).map((group) => (
        <section key={group.day} className="mb-2">
          <h3 className="sticky top-bar z-10 -mx-1 bg-canvas px-1 py-2 text-xs font-medium text-muted" suppressHydrationWarning>
            {dayWords(group.day)}
          </h3>
          <ol className="flex flex-col">
            {group.lines.map((line) => (
              <TimelineEvent key={line.id} line={line} isNew={arrived.has(line.id)} mayMerge={mayMerge} timeZone={timeZone} />
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
        lines.length > 0 && <p className="py-3 text-center text-xs text-muted">{t('begin')}</p>
      ) : (
        <Button className="w-full" loading={pending} onClick={older}>
          {t('older')}
        </Button>
      )}
    </section>
  )
}
