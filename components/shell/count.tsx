// How much waits behind a link; nothing at zero.
import clsx from 'clsx'
import { useTranslations } from 'next-intl'

export function Count({ value, className }: { value: number; className?: string | undefined }) {
  const t = useTranslations('nav')
  if (value <= 0) return null
  return (
    <span
      className={clsx(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-ink px-1 text-xs font-medium text-canvas tabular-nums',
        className,
      )}
    >
      <span aria-hidden>{value > 99 ? '99+' : value}</span>
      <span className="sr-only">{t('waiting', { count: value })}</span>
    </span>
  )
}
