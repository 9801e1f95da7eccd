// What a customer sees when he chooses, once more as a proof: the same keys as the page itself.
import type { useTranslations } from 'next-intl'
import type { AnswerWords } from '@/lib/server/save-preference-answer'

export type PreferenceWords = ReturnType<typeof useTranslations<'preferences'>>

export const answerWords = (t: PreferenceWords): AnswerWords => ({
  question: (shop, channel, address) => `${t('heading', { shop })} ${t(`by.${channel}`)} (${address})`,
  answer: (yes) => t(yes ? 'yes' : 'no'),
  noToAll: (shop) => `${t('heading', { shop })} ${t('noToAll')}`,
  proof: ({ words, link, time, browser }) => t('proof', { words, link, time, browser }),
})
