// next-intl's request settings: the address holds no language; a cookie or the browser does.
import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
import { loadMessages } from '@/messages/load-messages'
import { localeCookie, pickLocale } from '@/messages/locales'

export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()])
  const locale = pickLocale(jar.get(localeCookie)?.value, head.get('accept-language'))
  return { locale, timeZone: 'Europe/Paris', messages: await loadMessages(locale) }
})
