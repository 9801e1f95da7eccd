// The address of a customer's own preference page, and the language to address him in.
import 'server-only'
import { env } from '@/lib/shared/env'
import { pickLocale, type Locale } from '@/messages/locales'

export const preferencePath = (token: string): string => `/p/${encodeURIComponent(token)}`

export const preferenceLink = (token: string): string => `${env().APP_URL}${preferencePath(token)}`

/** The customer's language when it is one of ours, else the shop's. */
export const languageOf = (language: string, shop: { locale: string }): Locale =>
  pickLocale(undefined, `${language},${shop.locale};q=0.5`)
