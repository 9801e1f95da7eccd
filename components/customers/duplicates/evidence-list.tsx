// Why two records may be one person, with the very values; and what speaks against it.
import clsx from 'clsx'
import { Check, Minus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Evidence } from '@/lib/customers/duplicate'
import { byStrength, evidenceLine } from './evidence-words'

export function EvidenceList({ evidence, country }: { evidence: Evidence[]; country: string }) {
  const t = useTranslations('duplicates')
  if (evidence.length === 0) return <p className="text-muted">{t('noEvidence')}</p>
  return (
    <ul aria-label={t('why')} className="flex flex-col gap-1">
      {byStrength(evidence).map((one) => {
        const { text, values, speaksFor } = evidenceLine(one, t, country)
        return (
          <li key={one.kind} className="flex min-w-0 items-start gap-2">
            {speaksFor ? (
              <Check aria-hidden className="mt-1 size-3 shrink-0 text-ok" />
            ) : (
              <Minus aria-hidden className="mt-1 size-3 shrink-0 text-muted" />
            )}
            <span className={clsx('min-w-0 break-words', !speaksFor && 'text-muted')}>
              {text}
              {values !== null && <span className="text-muted tabular-nums">{t('values', { values })}</span>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
