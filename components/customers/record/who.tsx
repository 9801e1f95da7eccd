// Who the customer is: how to reach them, how they are filed, what they agreed to, where the record comes from.
import { useLocale, useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Customer } from '@/lib/customers/customer'
import type { Shop } from '@/lib/customers/use-case'
import type { CustomerSegments } from '@/lib/server/segments'
import { channelLabel, consentChannels, knownSegments, languageLabel, originLabel, segmentLabel } from '../customer-words'
import { languages } from '../languages'
import { linkWords } from '../link-words'
import { ChoiceField } from './choice-field'
import { ConsentList, type ConsentLine } from './consent-list'
import { HandleLines } from './handle-lines'
import { Line } from './line'
import { SegmentFacts } from '../segments/segment-facts'
import { TagEditor } from './tag-editor'

type WhoProps = {
  customer: Customer
  shop: Shop
  /** The shop's own segments beside the preset ones. */
  segments: string[]
  filed: CustomerSegments
  consents: ConsentLine[]
  mayEdit: boolean
}

export function Who({ customer, shop, segments, filed, consents, mayEdit }: WhoProps) {
  const t = useTranslations('customers')
  const locale = useLocale()
  const common = { customerId: customer.id, version: customer.version, mayEdit }
  return (
    <div className="flex flex-col gap-4">
      <Card title={t('record.identity')}>
        <dl className="flex flex-col gap-2">
          <HandleLines customer={customer} country={shop.region} mayEdit={mayEdit} />
          <Line term={t('record.segment')}>
            <ChoiceField
              {...common}
              name="segment"
              label={t('record.segment')}
              value={customer.segment}
              none={t('record.noSegment')}
              options={[...new Set([...knownSegments, ...segments])].map((value) => ({ value, label: segmentLabel(t, value) }))}
            />
            <SegmentFacts customerId={customer.id} filed={filed} mayEdit={mayEdit} />
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
      <Provenance customer={customer} shop={shop} />
    </div>
  )
}

function Provenance({ customer, shop }: { customer: Customer; shop: Shop }) {
  const t = useTranslations('customers')
  const { source } = customer.metadata
  return (
    <p className="px-1 text-xs text-muted">
      {t('record.created')} <RelativeTime value={customer.createdAt} timeZone={shop.timezone} />
      {typeof source === 'string' && source !== '' && (
        <>
          {' · '}
          {t('record.origin', { source: originLabel(t, source) })}
        </>
      )}
      {customer.links.map((link) => (
        <span key={`${link.connectionId}/${link.externalId}`} className="block [overflow-wrap:anywhere]">
          {linkWords(t, link, shop.region)}
        </span>
      ))}
    </p>
  )
}
