'use client'
// Both directions for one person, field by field: a table on a desk, blocks on a phone.
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { segmentLabel } from '@/components/customers/customer-words'
import type { MappingPreview, PreviewRow } from '@/lib/server/field-mapping-preview'

type PreviewTableProps = {
  label: string
  preview: MappingPreview
  person: NonNullable<MappingPreview['person']>
  nameOf: (ours: string) => string
}

const columns = 'md:grid md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_minmax(0,3fr)_minmax(0,3fr)] md:gap-4'

export function PreviewTable({ label, preview: { rows, stage }, person, nameOf }: PreviewTableProps) {
  const t = useTranslations('settings.crm.mapping.preview')
  const customers = useTranslations('customers')
  const name = person.name ?? customers('unknown')
  return (
    <div>
      <p className="font-medium">{name}</p>
      {person.externalId === null && <p className="text-muted">{t('onlyHere', { label })}</p>}
      {person.customerId === null && <p className="text-muted">{t('onlyThere', { label })}</p>}
      {rows.length === 0 && stage === null ? (
        <p className="mt-2 text-muted">{t('empty')}</p>
      ) : (
        <div role="table" aria-label={name} className="mt-3 rounded border border-line">
          <div role="row" className={`hidden border-b border-line px-3 py-2 text-xs font-medium text-muted ${columns}`}>
            <span role="columnheader">{t('field')}</span>
            <span role="columnheader">{t('wouldWrite')}</span>
            <span role="columnheader">{t('standsThere')}</span>
            <span role="columnheader">{t('wouldRead')}</span>
          </div>
          {rows.map((row) => (
            <div key={row.ours} role="row" className={`border-b border-line px-3 py-2 last:border-b-0 ${columns}`}>
              <span role="rowheader" className="min-w-0">
                <span className="block font-medium break-words">{nameOf(row.ours)}</span>
                <span className="block text-xs break-words text-muted">{row.theirsLabel}</span>
              </span>
              <Value heading={t('wouldWrite')}>
                {person.customerId === null ? <Muted>–</Muted> : <Text value={row.out} />}
                {row.refused !== null && person.customerId !== null && (
                  <span className="block text-xs text-warn">{t(`refused.${row.refused}`)}</span>
                )}
              </Value>
              <Value heading={t('standsThere')}>
                {person.externalId === null ? <Muted>–</Muted> : <Text value={row.there} />}
              </Value>
              <Value heading={t('wouldRead')}>{person.externalId === null ? <Muted>–</Muted> : <Reading row={row} />}</Value>
            </div>
          ))}
          {stage !== null && (
            <div role="row" className={`border-b border-line px-3 py-2 last:border-b-0 ${columns}`}>
              <span role="rowheader" className="min-w-0">
                <span className="block font-medium">{t('stage')}</span>
                <span className="block text-xs text-muted">{segmentLabel(customers, stage.segment)}</span>
              </span>
              <Value heading={t('wouldWrite')}>
                <Text value={stage.label} />
              </Value>
              <Value heading={t('standsThere')}>
                <Muted>–</Muted>
              </Value>
              <Value heading={t('wouldRead')}>
                <Muted>–</Muted>
              </Value>
            </div>
          )}
        </div>
      )}
    </div>
  )
}

const Muted = ({ children }: { children: ReactNode }) => <span className="text-muted">{children}</span>

/** On a phone the heading stands beside the value; on a desk it stands above the column. */
const Value = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <span role="cell" className="mt-1 flex min-w-0 gap-2 md:mt-0 md:block">
    <span aria-hidden className="w-32 shrink-0 text-xs text-muted md:hidden">
      {heading}
    </span>
    <span className="min-w-0 break-words">{children}</span>
  </span>
)

function Text({ value }: { value: string | null }) {
  const t = useTranslations('settings.crm.mapping.preview')
  return value === null || value === '' ? <Muted>{t('nothing')}</Muted> : <>{value}</>
}

function Reading({ row: { reading, back } }: { row: PreviewRow }) {
  const t = useTranslations('settings.crm.mapping.preview')
  if (reading === 'unreadable') return <span className="text-warn">{t('unreadable')}</span>
  return <Text value={reading === 'empty' ? null : back} />
}
