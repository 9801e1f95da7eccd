'use server'
// Keeps the look and the language. Open to everyone, signed in or not: they concern this browser alone.
import { cookies } from 'next/headers'
import { z } from 'zod'
import { themeCookie, themes, type Theme } from '@/components/shell/preferences'
import { localeCookie, locales, type Locale } from '@/messages/locales'

const year = { path: '/', maxAge: 365 * 24 * 60 * 60, sameSite: 'lax', httpOnly: true } as const

export async function setTheme(theme: Theme) {
  const value = z.enum(themes).parse(theme)
  const jar = await cookies()
  jar.set(themeCookie, value, year)
}

export async function setLocale(locale: Locale) {
  const value = z.enum(locales).parse(locale)
  const jar = await cookies()
  jar.set(localeCookie, value, year)
}
