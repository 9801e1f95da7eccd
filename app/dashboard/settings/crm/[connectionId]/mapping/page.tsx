// Réglages, CRM, one linked system: which field of theirs each of ours stands in, and which stage each segment has.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { MappingForm } from '@/components/crm/mapping/mapping-form'
import { ForbiddenState } from '@/components/customers/forbidden-state'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { mappableFields } from '@/lib/crm/field-mapping'
import { requireContext } from '@/lib/server/context'
import { readMapping } from '@/lib/server/field-mapping-settings'
import { CrmError } from '@/lib/shared/errors'

type PageProps = { params: Promise<{ connectionId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings')
  return { title: t('crm.mapping.title') }
}

export default async function Page({ params }: PageProps) {
  const [context, t, { connectionId }] = await Promise.all([requireContext(), getTranslations('settings'), params])
  if (!context.can('settings:read')) return <ForbiddenState title={t('forbidden')}>{t('forbiddenHint')}</ForbiddenState>
  const view = await readMapping(context, connectionId).catch((error: unknown) => {
    // A system that keeps fields of its own choosing has no such page.
    if (error instanceof CrmError && (error.code === 'not_found' || error.code === 'unsupported')) notFound()
    throw error
  })
  const mayWrite = context.can('settings:write')
  const names = Object.fromEntries(mappableFields.map(({ name }) => [name, t(`crm.mapping.fields.${name}`)]))
  return (
    <ClientMessages namespaces={['settings', 'customers']}>
      <PageHeader
        title={t('crm.mapping.title')}
        description={t('crm.mapping.description', { label: view.connection.label })}
        back={{ href: '/dashboard/settings/crm', label: t('crm.mapping.back') }}
      />
      {!mayWrite && <p className="mb-4 text-muted">{t('readOnly')}</p>}
      <MappingForm view={view} names={names} mayWrite={mayWrite} />
    </ClientMessages>
  )
}
