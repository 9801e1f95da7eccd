// Réglages, CRM: the systems linked to the shop and how they fare, those one could link, and where customers live.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CrmCards } from '@/components/crm/crm-cards'
import { LinkOutcome } from '@/components/crm/link-outcome'
import { ForbiddenState } from '@/components/customers/forbidden-state'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { crmSettings } from '@/lib/server/crm-settings'
import { hasMailServer } from '@/lib/server/mail'
import { consentVariables } from '@/lib/shared/env'
import { crmWords } from './crm-words'

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings')
  return { title: t('crm.title') }
}

export default async function Page({ searchParams }: PageProps) {
  const [context, t] = await Promise.all([requireContext(), getTranslations('settings')])
  if (!context.can('settings:read')) return <ForbiddenState title={t('forbidden')}>{t('forbiddenHint')}</ForbiddenState>
  const [cards, words, { linked, refused }] = await Promise.all([crmSettings(context), crmWords(), searchParams])
  const renderedAt = context.useCase.clock().getTime()
  const arrived = cards.find(({ id }) => id === linked)
  const mayWrite = context.can('settings:write')
  return (
    <ClientMessages namespaces={['settings']}>
      <PageHeader title={t('crm.title')} description={t('crm.description')} />
      {!mayWrite && <p className="mb-4 text-muted">{t('readOnly')}</p>}
      {arrived?.connection != null && <LinkOutcome kind="linked" label={arrived.label} role={arrived.connection.role} />}
      {typeof refused === 'string' && <LinkOutcome kind="refused" why={words.refusal(refused)} />}
      <CrmCards
        cards={cards}
        words={words}
        variables={consentVariables}
        mayWrite={mayWrite}
        hasMail={hasMailServer()}
        timeZone={context.shop.timezone}
        region={context.shop.region}
        renderedAt={renderedAt}
      />
    </ClientMessages>
  )
}
