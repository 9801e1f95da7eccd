// Réglages, CRM: the systems there are, what each brings, and the one in use.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CrmCards } from '@/components/crm/crm-cards'
import { ForbiddenState } from '@/components/customers/forbidden-state'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { crmSettings } from '@/lib/server/crm-settings'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings')
  return { title: t('crm.title') }
}

export default async function Page() {
  const [context, t] = await Promise.all([requireContext(), getTranslations('settings')])
  if (!context.can('settings:read')) return <ForbiddenState title={t('forbidden')}>{t('forbiddenHint')}</ForbiddenState>
  const cards = await crmSettings(context)
  return (
    <>
      <PageHeader title={t('crm.title')} description={t('crm.description')} />
      <CrmCards cards={cards} />
    </>
  )
}
