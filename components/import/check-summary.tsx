// What the dry run found, in numbers, in a few remarks and in examples with the reason of each.
import { ChevronRight } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import {
  type ImportCounts,
  type ImportReport,
  type ImportSample,
  type SampleKind,
  sampleKinds,
} from '@/lib/customers/import/import-report'
import { Figures } from './figures'
import { reasonText } from './reason-text'

type CheckSummaryProps = {
  counts: ImportCounts
  report: ImportReport
  /** Rows read so far, while the dry run goes on. */
  reading: number | null
  before: Date | null
}

const remarks = ['repeated', 'skipped', 'team', 'consent_refused'] as const

export function CheckSummary({ counts, report, reading, before }: CheckSummaryProps) {
  const t = useTranslations('imports.check')
  const format = useFormatter()
  const said = remarks.filter((remark) => counts[remark] > 0)
  return (
    <Card title={t('title')} description={reading === null ? undefined : t('checking', { rows: reading })} flush>
      <Figures counts={counts} />
      {(said.length > 0 || before !== null) && (
        <ul className="flex flex-col gap-1 border-t border-line px-4 py-3 text-muted">
          {before !== null && <li>{t('before', { when: format.dateTime(before, { dateStyle: 'long' }) })}</li>}
          {said.map((remark) => (
            <li key={remark}>{t(remark, { count: counts[remark] })}</li>
          ))}
        </ul>
      )}
      {sampleKinds
        .filter((kind) => report[kind].length > 0)
        .map((kind) => (
          <Samples key={kind} kind={kind} samples={report[kind]} />
        ))}
    </Card>
  )
}

const openKinds: readonly SampleKind[] = ['conflict', 'refused']

function Samples({ kind, samples }: { kind: SampleKind; samples: readonly ImportSample[] }) {
  const t = useTranslations('imports.check')
  return (
    <details open={openKinds.includes(kind)} className="group border-t border-line">
      <summary className="flex min-h-row list-none items-center gap-2 px-4 font-medium hover:bg-sunken [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 shrink-0 text-muted transition-transform group-open:rotate-90" />
        {t(`samples.${kind}`)}
      </summary>
      <ul className="divide-y divide-line border-t border-line">
        {samples.map((sample) => (
          <Sample key={sample.row} sample={sample} />
        ))}
      </ul>
    </details>
  )
}

function Sample({ sample: { row, name, reach, fields, reasons } }: { sample: ImportSample }) {
  const t = useTranslations('imports')
  const known = fieldNames.filter((field) => fields.includes(field))
  return (
    <li className="flex flex-wrap gap-x-4 gap-y-1 px-4 py-2">
      <span className="w-20 shrink-0 text-muted tabular-nums">{t('check.row', { row })}</span>
      <span className="min-w-0 flex-1 basis-60">
        <span className="block break-words">
          {[name === '' ? t('check.nameless') : name, reach].filter((part) => part !== '').join(' · ')}
        </span>
        {known.length > 0 && (
          <span className="block text-xs text-muted">{known.map((field) => t(`field.${field}`)).join(', ')}</span>
        )}
        {reasons.map((reason) => (
          <span key={`${reason.reason} ${reason.column ?? ''}`} className="block text-xs text-warn">
            {reason.column !== null && <span className="font-medium">{reason.column} – </span>}
            {reasonText(t, reason)}
          </span>
        ))}
      </span>
    </li>
  )
}

const fieldNames = [
  'firstName',
  'lastName',
  'phone',
  'email',
  'reference',
  'language',
  'preferredChannel',
  'segment',
  'tags',
  'consents',
  'metadata',
] as const
