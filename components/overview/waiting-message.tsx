// A message that nobody has answered, with its age, one press from its customer.
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { ChannelIcon } from '@/components/customers/channel-icon'
import { channelLabel, fullName } from '@/components/customers/customer-words'
import { Avatar } from '@/components/ui/avatar'
import { formatPhone } from '@/components/ui/format-phone'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Shop } from '@/lib/customers/use-case'
import type { Overview } from '@/lib/server/overview'

export function WaitingMessage({ message, shop }: { message: Overview['todo']['messages'][number]; shop: Shop }) {
  const customers = useTranslations('customers')
  const { id, reach, channel, text, at } = message
  const name = fullName(message)
  return (
    <Link
      href={`/dashboard/customers/${id}`}
      prefetch={false}
      className="flex items-start gap-3 px-4 py-3 -outline-offset-2 hover:bg-sunken"
    >
      <Avatar name={name} seed={id} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline justify-between gap-3">
          <span className="truncate font-medium">{name ?? customers('unknown')}</span>
          <span className="flex shrink-0 items-center gap-1 text-xs text-muted">
            {channel !== null && (
              <>
                <ChannelIcon channel={channel} className="size-3" />
                <span className="sr-only">{channelLabel(customers, channel)},</span>
              </>
            )}
            <RelativeTime value={at} timeZone={shop.timezone} />
          </span>
        </span>
        {name === null && reach !== null && (
          <span className="block truncate text-xs text-muted tabular-nums">
            {reach.startsWith('+') ? formatPhone(reach, shop.region) : reach}
          </span>
        )}
        <span dir="auto" className="line-clamp-2 break-words text-muted">
          {text}
        </span>
      </span>
    </Link>
  )
}
