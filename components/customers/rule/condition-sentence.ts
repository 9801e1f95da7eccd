// A condition as a person would say it: "Sans achat depuis 90 jours", "Total d’au moins 500 €".
import type { useTranslations } from 'next-intl'
import type { RuleCondition } from '@/lib/customers/rule'
import { consentAnswers, isFixedField, kindOf } from '@/lib/customers/rule-fields'
import { fractionDigits } from '@/lib/shared/money'
import {
  channelLabel,
  consentChannels,
  type CustomerWords,
  informationLabel,
  languageLabel,
  segmentLabel,
} from '../customer-words'

export interface SentenceWords {
  sentences: ReturnType<typeof useTranslations<'sentences'>>
  customers: CustomerWords
  locale: string
  /** The shop's. */
  currency: string
  /** Names of the shop's linked systems and groups, by the ids of connections and groups. */
  names: ReadonlyMap<string, string>
}

export function conditionSentence(words: SentenceWords, { field, operator, values }: RuleCondition): string {
  const { sentences: t, locale } = words
  const channel = consentChannels.find((name) => field === `consent.${name}`)
  if (channel !== undefined && operator === 'notIn' && values.join() === 'granted') return t(`noConsent.${channel}`)
  const [first = '', second = ''] = values
  const kind = kindOf(field)
  const amount = kind === 'money' ? (value: string) => roundMoney(value, words) : (value: string) => value
  const details = {
    operator,
    value: kind === 'date' || kind === 'sometime' ? sayDay(first, locale) : joined(words, { field, operator, values }),
    count: kind === 'number' ? Number(first) : values.length,
    days: /^\d+$/.test(first) ? Number(first) : 0,
    from: amount(first),
    to: amount(second),
  }
  if (isFixedField(field)) return t(`fields.${field}`, details)
  return t('own', { ...details, name: informationLabel(words.customers, field.slice('info.'.length)) })
}

/** "VIP ou Actif"; "robe et été" where all are meant; a mere list where none is. */
function joined(words: SentenceWords, { field, operator, values }: RuleCondition): string {
  const names = values.map((value) => sayValue(words, field, value))
  if (operator === 'none') return names.join(', ')
  return new Intl.ListFormat(words.locale, { type: operator === 'all' ? 'conjunction' : 'disjunction' }).format(names)
}

function sayValue({ sentences, customers, locale, names }: SentenceWords, field: RuleCondition['field'], value: string): string {
  if (field === 'segment') return segmentLabel(customers, value)
  if (field === 'preferredChannel' || field === 'lastChannel') return channelLabel(customers, value)
  if (field === 'language') return languageLabel(value, locale)
  if (field === 'system') return names.get(value) ?? sentences('goneSystem')
  if (field === 'group') return names.get(value) ?? sentences('goneGroup')
  const answer = field.startsWith('consent.') ? consentAnswers.find((name) => name === value) : undefined
  return answer === undefined ? value : sentences(`consents.${answer}`)
}

/** A day of the calendar in full, "1er mars 2026"; the text itself when it is no day. */
function sayDay(day: string, locale: string): string {
  const date = new Date(`${day}T12:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(date.getTime())) return day
  const text = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date)
  return locale.startsWith('fr') ? text.replace(/^1 /, '1er ') : text
}

/** Whole amounts without their zeros: "500 €". */
function roundMoney(minor: string, { currency, locale }: SentenceWords): string {
  const amount = Number(minor) / 10 ** fractionDigits(currency)
  const format: Intl.NumberFormatOptions = { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' }
  return new Intl.NumberFormat(locale, format).format(amount)
}
