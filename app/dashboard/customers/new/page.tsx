// Nouveau client.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { NewCustomerForm } from '@/components/customers/create/new-customer-form'
import { listPath, type SearchParams } from '@/components/customers/list-url'
import { ForbiddenState } from '@/components/customers/forbidden-state'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { newId } from '@/lib/shared/ids'
import { submitNewCustomer } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('customers')
  return { title: t('create.title') }
}

const text = (value: string | string[] | undefined): string => (typeof value === 'string' ? value.slice(0, 254) : '')

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [context, params, t] = await Promise.all([requireContext(), searchParams, getTranslations('customers')])
  const values = {
    phone: text(params.phone),
    email: text(params.email),
    firstName: text(params.firstName),
    lastName: text(params.lastName),
    preferredChannel: '',
    language: context.shop.locale,
    segment: '',
    tags: '',
  }
  return (
    <ClientMessages namespaces={['customers']}>
      <div className="mx-auto max-w-prose">
        <PageHeader title={t('create.title')} description={t('create.hint')} back={{ href: listPath, label: t('title') }} />
        {context.can('customers:write') ? (
          <NewCustomerForm action={submitNewCustomer} values={values} formKey={newId()} />
        ) : (
          <ForbiddenState level={2} title={t('create.forbidden')}>
            {t('create.forbiddenHint')}
          </ForbiddenState>
        )}
      </div>
    </ClientMessages>
  )
}
