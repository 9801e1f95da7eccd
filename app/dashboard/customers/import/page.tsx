// Importer des clients: where a file comes in, and the imports before it.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ForbiddenState } from '@/components/customers/forbidden-state'
import { listPath } from '@/components/customers/list-url'
import { FileDrop } from '@/components/import/file-drop'
import { RecentImports } from '@/components/import/recent-imports'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { mostBytes, mostRows } from '@/lib/customers/import/import-settings'
import { requireContext } from '@/lib/server/context'
import { recentImports } from '@/lib/server/import/manage-imports'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('imports')
  return { title: t('title') }
}

export default async function Page() {
  const [context, t] = await Promise.all([requireContext(), getTranslations('imports')])
  if (!context.can('customers:import')) return <ForbiddenState title={t('forbidden')}>{t('forbiddenHint')}</ForbiddenState>
  const imports = await recentImports(context)
  return (
    <ClientMessages namespaces={['imports']}>
      <PageHeader title={t('title')} description={t('description')} back={{ href: listPath, label: t('customers') }} />
      <div className="flex flex-col gap-6">
        <FileDrop limits={{ megabytes: Math.floor(mostBytes / 1024 / 1024), rows: mostRows }} />
        <RecentImports
          imports={imports.map(({ id, fileName, status, counts, createdByName, createdAt }) => ({
            id,
            fileName,
            status,
            created: counts.created,
            changed: counts.changed,
            by: createdByName,
            at: createdAt,
          }))}
        />
      </div>
    </ClientMessages>
  )
}
