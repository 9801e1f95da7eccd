// Who came this week.
import { UsersRound } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { fullName } from '@/components/customers/customer-words'
import { Avatar } from '@/components/ui/avatar'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { formatPhone } from '@/components/ui/format-phone'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Shop } from '@/lib/customers/use-case'
import type { Overview } from '@/lib/server/overview'

export function NewCustomers({ customers, shop }: { customers: Overview['newCustomers']; shop: Shop }) {
  const t = useTranslations('overview.new')
  const words = useTranslations('customers')
  return (
    <Card
      flush
      title={t('title')}
      actions={
        <Link href="/dashboard/customers?sort=created" className="text-muted hover:text-ink hover:underline">
          {t('all')}
        </Link>
      }
    >
      {customers.length === 0 ? (
        <EmptyState icon={<UsersRound />} title={t('none')} className="py-8" />
      ) : (
        <ul className="divide-y divide-line">
          {customers.map((customer) => {
            const { id, reach, createdAt } = customer
            const name = fullName(customer)
            return (
              <li key={id}>
                <Link
                  href={`/dashboard/customers/${id}`}
                  prefetch={false}
                  className="flex min-h-row items-center gap-3 px-4 py-2 -outline-offset-2 hover:bg-sunken"
                >
                  <Avatar name={name} seed={id} />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{name ?? words('unknown')}</span>
                    {reach !== null && (
                      <span className="block truncate text-xs text-muted tabular-nums">
                        {reach.startsWith('+') ? formatPhone(reach, shop.region) : reach}
                      </span>
                    )}
                  </span>
                  <RelativeTime value={createdAt} timeZone={shop.timezone} className="text-xs text-muted" />
                </Link>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
