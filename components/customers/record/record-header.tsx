// The head of the Fiche: the name, changed where it stands, how to reach them in one press, and the rare actions.
import { ChevronLeft, Mail, Phone } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Avatar } from '@/components/ui/avatar'
import { iconButtonClass } from '@/components/ui/button-class'
import { formatPhone } from '@/components/ui/format-phone'
import type { Customer } from '@/lib/customers/customer'
import type { Shop } from '@/lib/customers/use-case'
import { fullName, segmentLabel } from '../customer-words'
import { listPath } from '../list-url'
import { RecordMenu } from './record-menu'
import { TextField } from './text-field'

type RecordHeaderProps = { customer: Customer; shop: Shop; mayEdit: boolean; mayArchive: boolean; mayMerge: boolean }

export function RecordHeader({ customer, shop, mayEdit, mayArchive, mayMerge }: RecordHeaderProps) {
  const t = useTranslations('customers')
  const name = fullName(customer)
  const reach = customer.phone === null ? customer.email : formatPhone(customer.phone, shop.region)
  return (
    <header className="mb-4">
      <Link href={listPath} className="-mt-2 -ml-1 inline-flex h-touch items-center gap-1 rounded pr-2 text-muted hover:text-ink">
        <ChevronLeft aria-hidden className="size-4" />
        {t('record.back')}
      </Link>
      <div className="flex items-start gap-3">
        <Avatar name={name} seed={customer.id} size="lg" />
        <div className="min-w-0 flex-1">
          <TextField
            customerId={customer.id}
            version={customer.version}
            mayEdit={mayEdit}
            label={t('record.name')}
            parts={[
              { name: 'firstName', label: t('record.firstName'), value: customer.firstName },
              { name: 'lastName', label: t('record.lastName'), value: customer.lastName },
            ]}
          >
            <h1 className="text-lg font-semibold tracking-tight break-words">{name ?? t('unknown')}</h1>
          </TextField>
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
            {reach !== null && <span className="tabular-nums break-all">{reach}</span>}
            {customer.segment !== null && (
              <span className="inline-flex h-6 items-center rounded-sm bg-sunken px-2 text-xs font-medium text-ink">
                {segmentLabel(t, customer.segment)}
              </span>
            )}
          </p>
        </div>
        <div className="flex shrink-0 items-center">
          {customer.phone !== null && (
            <a
              href={`tel:${customer.phone}`}
              aria-label={t('record.call')}
              title={t('record.call')}
              className={iconButtonClass('ghost')}
            >
              <Phone aria-hidden className="size-4" />
            </a>
          )}
          {customer.email !== null && (
            <a
              href={`mailto:${customer.email}`}
              aria-label={t('record.write')}
              title={t('record.write')}
              className={iconButtonClass('ghost', 'max-sm:hidden')}
            >
              <Mail aria-hidden className="size-4" />
            </a>
          )}
          {(mayEdit || mayArchive || mayMerge) && (
            <RecordMenu
              customerId={customer.id}
              name={name ?? t('unknown')}
              mayEdit={mayEdit}
              mayArchive={mayArchive}
              mayMerge={mayMerge}
            />
          )}
        </div>
      </div>
    </header>
  )
}
