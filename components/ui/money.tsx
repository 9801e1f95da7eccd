// An amount: minor units in, the reader's way of writing it out, figures of one width.
// Rendered on the server; a client component takes the formatted text instead.
import 'server-only'
import clsx from 'clsx'
import { useLocale, useTranslations } from 'next-intl'
import { formatMoney, type Money as Amount } from '@/lib/shared/money'

type MoneyProps = { value: Amount | null | undefined; className?: string | undefined }

export function Money({ value, className }: MoneyProps) {
  const locale = useLocale()
  const t = useTranslations('units')
  if (value === null || value === undefined) return <span className={clsx('text-muted', className)}>{t('noAmount')}</span>
  return (
    <data value={value.amount} className={clsx('whitespace-nowrap tabular-nums', className)}>
      {formatMoney(value, locale)}
    </data>
  )
}
