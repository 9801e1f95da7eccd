// What a person may choose about the look, and the actions that keep the choice; the cookie lasts a year.
import type { Locale } from '@/messages/locales'

export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

export const themeCookie = 'theme'

/** The cookie's word, or the device's own choice. */
export const readTheme = (value: string | undefined): Theme => themes.find((theme) => theme === value) ?? 'system'

export type Preferences = {
  theme: Theme
  locale: Locale
  setTheme: (theme: Theme) => Promise<void>
  setLocale: (locale: Locale) => Promise<void>
}
