// What sentences of rules are made with, for the reader and the shop.
import { useLocale, useTranslations } from 'next-intl'
import type { SentenceWords } from '../rule/condition-sentence'

/** @param named the shop's linked systems and groups */
export function useSentenceWords(currency: string, named: { id: string; label: string }[]): SentenceWords {
  return {
    sentences: useTranslations('sentences'),
    customers: useTranslations('customers'),
    locale: useLocale(),
    currency,
    names: new Map(named.map(({ id, label }) => [id, label])),
  }
}
