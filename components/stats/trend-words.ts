// The words of every trend, in the reader's language.
import { getLocale, getTranslations } from 'next-intl/server'
import type { TrendWords } from './to-trend'

export async function trendWords(): Promise<TrendWords> {
  const [t, locale] = await Promise.all([getTranslations('stats'), getLocale()])
  return { locale, now: t('now'), before: t('earlier'), none: t('none'), others: t('others') }
}
