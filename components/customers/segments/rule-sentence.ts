// A whole rule as one sentence: "Total d’au moins 1 000 € et (Étiquette : robe ou Contact dans les 30 derniers jours)".
import type { useTranslations } from 'next-intl'
import type { CustomerRule } from '@/lib/customers/rule'
import { conditionSentence, type SentenceWords } from '../rule/condition-sentence'

export function ruleSentence(
  t: ReturnType<typeof useTranslations<'segments'>>,
  words: SentenceWords,
  { match, parts }: CustomerRule,
): string {
  if (parts.length === 0) return t('everybodyElse')
  const said = parts.map((part) => {
    if (!('parts' in part)) return conditionSentence(words, part)
    const inner = ruleSentence(t, words, part)
    return part.parts.length > 1 ? `(${inner})` : inner
  })
  return said.join(` ${t(`joined.${match}`)} `)
}
