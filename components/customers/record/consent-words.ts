// Where an agreement was given: what staff can choose, and words for what the ledger holds.
import type { useTranslations } from 'next-intl'

/** What a person at the counter can choose. */
export const staffSources = ['in-store', 'phone-call', 'paper-form', 'web-form', 'message'] as const
const knownSources = [
  ...staffSources,
  'preference_page',
  'user',
  'api-key',
  'channel',
  'system',
  'staff',
  'api',
  'import',
] as const

/** A source from another system is shown as it is written. */
export function sourceLabel(t: ReturnType<typeof useTranslations<'customers'>>, source: string): string {
  const known = knownSources.find((name) => name === source)
  return known === undefined ? source : t(`consent.sources.${known}`)
}
