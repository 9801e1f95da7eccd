// What people call a customer, a segment, a channel. A shop's own segment or an unknown channel is shown as it is written.
import type { useTranslations } from 'next-intl'
import type { ContactChannel, presetSegments } from '@/lib/customers/customer'

export type CustomerWords = ReturnType<typeof useTranslations<'customers'>>

export const knownSegments = [
  'vip',
  'active',
  'prospect',
  'standard',
] as const satisfies readonly (typeof presetSegments)[number][]
export const knownChannels = ['sms', 'whatsapp', 'email', 'phone', 'shop'] as const satisfies readonly (ContactChannel | 'shop')[]
export const consentChannels = ['sms', 'whatsapp', 'email', 'phone'] as const satisfies readonly ContactChannel[]

/** The name as stored, or null: "Client inconnu" is a label and comes from the catalogue. */
export const fullName = ({ firstName, lastName }: { firstName: string | null; lastName: string | null }): string | null =>
  [firstName, lastName].filter((part) => part !== null && part !== '').join(' ') || null

export function segmentLabel(t: CustomerWords, segment: string): string {
  const known = knownSegments.find((name) => name === segment)
  return known === undefined ? segment : t(`segments.${known}`)
}

export function channelLabel(t: CustomerWords, channel: string): string {
  const known = knownChannels.find((name) => name === channel)
  return known === undefined ? channel : t(`channels.${known}`)
}

/** Where a record came from (its metadata's `source`). */
export const originLabel = (t: CustomerWords, source: string): string =>
  source === 'incoming-message' ? t('record.firstMessage') : channelLabel(t, source)

const knownInformation = ['source', 'firstMessage', 'firstMessageDate'] as const

/** What we write among a shop's own information has words; the shop's keys are shown as they are written. */
export function informationLabel(t: CustomerWords, key: string): string {
  const known = knownInformation.find((name) => name === key)
  return known === undefined ? key : t(`own.${known}`)
}

/** "français", "anglais"; the code itself when the runtime has no name for it. */
export function languageLabel(code: string, locale: string): string {
  try {
    const name = new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
  } catch {
    return code
  }
}
