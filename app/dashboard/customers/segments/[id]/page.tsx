// One segment in its builder; `new` is one that is not there yet, begun with the conditions of the address.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { ForbiddenState } from '@/components/customers/forbidden-state'
import { segmentLabel } from '@/components/customers/customer-words'
import type { SearchParams } from '@/components/customers/list-url'
import { SegmentEditor } from '@/components/customers/segments/segment-editor'
import { segmentsPath } from '@/components/customers/segments/segment-paths'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { requireContext } from '@/lib/server/context'
import { listFrame } from '@/lib/server/customer-list'
import { readEdited } from './read-edited'
import { SegmentRead } from './segment-read'

type PageProps = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('segments')
  return { title: t('one') }
}

export default async function Page({ params, searchParams }: PageProps) {
  const [{ id }, query, context, t, customers] = await Promise.all([
    params,
    searchParams,
    requireContext(),
    getTranslations('segments'),
    getTranslations('customers'),
  ])
  const mayEdit = context.can('segments:write')
  if (id === 'new' && !mayEdit) return <ForbiddenState title={t('forbidden.title')}>{t('forbidden.body')}</ForbiddenState>
  const [edited, frame] = await Promise.all([
    readEdited(context, id, query, (key) => segmentLabel(customers, key)),
    listFrame(context),
  ])
  if (edited === null) notFound()
  const { currency } = context.shop
  return (
    <ClientMessages namespaces={['customers', 'filters', 'segments', 'sentences']}>
      <PageHeader
        title={edited.id === null ? t(`new.${edited.kind}`) : edited.name}
        description={t(`kind.${edited.kind}`)}
        back={{ href: segmentsPath, label: t('title') }}
      />
      {mayEdit ? (
        <SegmentEditor segment={edited} currency={currency} named={frame.named} />
      ) : (
        <SegmentRead segment={edited} currency={currency} named={frame.named} />
      )}
    </ClientMessages>
  )
}
