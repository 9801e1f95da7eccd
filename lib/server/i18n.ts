// next-intl's request settings: the address holds no language; a cookie or the browser does. Times are the shop's.
import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
import { currentSession } from '@/lib/auth/session'
import { loadMessages } from '@/messages/load-messages'
import { localeCookie, pickLocale } from '@/messages/locales'
import { visitPreferencePage } from './preference-page'

/** The signed-in person's shop's zone; asked of the database once a request, with the rest of the session. */
async function shopTimeZone(): Promise<string> {
  // A page that says what went wrong must not fail over the time zone.
  const signedIn = await currentSession().catch(() => null)
  return signedIn?.shop.timezone ?? 'Europe/Paris'
}

/** On a customer's preference page, his language. */
async function customersOwn(path: string | null): Promise<string | undefined> {
  const token = /^\/p\/([^/?]+)/.exec(path ?? '')?.[1]
  if (token === undefined) return undefined
  const visit = await visitPreferencePage(token).catch(() => null)
  return visit === null || visit === 'busy' ? undefined : visit.locale
}

/** `locale`: asked for by name, for a text that somebody else will read. */
export default getRequestConfig(async ({ locale: asked }) => {
  const [jar, head] = await Promise.all([cookies(), headers()])
  const chosen = asked ?? (await customersOwn(head.get('x-coccinelle-path'))) ?? jar.get(localeCookie)?.value
  const locale = pickLocale(chosen, head.get('accept-language'))
  const [timeZone, messages] = await Promise.all([shopTimeZone(), loadMessages(locale)])
  return { locale, timeZone, messages }
})
