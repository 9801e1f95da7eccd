// What a bulk job does, as a short sentence.
import type { useTranslations } from 'next-intl'
import type { BulkAction } from '@/lib/customers/bulk/bulk-action'
import { channelLabel, type CustomerWords, segmentLabel } from '../customers/customer-words'

export type BulkWords = ReturnType<typeof useTranslations<'bulk'>>

export function actionSentence(t: BulkWords, words: CustomerWords, action: BulkAction): string {
  switch (action.kind) {
    case 'add-tags':
      return t('action.addTags', { count: action.tags.length, tags: action.tags.join(', ') })
    case 'remove-tags':
      return t('action.removeTags', { count: action.tags.length, tags: action.tags.join(', ') })
    case 'set-segment':
      return action.segment === null
        ? t('action.clearSegment')
        : t('action.setSegment', { segment: segmentLabel(words, action.segment) })
    case 'ask-consent':
      return t('action.askConsent', { channel: channelLabel(words, action.channel) })
    case 'archive':
      return t('action.archive')
  }
}
