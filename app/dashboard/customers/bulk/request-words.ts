// The words of a file of requests for agreement: its head in the reader's language, each message in the customer's.
import { getTranslations } from 'next-intl/server'
import { fullName } from '@/components/customers/customer-words'
import { formatPhone } from '@/components/ui/format-phone'
import type { AskedChannel } from '@/lib/customers/bulk/bulk-limits'
import type { Shop } from '@/lib/customers/use-case'
import type { RequestWords } from '@/lib/server/bulk/requests-file'

export async function requestWords(shop: Shop, channel: AskedChannel): Promise<RequestWords> {
  const [bulk, fr, en] = await Promise.all([
    getTranslations('bulk'),
    getTranslations({ locale: 'fr', namespace: 'preferences' }),
    getTranslations({ locale: 'en', namespace: 'preferences' }),
  ])
  return {
    header: [bulk('file.name'), bulk('requests.address'), bulk('requests.link'), bulk('requests.message')],
    name: (request) => fullName(request) ?? '',
    address: ({ address }) => (address.startsWith('+') ? formatPhone(address, shop.region).replaceAll('\u00a0', ' ') : address),
    message: (locale, { firstName }, link) => {
      const t = { fr, en }[locale]
      const hello = firstName === null || firstName === '' ? t('message.hello') : t('message.helloTo', { name: firstName })
      // No-break spaces make an SMS longer than it is.
      return `${hello} ${t(`message.${channel}`, { shop: shop.name, link })}`.replaceAll('\u00a0', ' ')
    },
  }
}
