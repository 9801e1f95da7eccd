// A moment in words; the full date on hover and for screen readers. The server writes it, so the clock of the device may differ.
import clsx from 'clsx'
import { useLocale, useNow, useTimeZone, useTranslations } from 'next-intl'
import { fullTime, relativeTime } from './format-time'

type RelativeTimeProps = {
  value: Date | string | null | undefined
  /** The shop's; the page's own when absent. */
  timeZone?: string | undefined
  className?: string | undefined
}

export function RelativeTime({ value, timeZone, className }: RelativeTimeProps) {
  const t = useTranslations('units')
  const locale = useLocale()
  const now = useNow()
  const zone = useTimeZone()
  const date = value === null || value === undefined ? null : new Date(value)
  if (date === null || Number.isNaN(date.getTime()))
    return <span className={clsx('text-muted', className)}>{t('unknownDate')}</span>
  const shown = timeZone ?? zone ?? 'UTC'
  const full = fullTime(date, locale, shown)
  return (
    <time
      dateTime={date.toISOString()}
      title={full}
      className={clsx('whitespace-nowrap tabular-nums', className)}
      suppressHydrationWarning
    >
      <span aria-hidden suppressHydrationWarning>
        {relativeTime(date, now, locale, shown) ?? t('justNow')}
      </span>
      <span className="sr-only" suppressHydrationWarning>
        {full}
      </span>
    </time>
  )
}
