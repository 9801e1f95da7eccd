// Loads one language's words; a language is a chunk of its own on the server.
import type { Messages } from './app-config'
import type { Locale } from './locales'

const loaders: Record<Locale, () => Promise<Messages>> = {
  fr: () => import('./fr'),
  en: () => import('./en'),
}

export async function loadMessages(locale: Locale): Promise<Messages> {
  return { ...(await loaders[locale]()) }
}
