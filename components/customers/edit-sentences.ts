// What an edit changed, in sentences: the field, what it was and what it is.
import type { useTranslations } from 'next-intl'
import { formatPhone } from '@/components/ui/format-phone'
import type { Metadata } from '@/lib/customers/customer'
import { channelLabel, type CustomerWords, informationLabel, languageLabel, segmentLabel } from './customer-words'

export interface EditWords {
  timeline: ReturnType<typeof useTranslations<'timeline'>>
  customers: CustomerWords
  locale: string
  /** ISO 3166, to write phone numbers as people there do. */
  country: string
}

export const fieldWords = [
  'firstName',
  'lastName',
  'phone',
  'email',
  'preferredChannel',
  'language',
  'segment',
  'tags',
  'metadata',
] as const
/** What else happens to a phone or an e-mail. */
const handleChanges = ['primary', 'share', 'unshare'] as const

/** `edits` as lib/customers/edit-of-field.ts writes them; what is not like that is left out. */
export function editSentences(edits: Metadata[string] | undefined, words: EditWords): string[] {
  if (!Array.isArray(edits)) return []
  return edits.flatMap((edit) => {
    if (typeof edit !== 'object' || edit === null || Array.isArray(edit)) return []
    const name = fieldWords.find((word) => word === edit.field)
    if (name === undefined) return []
    const { timeline: t } = words
    const field =
      name === 'metadata' && typeof edit.key === 'string' ? informationLabel(words.customers, edit.key) : t(`field.${name}`)
    const value = (given: Metadata[string] | undefined) =>
      typeof given === 'string' && given !== '' ? valueWords(name, given, words) : t('detail.nothing')
    const change = handleChanges.find((known) => known === edit.how)
    return [
      change === undefined
        ? t('detail.change', { field, from: value(edit.from), to: value(edit.to) })
        : t(`detail.${change}`, { value: value(edit.to) }),
    ]
  })
}

function valueWords(name: (typeof fieldWords)[number], value: string, { customers, locale, country }: EditWords): string {
  switch (name) {
    case 'phone':
      return formatPhone(value, country)
    case 'preferredChannel':
      return channelLabel(customers, value)
    case 'language':
      return languageLabel(value, locale)
    case 'segment':
      return segmentLabel(customers, value)
    default:
      return value
  }
}
