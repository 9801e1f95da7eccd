// One import, from the first look at its file to its result, at one address.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { fullName } from '@/components/customers/customer-words'
import { ForbiddenState } from '@/components/customers/forbidden-state'
import { CheckSummary } from '@/components/import/check-summary'
import { ImportEditor } from '@/components/import/import-editor'
import { importsPath } from '@/components/import/import-path'
import { ImportResult } from '@/components/import/import-result'
import { ImportState } from '@/components/import/import-state'
import { RevertedResult } from '@/components/import/reverted-result'
import { WorkCard } from '@/components/import/work-card'
import { LiveRefresh } from '@/components/live/live-refresh'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { troubleText } from '@/lib/server/import/trouble-text'
import { type ImportView, noteImportLook, readImport } from '@/lib/server/import/manage-imports'

type PageProps = { params: Promise<{ importId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('imports')
  return { title: t('title') }
}

export default async function Page({ params }: PageProps) {
  const [context, t, { importId }] = await Promise.all([requireContext(), getTranslations('imports'), params])
  if (!context.can('customers:import')) return <ForbiddenState title={t('forbidden')}>{t('forbiddenHint')}</ForbiddenState>
  const renderedAt = context.useCase.clock().getTime()
  const view = await readImport(context, importId)
  if (view === null) notFound()
  const { fileName, status, finishedAt } = view.record
  if (finishedAt !== null) await noteImportLook(context, importId)
  return (
    <ClientMessages namespaces={['imports']}>
      <PageHeader title={fileName} back={{ href: importsPath, label: t('back') }} actions={<ImportState status={status} />} />
      <LiveRefresh importId={importId} renderedAt={renderedAt} newMessageText={t('work.announce')} />
      <Step view={view} />
    </ClientMessages>
  )
}

async function Step({ view: { record, preview, importedBefore, reverting, reverted, revertUntil } }: { view: ImportView }) {
  const { id, status, settings, settingsVersion: version, counts, report, position, totalRows, trouble } = record
  switch (status) {
    case 'checking':
    case 'checked':
      return (
        <ImportEditor
          open={{ id, version, settings }}
          preview={preview}
          checking={status === 'checking'}
          counts={counts}
          trouble={trouble === null ? null : await troubleText(trouble)}
        >
          <CheckSummary
            counts={counts}
            report={report}
            reading={status === 'checking' ? position : null}
            before={importedBefore}
          />
        </ImportEditor>
      )
    case 'running':
      return <WorkCard id={id} kind="running" done={position} total={totalRows} />
    case 'reverting':
      return <WorkCard id={id} kind="reverting" done={reverting?.done ?? 0} total={reverting?.total ?? null} />
    case 'done':
    case 'cancelled':
      return (
        <ImportResult
          id={id}
          status={status}
          counts={counts}
          done={position}
          total={totalRows ?? position}
          revertUntil={revertUntil}
        />
      )
    case 'reverted':
      return (
        <RevertedResult
          figures={reverted?.figures ?? { removed: 0, restored: 0, kept: 0, consents: 0 }}
          kept={(reverted?.kept ?? []).map(({ id: customer, because, phone, ...name }) => ({
            id: customer,
            because,
            name: fullName(name) ?? phone ?? '',
          }))}
        />
      )
    case 'receiving':
    case 'discarded':
      notFound()
  }
}
