// What comes in from a linked system: a first import under way, or what has come and when it was last looked at.
import { useTranslations } from 'next-intl'
import { LiveRefresh } from '@/components/live/live-refresh'
import { ProgressBar } from '@/components/ui/progress-bar'
import { RelativeTime } from '@/components/ui/relative-time'
import type { ConnectionView } from '@/lib/server/crm-settings'

type SourceProgressProps = {
  connection: Pick<ConnectionView, 'id' | 'sources'>
  label: string
  timeZone: string
  /** When the page was made, in milliseconds. */
  renderedAt: number
}

export function SourceProgress({ connection: { id, sources }, label, timeZone, renderedAt }: SourceProgressProps) {
  const t = useTranslations('settings.crm.sources')
  if (sources.length === 0) return null
  const working = sources.some(({ isFinished }) => !isFinished)
  const pulled = sources.flatMap(({ pulledAt }) => (pulledAt === null ? [] : [pulledAt.getTime()]))
  return (
    <section aria-label={t('title', { label })} className="mt-4 flex flex-col gap-3">
      {working && <p className="font-medium">{t('working', { label })}</p>}
      {sources.map(({ stream, done, total, perMinute, minutesLeft, isFinished }) => (
        <div key={stream} className="flex flex-col gap-1">
          {working && (
            <ProgressBar label={t(`bar.${stream}`)} share={isFinished ? 1 : total === null ? null : done / Math.max(1, total)} />
          )}
          <p className="text-sm tabular-nums text-muted">
            {isFinished || total === null ? t(`done.${stream}`, { done }) : t(`of.${stream}`, { done, total })}
            {perMinute !== null && <> · {t('perMinute', { count: perMinute })}</>}
            {minutesLeft !== null && <> · {t('left', { minutes: minutesLeft })}</>}
          </p>
        </div>
      ))}
      {working && <p className="text-sm text-muted">{t('stay')}</p>}
      {!working && pulled.length > 0 && (
        <p className="text-sm text-muted">
          {t('lookedAt')} <RelativeTime value={new Date(Math.min(...pulled))} timeZone={timeZone} />
        </p>
      )}
      {working && <LiveRefresh importId={id} renderedAt={renderedAt} newMessageText="" />}
    </section>
  )
}
