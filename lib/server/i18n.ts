// next-intl's request settings: the address holds no language; a cookie or the browser does. Times are the shop's.
import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
import { currentSession } from '@/lib/auth/session'
import { loadMessages } from '@/messages/load-messages'
import { localeCookie, pickLocale } from '@/messages/locales'

/** The signed-in person's shop's zone; asked of the database once a request, with the rest of the session. */
async function shopTimeZone(): Promise<string> {
  // A page that says what went wrong must not fail over the time zone.
  const signedIn = await currentSession().catch(() => null)
  return signedIn?.shop.timezone ?? 'Europe/Paris'
}

export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()])
  const locale = pickLocale(jar.get(localeCookie)?.value, head.get('accept-language'))
  const [timeZone, messages] = await Promise.all([shopTimeZone(), loadMessages(locale)])
  return { locale, timeZone, messages }
})
