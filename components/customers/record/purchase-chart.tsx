// What a customer bought, month by month: a small drawing for each currency, and the same as a table.
import { useLocale, useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import type { MonthOfPurchases } from '@/lib/customers/customer-store'
import { formatMoney } from '@/lib/shared/money'
import { chartSize, type CurrencyMonths, purchaseMonths } from './purchase-months'

type PurchaseChartProps = {
  purchases: MonthOfPurchases[]
  /** The shop's currency. */
  own: string
  /** The shop's calendar day. */
  today: string
}

export function PurchaseChart({ purchases, own, today }: PurchaseChartProps) {
  const t = useTranslations('customers.worth.overTime')
  const found = purchaseMonths(purchases, own, today)
  if (found.length === 0) return null
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-4">
        {found.map((one) => (
          <Months key={one.currency} of={one} isNamed={found.length > 1} />
        ))}
      </div>
    </Card>
  )
}

function Months({ of: { currency, total, most, months }, isNamed }: { of: CurrencyMonths; isNamed: boolean }) {
  const t = useTranslations('customers.worth.overTime')
  const locale = useLocale()
  const money = (amount: number) => formatMoney({ amount, currency }, locale)
  const name = (month: string, style: 'short' | 'long') =>
    new Intl.DateTimeFormat(locale, { month: style, year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T12:00:00Z`))
  const { width, height, gap } = chartSize
  const step = (width + gap) / months.length
  return (
    <div>
      <p className="mb-2 flex flex-wrap justify-between gap-x-3 text-xs text-muted tabular-nums">
        {isNamed && <span className="font-medium">{t('in', { code: currency })}</span>}
        <span>{t('most', { amount: money(most) })}</span>
      </p>
      <svg
        role="img"
        aria-label={t('chart', { code: currency, total: money(total) })}
        viewBox={`0 0 ${String(width)} ${String(height + 1)}`}
        className="w-full"
      >
        <line x1="0" x2={width} y1={height + 0.5} y2={height + 0.5} className="stroke-line" />
        {months.map(({ month, spent, height: high }, at) => (
          <g key={month}>
            <title>{`${name(month, 'long')}, ${money(spent)}`}</title>
            <rect x={at * step} y="0" width={step - gap} height={height} className="fill-transparent" />
            <rect x={at * step} y={height - high} width={step - gap} height={high} rx="2" className="fill-hue-teal" />
          </g>
        ))}
      </svg>
      <p aria-hidden className="mt-1 flex justify-between text-xs text-muted">
        <span>{name(months[0]?.month ?? '', 'short')}</span>
        <span>{name(months.at(-1)?.month ?? '', 'short')}</span>
      </p>
      <details>
        <summary className="-ml-1 inline-flex h-touch items-center rounded px-1 text-muted hover:text-ink">
          {t('asTable')}
          {isNamed && <span className="sr-only">, {t('in', { code: currency })}</span>}
        </summary>
        <table className="w-full text-left text-xs">
          <thead className="text-muted">
            <tr>
              <th scope="col" className="py-1 font-medium">
                {t('month')}
              </th>
              <th scope="col" className="py-1 text-right font-medium">
                {t('orders')}
              </th>
              <th scope="col" className="py-1 text-right font-medium">
                {t('spent')}
              </th>
            </tr>
          </thead>
          <tbody>
            {months
              .filter(({ orders }) => orders > 0)
              .map(({ month, orders, spent }) => (
                <tr key={month} className="border-t border-line">
                  <th scope="row" className="py-1 font-normal">
                    {name(month, 'long')}
                  </th>
                  <td className="py-1 text-right">{orders}</td>
                  <td className="py-1 text-right whitespace-nowrap">{money(spent)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </div>
  )
}
