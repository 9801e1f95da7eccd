// Evidence in the words of a person: what the two have in common, and what tells them apart.
import type { useTranslations } from 'next-intl'
import { formatPhone } from '@/components/ui/format-phone'
import type { Evidence } from '@/lib/customers/duplicate'

type DuplicateWords = ReturnType<typeof useTranslations<'duplicates'>>

export interface EvidenceLine {
  text: string
  /** The values themselves; null when the words say it all. */
  values: string | null
  speaksFor: boolean
}

const numbers = new Set<Evidence['kind']>(['phone', 'whatsapp', 'former_phone', 'phone_ending', 'phone_typo'])

/** @param country the shop's, for phones */
export function evidenceLine({ kind, values, weight, percent }: Evidence, t: DuplicateWords, country: string): EvidenceLine {
  const shown = numbers.has(kind) ? values.map((value) => formatPhone(value, country)) : values
  const text =
    kind === 'name' && percent !== undefined && percent < 100 ? t('evidence.nameAt', { percent }) : t(`evidence.${kind}`)
  return { text, values: [...new Set(shown)].join(' · ') || null, speaksFor: weight > 0 }
}

/** The strongest first. */
export const byStrength = (evidence: Evidence[]): Evidence[] => [...evidence].sort((a, b) => b.weight - a.weight)

export type Likelihood = 'sure' | 'likely' | 'possible'
export const likelihood = (score: number): Likelihood => (score >= 85 ? 'sure' : score >= 70 ? 'likely' : 'possible')
