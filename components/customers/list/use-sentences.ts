// The conditions of a list as sentences, in its order.
import { useLocale, useTranslations } from 'next-intl'
import { conditionsOf, type ListState } from '../list-url'
import { conditionSentence } from '../rule/condition-sentence'

/** @param currency the shop's; @param systems its linked systems, by the id of their connection */
export function useSentences(
  state: Pick<ListState, 'segment' | 'tags' | 'where'>,
  currency: string,
  systems: { id: string; label: string }[],
): string[] {
  const words = {
    sentences: useTranslations('sentences'),
    customers: useTranslations('customers'),
    locale: useLocale(),
    currency,
    systems: new Map(systems.map(({ id, label }) => [id, label])),
  }
  return conditionsOf(state).map((condition) => conditionSentence(words, condition))
}
