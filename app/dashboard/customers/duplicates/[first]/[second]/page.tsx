// Two records side by side: the same person, or not.
import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { duplicatesPath } from '@/components/customers/duplicates/duplicate-paths'
import { EvidenceList } from '@/components/customers/duplicates/evidence-list'
import { LikelihoodBadge } from '@/components/customers/duplicates/likelihood-badge'
import { PairDesk } from '@/components/customers/duplicates/pair-desk'
import { toPairView } from '@/components/customers/duplicates/pair-view'
import { ClientMessages } from '@/components/ui/client-messages'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { shownScore } from '@/lib/customers/duplicate'
import { requireContext } from '@/lib/server/context'
import { pairOfPage } from './read-pair'

type PageProps = { params: Promise<{ first: string; second: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('duplicates')
  return { title: t('question') }
}

export default async function Page({ params }: PageProps) {
  const { first, second } = await params
  const [context, pair, t, customers, locale] = await Promise.all([
    requireContext(),
    pairOfPage(first, second),
    getTranslations('duplicates'),
    getTranslations('customers'),
    getLocale(),
  ])
  const { shop } = context
  const view = toPairView(pair, first, { duplicates: t, customers, locale, country: shop.region })
  const mayMerge = context.can('customers:merge')
  return (
    <ClientMessages namespaces={['customers', 'duplicates']}>
      <div className="mx-auto max-w-page">
        <PageHeader
          title={t('question')}
          back={{ href: duplicatesPath, label: t('title') }}
          actions={pair.score >= shownScore ? <LikelihoodBadge score={pair.score} /> : undefined}
        />
        <div className="mb-4">
          <EvidenceList evidence={pair.evidence} country={shop.region} />
        </div>
        {pair.isDismissed && (
          <Notice tone="info" className="mb-4" title={t('dismissedBefore', { by: pair.dismissedBy ?? t('somebody') })}>
            {t('dismissedBeforeHint')}
          </Notice>
        )}
        {!mayMerge && (
          <Notice tone="info" className="mb-4" title={t('forbidden')}>
            {t('forbiddenHint')}
          </Notice>
        )}
        <PairDesk
          key={`${first} ${second}`}
          view={view}
          suggested={pair.state !== null}
          mayMerge={mayMerge}
          next={pair.next}
          previous={pair.previous}
          timeZone={shop.timezone}
        />
        <p className="pt-2 text-xs text-muted">{t('promise')}</p>
      </div>
    </ClientMessages>
  )
}
