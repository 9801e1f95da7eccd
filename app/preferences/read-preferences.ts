// The visitor's look and language with the actions that change them, for the menus.
import { cookies } from 'next/headers'
import { getLocale } from 'next-intl/server'
import { readTheme, themeCookie, type Preferences } from '@/components/shell/preferences'
import { setLocale, setTheme } from './actions'

export async function readPreferences(): Promise<Preferences> {
  const [jar, locale] = await Promise.all([cookies(), getLocale()])
  return { theme: readTheme(jar.get(themeCookie)?.value), locale, setTheme, setLocale }
}
