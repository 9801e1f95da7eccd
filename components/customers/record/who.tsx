// Who the customer is: how to reach them, how they are filed, what they agreed to, where the record comes from.
import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { formatPhone } from '@/components/ui/format-phone'
import { Phone } from '@/components/ui/phone'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Customer } from '@/lib/customers/customer'
import type { Shop } from '@/lib/customers/use-case'
import { channelLabel, consentChannels, knownSegments, languageLabel, originLabel, segmentLabel } from '../customer-words'
import { languages } from '../languages'
import { ChoiceField } from './choice-field'
import { ConsentList, type ConsentLine } from './consent-list'
import { sourceLabel } from './consent-words'
import { TagEditor } from './tag-editor'
import { TextField } from './text-field'

type WhoProps = {
  customer: Customer
  shop: Shop
  /** The shop's own segments beside the preset ones. */
  segments: string[]
  consents: ConsentLine[]
  mayEdit: boolean
}

export function Who({ customer, shop, segments, consents, mayEdit }: WhoProps) {
  const t = useTranslations('customers')
  const locale = useLocale()
  const common = { customerId: customer.id, version: customer.version, mayEdit }
  const others = customer.handles.filter(({ kind, isPrimary }) => !(isPrimary && (kind === 'phone' || kind === 'email')))
  const none = <span className="text-muted">–</span>
  return (
    <div className="flex flex-col gap-4">
      <Card title={t('record.identity')}>
        <dl className="flex flex-col gap-2">
          <Line term={t('record.phone')}>
            <TextField
              {...common}
              label={t('record.phone')}
              parts={[{ name: 'phone', label: t('record.phone'), value: customer.phone, type: 'tel' }]}
            >
              {customer.phone === null ? none : <Phone value={customer.phone} country={shop.region} link />}
            </TextField>
          </Line>
          <Line term={t('record.email')}>
            <TextField
              {...common}
              label={t('record.email')}
              parts={[{ name: 'email', label: t('record.email'), value: customer.email, type: 'email' }]}
            >
              {customer.email === null ? (
                none
              ) : (
                <a href={`mailto:${customer.email}`} className="break-all hover:underline">
                  {customer.email}
                </a>
              )}
            </TextField>
          </Line>
          {others.map(({ id, kind, value, source, shared }) => (
            <Line key={id} term={t(`record.${kind}`)}>
              <span className="break-all">{kind === 'phone' ? formatPhone(value, shop.region) : value}</span>
              <span className="block text-xs text-muted">
                {sourceLabel(t, source)}
                {shared && `, ${t('record.shared')}`}
              </span>
            </Line>
          ))}
          <Line term={t('record.segment')}>
            <ChoiceField
              {...common}
              name="segment"
              label={t('record.segment')}
              value={customer.segment}
              none={t('record.noSegment')}
              options={[...new Set([...knownSegments, ...segments])].map((value) => ({ value, label: segmentLabel(t, value) }))}
            />
          </Line>
          <Line term={t('record.preferredChannel')}>
            <ChoiceField
              {...common}
              name="preferredChannel"
              label={t('record.preferredChannel')}
              value={customer.preferredChannel}
              none={t('record.noPreference')}
              options={consentChannels.map((value) => ({ value, label: channelLabel(t, value) }))}
            />
          </Line>
          <Line term={t('record.language')}>
            <ChoiceField
              {...common}
              name="language"
              label={t('record.language')}
              value={customer.language}
              options={[...new Set([...languages, customer.language])].map((value) => ({
                value,
                label: languageLabel(value, locale),
              }))}
            />
          </Line>
        </dl>
      </Card>
      <Card title={t('tags.title')}>
        <TagEditor customerId={customer.id} tags={customer.tags} mayEdit={mayEdit} />
      </Card>
      <Card title={t('consent.title')} description={t('consent.hint')}>
        <ConsentList customerId={customer.id} lines={consents} timeZone={shop.timezone} mayEdit={mayEdit} />
      </Card>
      <Provenance customer={customer} timeZone={shop.timezone} />
    </div>
  )
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}

function Provenance({ customer, timeZone }: { customer: Customer; timeZone: string }) {
  const t = useTranslations('customers')
  const { source } = customer.metadata
  return (
    <p className="px-1 text-xs text-muted">
      {t('record.created')} <RelativeTime value={customer.createdAt} timeZone={timeZone} />
      {typeof source === 'string' && source !== '' && (
        <>
          {' · '}
          {t('record.origin', { source: originLabel(t, source) })}
        </>
      )}
      {customer.links.map(({ connectionId, externalId, system }) => (
        <span key={`${connectionId}/${externalId}`} className="block">
          {t('record.linked', { system, id: externalId })}
        </span>
      ))}
    </p>
  )
}
