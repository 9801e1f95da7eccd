// Segments: the shop's ladder and its groups, with how many customers each has.
import { Plus, Shapes } from 'lucide-react'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { listPath } from '@/components/customers/list-url'
import { RestoreLevel } from '@/components/customers/segments/restore-level'
import { RunProgress } from '@/components/customers/segments/run-progress'
import { newSegmentHref } from '@/components/customers/segments/segment-paths'
import { SegmentRows } from '@/components/customers/segments/segment-rows'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { ClientMessages } from '@/components/ui/client-messages'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { requireContext } from '@/lib/server/context'
import { readSegmentRows } from './read-segment-rows'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('segments')
  return { title: t('title') }
}

export default async function Page() {
  const [context, t, customers] = await Promise.all([requireContext(), getTranslations('segments'), getTranslations('customers')])
  const { levels, groups, gone, run } = await readSegmentRows(context)
  const mayEdit = context.can('segments:write')
  const add = (kind: 'level' | 'group', variant: 'primary' | 'secondary') =>
    mayEdit && (
      <ButtonLink variant={variant} href={newSegmentHref(kind)} icon={<Plus aria-hidden className="size-4" />}>
        {t(`new.${kind}`)}
      </ButtonLink>
    )
  return (
    <ClientMessages namespaces={['segments']}>
      <PageHeader
        title={t('title')}
        description={t('hint')}
        back={{ href: listPath, label: customers('title') }}
        actions={add('group', 'primary')}
      />
      {run !== null && run.finishedAt === null && <RunProgress done={run.done} total={run.total} />}
      <div className="flex flex-col gap-4">
        <Card flush title={t('ladder.title')} description={t('ladder.hint')} actions={add('level', 'secondary')}>
          <SegmentRows label={t('ladder.title')} rows={levels} isLadder mayEdit={mayEdit} />
          {mayEdit && gone.length > 0 && (
            <div className="flex flex-wrap gap-2 border-t border-line p-2">
              {gone.map((level) => (
                <RestoreLevel key={level.id} {...level} />
              ))}
            </div>
          )}
        </Card>
        <Card flush title={t('groups.title')} description={t('groups.hint')}>
          {groups.length > 0 ? (
            <SegmentRows label={t('groups.title')} rows={groups} isLadder={false} mayEdit={mayEdit} />
          ) : (
            <EmptyState icon={<Shapes />} title={t('groups.empty')} action={add('group', 'secondary')}>
              {t('groups.emptyHint')}
            </EmptyState>
          )}
        </Card>
      </div>
      {run?.finishedAt != null && (
        <p className="pt-3 text-xs text-muted">
          {t('run.finished')} <RelativeTime value={run.finishedAt} timeZone={context.shop.timezone} />
        </p>
      )}
    </ClientMessages>
  )
}
