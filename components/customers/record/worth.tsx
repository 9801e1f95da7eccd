// What the customer is worth: figures, one line a currency when there are several, and the latest purchases.
import { Receipt } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { DefinitionList } from '@/components/ui/definition-list'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status, type Tone } from '@/components/ui/status'
import type { CustomerOrder, CustomerStats } from '@/lib/customers/customer'

type WorthProps = {
  stats: CustomerStats
  orders: CustomerOrder[]
  timeZone: string
  /** Purchases over time. */
  chart: ReactNode
}

const tones: Record<CustomerOrder['status'], Tone> = {
  pending: 'warn',
  paid: 'ok',
  fulfilled: 'ok',
  partially_fulfilled: 'info',
  refunded: 'neutral',
  cancelled: 'neutral',
}

export function Worth({ stats, orders, timeZone, chart }: WorthProps) {
  const t = useTranslations('customers.worth')
  const moment = (at: Date | null) =>
    at === null ? <span className="text-muted">{t('never')}</span> : <RelativeTime value={at} timeZone={timeZone} />
  return (
    <div className="flex flex-col gap-4">
      <Card title={t('title')}>
        <DefinitionList
          items={[
            { term: t('orders'), value: <span className="tabular-nums">{stats.totalOrders}</span> },
            { term: t('spent'), value: <Money value={stats.totalSpent} className="font-semibold" /> },
            { term: t('average'), value: <Money value={stats.averageOrderValue} /> },
            { term: t('lastOrder'), value: moment(stats.lastOrderAt) },
            { term: t('lastContact'), value: moment(stats.lastContactAt) },
            { term: t('messages'), value: <span className="tabular-nums">{stats.messagesReceived}</span> },
          ]}
        />
        {stats.byCurrency.length > 1 && (
          <>
            <h3 className="mt-4 mb-2 text-xs font-medium text-muted">{t('byCurrency')}</h3>
            <ul className="flex flex-col gap-2">
              {stats.byCurrency.map(({ spent, orders: count, average }) => (
                <li key={spent.currency} className="flex flex-wrap justify-between gap-x-3">
                  <Money value={spent} className="font-medium" />
                  <span className="text-muted">
                    {t.rich('currencyLine', { orders: count, average: () => <Money value={average} /> })}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Card>
      {chart}
      <Card flush title={t('last')}>
        {orders.length === 0 ? (
          <EmptyState icon={<Receipt />} title={t('none')} className="py-6">
            {t('noneHint')}
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {orders.map((order) => (
              <li key={order.id} className="flex min-h-row flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-2">
                <span className="min-w-0">
                  <span className="block truncate font-medium">{order.name ?? order.externalId}</span>
                  <RelativeTime value={order.placedAt} timeZone={timeZone} className="text-xs text-muted" />
                </span>
                <span className="flex flex-col items-end gap-1">
                  <Money value={order.total} />
                  {order.refunded.amount > 0 && order.status !== 'refunded' && (
                    <span className="text-xs text-muted">
                      {t.rich('refunded', { amount: () => <Money value={order.refunded} /> })}
                    </span>
                  )}
                  <Status tone={tones[order.status]}>{t(`status.${order.status}`)}</Status>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  )
}
