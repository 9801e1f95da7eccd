// How the customer is reached: the primary phone and e-mail first, then the others, each with what can be done with it.
import { Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { formatPhone } from '@/components/ui/format-phone'
import { Phone } from '@/components/ui/phone'
import type { Customer, Handle } from '@/lib/customers/customer'
import { LongAddress } from '../long-address'
import { AddHandle } from './add-handle'
import { sourceLabel } from './consent-words'
import { HandleMenu } from './handle-menu'
import { Line } from './line'
import { TextField } from './text-field'

type HandleLinesProps = { customer: Customer; country: string; mayEdit: boolean }

export function HandleLines({ customer, country, mayEdit }: HandleLinesProps) {
  const t = useTranslations('customers')
  const primaryOf = (kind: Handle['kind']) => customer.handles.find((handle) => handle.kind === kind && handle.isPrimary)
  const primaries = [primaryOf('phone'), primaryOf('email')]
  const others = customer.handles.filter((handle) => !primaries.includes(handle))
  const words = ({ kind, value, raw }: Handle) =>
    kind === 'phone' ? formatPhone(value, country) : kind === 'username' ? raw : value
  const menu = (handle: Handle | undefined) =>
    handle !== undefined &&
    mayEdit && (
      <HandleMenu
        customerId={customer.id}
        handle={{ id: handle.id, kind: handle.kind, value: handle.value, shared: handle.shared, isPrimary: handle.isPrimary }}
        words={words(handle)}
      />
    )
  const none = <span className="text-muted">–</span>
  const field = (kind: 'phone' | 'email', shown: ReactNode) => (
    <Line term={t(`record.${kind}`)}>
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <TextField
            customerId={customer.id}
            version={customer.version}
            mayEdit={mayEdit}
            label={t(`record.${kind}`)}
            parts={[{ name: kind, label: t(`record.${kind}`), value: customer[kind], type: kind === 'phone' ? 'tel' : 'email' }]}
          >
            {shown}
          </TextField>
          {primaryOf(kind)?.shared === true && <Shared />}
        </div>
        {menu(primaryOf(kind))}
      </div>
    </Line>
  )
  const termOf = ({ kind, value }: Handle) =>
    kind === 'phone'
      ? t('record.otherPhone')
      : kind === 'email'
        ? t('record.otherEmail')
        : kind === 'whatsapp' && !/^\+?\d+$/.test(value)
          ? t('record.whatsappOnly')
          : t(`record.${kind}`)
  return (
    <>
      {field('phone', customer.phone === null ? none : <Phone value={customer.phone} country={country} link />)}
      {field(
        'email',
        customer.email === null ? (
          none
        ) : (
          <a href={`mailto:${customer.email}`} className="[overflow-wrap:anywhere] hover:underline">
            <LongAddress value={customer.email} />
          </a>
        ),
      )}
      {others.map((handle) => (
        <Line key={handle.id} term={termOf(handle)}>
          <div className="flex items-start gap-1">
            <div className="min-w-0 flex-1">
              <span className="[overflow-wrap:anywhere] tabular-nums">
                <LongAddress value={words(handle)} />
              </span>
              {handle.shared && <Shared />}
              <span className="block text-xs text-muted">{sourceLabel(t, handle.source)}</span>
            </div>
            {menu(handle)}
          </div>
        </Line>
      ))}
      {mayEdit && (
        <div>
          <dt className="sr-only">{t('record.newHandle')}</dt>
          <dd>
            <AddHandle customerId={customer.id} />
          </dd>
        </div>
      )}
    </>
  )
}

function Shared() {
  const t = useTranslations('customers.record')
  return (
    <span className="flex items-center gap-1 text-xs text-muted">
      <Users aria-hidden className="size-3" />
      {t('shared')}
    </span>
  )
}
