'use client'
// What can be chosen for a field: what every shop has, what this shop uses, and what is chosen already.
import { useLocale, useTranslations } from 'next-intl'
import { consentAnswers, type RuleField } from '@/lib/customers/rule-fields'
import { channelLabel, consentChannels, knownChannels, knownSegments, languageLabel, segmentLabel } from '../customer-words'
import { languages } from '../languages'
import type { FilterChoices } from './filter-choices'

export type ChoiceOption = { value: string; label: string; hint?: string }

/** undefined while the shop's choices are read, null when they could not be; fields that need none of them do not wait. */
export function useOptions(
  field: RuleField,
  choices: FilterChoices | null | undefined,
  chosen: string[],
): ChoiceOption[] | null | undefined {
  const t = useTranslations('filters')
  const customers = useTranslations('customers')
  const locale = useLocale()
  const numbers = new Intl.NumberFormat(locale)
  const withChosen = (options: ChoiceOption[], labelOf: (value: string) => string): ChoiceOption[] => [
    ...options,
    ...chosen
      .filter((value) => options.every((option) => option.value !== value))
      .map((value) => ({ value, label: labelOf(value) })),
  ]
  const named = (values: readonly string[], labelOf: (value: string) => string): ChoiceOption[] =>
    withChosen(
      [...new Set(values)].map((value) => ({ value, label: labelOf(value) })),
      labelOf,
    )
  if (field.startsWith('consent.')) return consentAnswers.map((value) => ({ value, label: t(`consents.${value}`) }))
  if (field === 'preferredChannel') return named(consentChannels, (value) => channelLabel(customers, value))
  if (field === 'lastChannel') return named(knownChannels, (value) => channelLabel(customers, value))
  if (choices === null || choices === undefined) return choices
  if (field === 'segment') return named([...knownSegments, ...choices.segments], (value) => segmentLabel(customers, value))
  if (field === 'language') return named([...languages, ...choices.languages], (value) => languageLabel(value, locale))
  if (field === 'system')
    return withChosen(
      choices.systems.map(({ id, label }) => ({ value: id, label })),
      () => t('goneSystem'),
    )
  if (field === 'group')
    return withChosen(
      choices.groups.map(({ id, label }) => ({ value: id, label })),
      () => t('goneGroup'),
    )
  const tags = choices.tags
    .filter(({ customers: count }) => count > 0)
    .sort((a, b) => b.customers - a.customers)
    .map(({ name, customers: count }) => ({ value: name, label: name, hint: numbers.format(count) }))
  return withChosen(tags, (value) => value)
}
