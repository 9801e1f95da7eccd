// Where else a customer is, and by what they were recognised there, in the reader's words.
import { formatPhone } from '@/components/ui/format-phone'
import type { Customer } from '@/lib/customers/customer'
import type { CustomerWords } from './customer-words'

/** @param country of the shop, ISO 3166: its own numbers are shown as people there write them */
export function linkWords(t: CustomerWords, link: Customer['links'][number], country: string): string {
  const { system, externalId, kind, evidence } = link
  const where = kind === 'guest' ? t('record.linkedGuest', { system }) : t('record.linked', { system, id: externalId })
  if (evidence === null) return where
  const { by, value, shared } = evidence
  const shown = by === 'phone' && value !== null ? formatPhone(value, country) : (value ?? '')
  const why = by === 'new' ? t('record.evidence.new') : t(`record.evidence.${by}`, { value: shown })
  const also = shared === null ? null : t('record.evidence.shared', { value: formatPhone(shared, country) })
  return [where, why, also].filter((part) => part !== null).join(' · ')
}
