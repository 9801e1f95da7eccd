// The conditions of a list as sentences, in its order.
import { useLocale, useTranslations } from 'next-intl'
import { conditionsOf, type ListState } from '../list-url'
import { conditionSentence } from '../rule/condition-sentence'

/** @param currency the shop's; @param named its linked systems and groups, by their ids */
export function useSentences(
  state: Pick<ListState, 'segment' | 'tags' | 'where'>,
  currency: string,
  named: { id: string; label: string }[],
): string[] {
  const words = {
    sentences: useTranslations('sentences'),
    customers: useTranslations('customers'),
    locale: useLocale(),
    currency,
    names: new Map(named.map(({ id, label }) => [id, label])),
  }
  return conditionsOf(state).map((condition) => conditionSentence(words, condition))
}
