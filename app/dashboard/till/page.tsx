// Caisse: whoever calls or stands at the counter, found by four digits or half a name.
import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import type { SearchParams } from '@/components/customers/list-url'
import { askedFor } from '@/components/till/choice'
import { Till } from '@/components/till/till'
import { toTillAnswer } from '@/components/till/till-card'
import { ClientMessages } from '@/components/ui/client-messages'
import { requireContext } from '@/lib/server/context'
import { findCustomers } from '@/lib/server/find-customers'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('till')
  return { title: t('title') }
}

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [context, params, locale] = await Promise.all([requireContext(), searchParams, getLocale()])
  const query = askedFor(typeof params.query === 'string' ? params.query : '')
  const found = await findCustomers(context, query)
  return (
    <ClientMessages namespaces={['customers', 'till']}>
      <Till
        initial={toTillAnswer(found, query, context.shop, locale)}
        mayCreate={context.can('customers:write')}
        timeZone={context.shop.timezone}
      />
    </ClientMessages>
  )
}
