// Words for keys that data names, such as a manifest's `summaryKey`: the compiler cannot know them, so a missing one is null.
import 'server-only'
import { createTranslator } from 'next-intl'
import { getLocale, getMessages } from 'next-intl/server'

export async function messageText(): Promise<(key: string) => string | null> {
  const [locale, all] = await Promise.all([getLocale(), getMessages()])
  const messages: Record<string, unknown> = { all }
  const t = createTranslator({ locale, messages, namespace: 'all', onError: () => {}, getMessageFallback: () => '' })
  return (key) => (t.has(key) ? t(key) : null)
}
