// Where people write: thirty days of messages by channel, as bars that stand beside their number.
import { MessagesSquare } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { ChannelIcon } from '@/components/customers/channel-icon'
import { channelLabel } from '@/components/customers/customer-words'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import type { ShopStats } from '@/lib/server/shop-stats'

export function Channels({ stats: { channels, messages } }: { stats: ShopStats }) {
  const t = useTranslations('stats')
  const customers = useTranslations('customers')
  const locale = useLocale()
  const count = new Intl.NumberFormat(locale)
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const used = channels.filter((one) => one.messages.total > 0)
  const most = used[0]?.messages.total ?? 0
  return (
    <Card title={t('byChannel')}>
      {used.length === 0 ? (
        <EmptyState icon={<MessagesSquare />} title={t('noMessages')} className="py-6" />
      ) : (
        <dl className="flex flex-col gap-4">
          {used.map(({ channel, messages: { total } }) => (
            <div key={channel}>
              <dt className="flex items-center gap-2">
                <ChannelIcon channel={channel} className="size-4 text-muted" />
                {channelLabel(customers, channel)}
              </dt>
              <dd className="flex items-center gap-3">
                <svg aria-hidden className="h-2 min-w-0 flex-1">
                  <rect width="100%" height="8" rx="4" className="fill-sunken" />
                  <rect width={`${String((total / most) * 100)}%`} height="8" rx="4" className="fill-hue-teal" />
                </svg>
                <span className="w-24 text-right tabular-nums">
                  <span className="font-medium">{count.format(total)}</span>{' '}
                  <span className="text-muted">{share.format(total / messages.total)}</span>
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  )
}
